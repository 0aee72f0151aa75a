import ArgumentParser

struct EnvironmentCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "env", abstract: "An app's environment variables; what must stay secret goes to `secrets`.",
    subcommands: [ListEnvironment.self, SetEnvironment.self, EditEnvironment.self, UnsetEnvironment.self])

  @OptionGroup var global: GlobalOptions
}
