import ArgumentParser

struct ProjectCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "projects", abstract: "Projects hold clusters.",
    subcommands: [ListProjects.self, CreateProject.self, DeleteProject.self])

  @OptionGroup var global: GlobalOptions
}
