import ArgumentParser

struct AuditCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Who did what, when, from where, and how it ended.",
    subcommands: [ListAudit.self])

  @OptionGroup var global: GlobalOptions
}
