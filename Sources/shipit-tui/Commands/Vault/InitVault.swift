import ArgumentParser
import Engine
import Foundation
import Storage

struct InitVault: ParsableCommand, ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a new store whose vault opens by the ways that you choose.",
    discussion: """
      Without it the first start makes a store that opens by a key file, or by SHIPIT_ENCRYPT_KEY where that is set. A \
      passphrase is read as by `vault add`. A store that is there is never touched.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: .customLong("with"), help: "key-file, passphrase or environment; may be repeated.") var ways:
    [WayToUnlock] = []
  @Option(help: ArgumentHelp("Read the passphrase from this file.", valueName: "file")) var fromFile: String?

  func run(_ console: Console, _ environment: ProgramEnvironment) async throws {
    let location = StoreLocation(store: global.store, environment: environment.plain)
    // Before a passphrase is asked for in vain.
    guard !FileManager.default.fileExists(atPath: location.store) else {
      throw StoreError.alreadyThere(path: location.store)
    }
    let kinds = (ways.isEmpty ? [.keyFile] : ways).map(\.kind)
    let passphrase = kinds.contains(.passphrase) ? try console.newPassphrase(fromFile: fromFile) : nil
    let store = try Store.make(
      path: location.store, key: KeySource(environment: environment, keyFile: location.keyFile), ways: kinds,
      passphrase: passphrase)
    console.print("\(location.store) made")
    for slot in try await store.slots() { console.print("\(slot.kind.words) opens the vault") }
    if kinds == [.keyFile] { console.note("Keep a copy of \(location.keyFile): without it nothing opens the vault.") }
  }
}
