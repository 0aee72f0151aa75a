import ArgumentParser

struct CreateProject: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(commandName: "create", abstract: "Create a project.")

  @OptionGroup var global: GlobalOptions
  @Argument var name: String

  func run(_ session: Session) async throws {
    let project = try await session.engine.createProject(named: name)
    session.console.print("project \(project.name) created")
  }
}
