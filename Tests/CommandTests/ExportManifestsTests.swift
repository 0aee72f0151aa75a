import Foundation
import Model
import Testing
import Yams

@testable import shipit_tui

@Suite("Manifests for version control")
struct ExportManifestsTests {
  private let run: CommandLineRun
  private let app: App
  private let folder = FileManager.default.temporaryDirectory.path + "/shipit-manifests-\(UUID().uuidString)"

  init() async throws {
    run = try CommandLineRun()
    let project = try await run.store.createProject(name: "shop")
    let cluster = try await run.store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "", context: "", createdAt: CommandLineRun.now),
      kubeconfig: "")
    app = try await run.store.createApp(
      App(
        clusterID: cluster.id, name: "web", namespace: "front",
        configuration: AppConfiguration(image: "web:1", replicas: 2, port: 80, environment: ["A": "1"]),
        createdAt: CommandLineRun.now))
    try await run.store.setSecret("PASSWORD", to: "planted", of: app.id)
  }

  private var files: [String] {
    (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }

  @Test("a file for each app, of what a deploy would apply but for the Secret, and no cluster is asked")
  func contents() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let outcome = await run("--export-manifests", folder)
    #expect(outcome.code == 0 && outcome.errors == "1 app, 1 file written\n")
    #expect(files == ["shop/prod/front/web.yaml"])
    let text = try String(contentsOfFile: "\(folder)/\(files[0])", encoding: .utf8)
    #expect(text.contains("# Secret web-secrets is left out. Its keys: PASSWORD\n") && !text.contains("planted"))
    let objects = try Yams.load_all(yaml: text).compactMap { $0 as? [String: Any] }
    let kinds = objects.compactMap { $0["kind"] as? String }
    #expect(kinds.contains("Deployment") && kinds.contains("Service") && !kinds.contains("Secret"))
    // The Deployment refers to it all the same.
    #expect(text.contains("web-secrets") && objects.allSatisfy { $0["apiVersion"] is String })
  }

  @Test("the same apps give the same bytes, and what is the same is not written again")
  func deterministic() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = await run("--export-manifests", folder)
    let path = folder + "/shop/prod/front/web.yaml"
    let before = FileManager.default.contents(atPath: path)
    #expect(await run("--export-manifests", folder).errors == "1 app, 0 files written\n")
    var configuration = app.configuration
    configuration.replicas = 5
    _ = try await run.store.updateApp(app.id, configuration: configuration)
    #expect(await run("--export-manifests", folder).errors == "1 app, 1 file written\n")
    #expect(FileManager.default.contents(atPath: path) != before)
    #expect(files.count == 1)
  }

  @Test("a file of an app that is gone is told and left; another's is not spoken of")
  func stale() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = await run("--export-manifests", folder)
    try "kind: Mine\n".write(toFile: folder + "/mine.yaml", atomically: false, encoding: .utf8)
    try await run.store.deleteApp(app.id)
    let outcome = await run("--export-manifests", folder)
    #expect(outcome.errors == "0 apps, 0 files written\nof no app any more: \(folder)/shop/prod/front/web.yaml\n")
    #expect(files == ["mine.yaml", "shop/prod/front/web.yaml"])
  }

  @Test("where nothing can be written it says so, and goes with no other option of backups")
  func refused() async throws {
    #expect(await run("--export-manifests", "/proc/nowhere").code == 1)
    #expect(await run("--export-manifests", folder, "--export", "x").code == 2)
    #expect(await run("projects", "list", "--export-manifests", folder).code == 2)
  }
}
