import ArgumentParser

struct SecretCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "Values that an app gets as environment variables and nobody sees.",
    subcommands: [ListSecrets.self, SetSecret.self, EditSecrets.self, DeleteSecret.self])

  @OptionGroup var global: GlobalOptions
}
