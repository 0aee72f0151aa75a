import ArgumentParser
import Foundation
import Storage

struct StoreCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Check the store's file, and mend it.",
    subcommands: [CheckStore.self, RepairStore.self])

  @OptionGroup var global: GlobalOptions
}

struct CheckStore: ParsableCommand, ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Look for damage in every page and row.",
    discussion: "It needs no key. Each finding is a line; 1 where there is one.")

  @OptionGroup var global: GlobalOptions

  func run(_ console: Console, _ environment: ProgramEnvironment) throws {
    let path = StoreLocation(store: global.store, environment: environment.plain).store
    let findings = try StoreRepair.check(path)
    for finding in findings { console.print(finding) }
    guard findings.isEmpty else { throw CommandError.storeDamaged(findings: findings.count) }
    console.note("\(path) is whole.")
  }
}

struct RepairStore: ParsableCommand, ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair", abstract: "Bring what can be read into a new store; the damaged one is kept beside it.",
    discussion: "It needs no key. End every other shipit-tui first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions

  func run(_ console: Console, _ environment: ProgramEnvironment) throws {
    let path = StoreLocation(store: global.store, environment: environment.plain).store
    if !confirmation.yes {
      guard try !StoreRepair.check(path).isEmpty else {
        console.note("\(path) is whole; nothing was done.")
        return
      }
      try console.confirm("Put what can be read of \(path) in its place? No other shipit-tui may run.")
    }
    let report = try StoreRepair.repair(path, now: Date())
    for table in report.tables where table.kept > 0 || table.lost > 0 || table.isUncertain {
      let more = table.isUncertain ? "; a part could not be read, and more may have been there" : ""
      console.print("\(table.name): \(table.kept) kept, \(table.lost) lost\(more)")
    }
    console.note("The damaged store is \(report.damaged).")
  }
}
