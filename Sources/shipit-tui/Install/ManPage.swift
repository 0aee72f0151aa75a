import Interface
import Terminal

/// `shipit-tui(1)`, made from the commands and the keys, in the macros of man(7).
enum ManPage {
  static func text(of root: CommandOutline, version: String) -> String {
    var page = Roff()
    page.macro("TH", "SHIPIT-TUI", "1", "", "shipit-tui \(version)", "User Commands")
    page.macro("SH", "NAME")
    page.line("shipit-tui - run apps on Kubernetes from the terminal")
    page.macro("SH", "SYNOPSIS")
    page.line("shipit-tui [--store FILE] [--demo] [--kubeconfig FILE] [COMMAND ...]")
    page.macro("SH", "DESCRIPTION")
    page.line(root.abstract ?? "")
    for paragraph in (root.discussion ?? "").split(separator: "\n\n") {
      page.macro("PP")
      page.line(String(paragraph))
    }
    page.macro("SH", "OPTIONS")
    page.options(root.arguments ?? [])
    page.macro("SH", "COMMANDS")
    for command in root.leaves { page.command(command, without: Set((root.arguments ?? []).map(\.label))) }
    page.macro("SH", "KEYS")
    page.line("The default keys of the screen; ? shows those that work where you are.")
    for group in CommandEntry.Group.allCases {
      page.macro("SS", group.rawValue)
      for entry in Command.list where entry.group == group {
        page.item(entry.keys.compactMap(Key.init(parsing:)).map(\.description).joined(separator: ", "), entry.help)
      }
    }
    page.macro("SH", "EXIT STATUS")
    for (code, meaning) in exitCodes { page.item(code, meaning) }
    page.macro("SH", "ENVIRONMENT")
    for (name, meaning) in environment { page.item(name, meaning) }
    page.macro("SH", "FILES")
    for (name, meaning) in files { page.item(name, meaning) }
    return page.text
  }

  private static let exitCodes = [
    ("0", "Done."), ("1", "Failed, for any other reason; or not done, because the answer was no."),
    ("2", "The command line, or a value in it, will not do."), ("3", "Not found."),
    ("4", "Refused by the cluster, or by the store."), ("5", "The cluster cannot be reached."),
    ("6", "The rollout failed."), ("7", "The store is locked, its key is missing, or a passphrase is wrong."),
    ("130, 143", "Ended by Ctrl-C, by SIGTERM."),
  ]

  private static let environment = [
    ("SHIPIT_STORE", "The store, unless --store names one."),
    ("SHIPIT_ENCRYPT_KEY", "The store's key, 64 hexadecimal digits; else the key file."),
    ("SHIPIT_PASSPHRASE", "The passphrase of exports."),
    ("KUBECONFIG", "Where contexts are read from; else ~/.kube/config."),
    ("NO_COLOR", "Set to anything: no colours."),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME", "Default to ~/.local/share and ~/.config."),
  ]

  private static let files = [
    ("$XDG_DATA_HOME/shipit/shipit.db", "The store."),
    ("$XDG_CONFIG_HOME/shipit/vault.key", "The key that opens it."),
  ]
}

/// Lines of roff in which no text is taken for a request.
private struct Roff {
  private(set) var text = ""

  mutating func macro(_ name: String, _ arguments: String...) {
    let quoted = arguments.map { "\"" + escaped($0).replacing("\"", with: "\\(dq") + "\"" }
    text += ([".\(name)"] + quoted).joined(separator: " ") + "\n"
  }

  mutating func line(_ line: String) {
    for part in line.split(separator: "\n") {
      // At the start of a line a dot or an apostrophe would be a request.
      text += (part.hasPrefix(".") || part.hasPrefix("'") ? "\\&" : "") + escaped(String(part)) + "\n"
    }
  }

  mutating func item(_ name: String, _ meaning: String) {
    macro("TP")
    line(name.isEmpty ? "(no key)" : name)
    line(meaning.isEmpty ? "-" : meaning)
  }

  mutating func options(_ arguments: [CommandOutline.Argument]) {
    for argument in arguments where argument.shouldDisplay {
      let fallback = argument.defaultValue.map { " (default: \($0))" } ?? ""
      item(argument.label, (argument.abstract ?? "") + fallback)
    }
  }

  /// - Parameter known: labels of the options that every command takes.
  mutating func command(_ command: CommandOutline, without known: Set<String>) {
    let own = (command.arguments ?? []).filter {
      $0.shouldDisplay && !known.contains($0.label) && $0.label != "-h, --help"
    }
    macro("SS", command.path)
    macro("B", ([command.path] + own.map(\.usage)).joined(separator: " "))
    macro("PP")
    line(command.abstract ?? "")
    options(own)
  }

  private func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
