import Model
import Testing

@testable import shipit_tui

@Suite("apps undo")
struct UndoCommandTests {
  @Test("tells first, undoes what was saved, does it again, and says where there is nothing")
  func undo() async throws {
    let run = try CommandLineRun()
    let project = try await run.store.createProject(name: "shop")
    let cluster = try await run.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: "")
    try await run.store.createApp(
      App(
        clusterID: cluster.id, name: "web", configuration: AppConfiguration(image: "web:1"),
        createdAt: CommandLineRun.now))
    let app = "shop/prod/web"
    #expect(await run("apps", "undo", app).code != 0)
    #expect(await run("apps", "update", app, "--image", "web:2").code == 0)
    let told = await run("apps", "undo", app, "--dry-run")
    #expect(told.code == 0 && told.errors.contains("undo: change image"))
    #expect(await run("apps", "get", app).output.contains("web:2"))
    #expect(await run("apps", "undo", app).code == 0)
    #expect(await run("apps", "get", app).output.contains("web:1"))
    #expect(await run("apps", "undo", app, "--redo").code == 0)
    #expect(await run("apps", "get", app).output.contains("web:2"))
  }

  @Test("--dry-run with a command that does not know it is refused, never passed over")
  func misplaced() async throws {
    let run = try CommandLineRun()
    #expect(await run("projects", "list", "--dry-run").code == 2)
  }
}
