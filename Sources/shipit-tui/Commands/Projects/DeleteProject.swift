import ArgumentParser

struct DeleteProject: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a project that has no clusters any more.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @Argument(help: "The project's name, or its id.") var name: String

  func run(_ session: Session) async throws {
    let project = try await session.project(name)
    try session.confirm("Delete the project \(project.name)?", unless: confirmation.yes)
    try await session.engine.deleteProject(project.id)
    session.console.print("project \(project.name) deleted")
  }
}
