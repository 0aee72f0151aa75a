import Foundation

/// The commands and what they take, as ArgumentParser tells them to programs (`--experimental-dump-help`, version 0).
struct CommandOutline: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let subcommands: [CommandOutline]?
  let arguments: [Argument]?

  /// Of the whole program; nil where the parser's format has changed, which a test notices.
  static let root: CommandOutline? = {
    struct Dump: Decodable { let command: CommandOutline }
    return try? JSONDecoder().decode(Dump.self, from: Data(ShipitTUI._dumpHelp().utf8)).command
  }()

  /// Every command that does something by itself, without the parser's own `help`.
  var leaves: [CommandOutline] {
    let commands = (subcommands ?? []).filter { $0.commandName != "help" }
    return commands.isEmpty ? [self] : commands.flatMap(\.leaves)
  }

  /// As it is typed, without the program's name: `apps deploy`.
  var path: String { ((superCommands ?? []).dropFirst() + [commandName]).joined(separator: " ") }
}

extension CommandOutline.Argument {
  /// As usage lines have it: `[--replicas N]`, `<app>`.
  var usage: String {
    let value = "<\(valueName ?? "value")>"
    let text =
      switch kind {
      case "positional": value
      case "flag": longest
      default: "\(longest) \(value)"
      }
    let repeated = isRepeating ? "\(text) ..." : text
    return isOptional ? "[\(repeated)]" : repeated
  }

  /// As lists of options have it: `-o, --output <format>`.
  var label: String {
    guard kind != "positional" else { return "<\(valueName ?? "value")>" }
    let all = (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }.joined(separator: ", ")
    return kind == "option" ? "\(all) <\(valueName ?? "value")>" : all
  }

  private var longest: String {
    let name = names?.first { $0.kind == "long" } ?? names?.first
    return name.map { ($0.kind == "long" ? "--" : "-") + $0.name } ?? ""
  }
}
