import Foundation
import HTTP
import Model
import Simulator
import TestSupport
import Testing

@testable import Storage
@testable import shipit_tui

/// What a kubeconfig runs for credentials, runs only as somebody has seen it.
@Suite("Consent to commands for credentials", .timeLimit(.minutes(5)))
struct ConsentTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-\(UUID().uuidString)")
  private var run: CommandLineRun

  init() async throws {
    let cluster = SimulatedCluster(clock: FastClock())
    run = try CommandLineRun()
    run.clock = FastClock()
    run.transport = { _ in Tokenless(cluster.transport()) }
    try await run.store.createProject(name: "shop")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A plugin that leaves a line behind for each time it runs.
  private func kubeconfig(_ name: String = "kubeconfig", argument: String = "a") throws -> String {
    let path = folder.appending(path: name).path
    let answer =
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}"#
    try """
    current-context: c
    contexts: [{name: c, context: {cluster: c, user: u}}]
    clusters: [{name: c, cluster: {server: "https://absent.test"}}]
    users:
    - name: u
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: sh
          args: [-c, 'echo \(argument) >> \(folder.path)/ran; echo ''\(answer)''']
          env: [{name: PASSWORD, value: planted}]
          interactiveMode: Never
    """.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private var runs: [Substring] {
    ((try? String(contentsOf: folder.appending(path: "ran"), encoding: .utf8)) ?? "").split(separator: "\n")
  }

  private func connect(_ file: String, _ more: String..., typing typed: [String]? = nil) async -> CommandLineRun.Outcome
  {
    var run = run
    run.typed = typed
    return await run.run(["clusters", "connect", "shop", "--name", "prod", "--kubeconfig", file] + more)
  }

  @Test("nothing runs before somebody has seen the whole command and said yes")
  func connecting() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try kubeconfig()
    let refused = await connect(file)
    #expect(refused.code == 4 && refused.errors.contains("--allow-exec") && runs.isEmpty, "\(refused)")
    let declined = await connect(file, typing: ["n"])
    #expect(declined.code == 1 && runs.isEmpty)
    #expect(declined.errors.contains("PASSWORD=… sh -c 'echo a >> ") && !declined.errors.contains("planted"))
    #expect(await connect(file, typing: ["y"]).code == 0)
    #expect(runs == ["a"])
    #expect(await run("apps", "discover", "shop/prod").code == 0)
    #expect(runs.count == 2)
  }

  @Test("a cluster that was imported asks again, and is allowed once for all that comes")
  func imported() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(await connect(try kubeconfig(), "--allow-exec").code == 0)
    let export = folder.appending(path: "export").path
    var other = try CommandLineRun()
    (other.clock, other.transport) = (run.clock, run.transport)
    other.environment = ["SHIPIT_PASSPHRASE": "long enough"]
    var exporting = run
    exporting.environment = other.environment
    #expect(await exporting("--export", export).code == 0)
    #expect(await other("--import", export, "--yes").code == 0)

    let refused = await other("apps", "discover", "shop/prod")
    #expect(refused.code == 4 && refused.errors.contains("clusters allow-exec PROJECT/prod"), "\(refused)")
    #expect(runs.count == 1)
    let headless = await other("clusters", "allow-exec", "shop/prod")
    #expect(headless.code == 2 && headless.errors.contains("PASSWORD=… sh -c"), "\(headless)")
    var person = other
    person.typed = [""]
    #expect(await person("clusters", "allow-exec", "shop/prod").code == 1)
    #expect(await other("apps", "discover", "shop/prod").code == 4)
    #expect(await other("clusters", "allow-exec", "shop/prod", "--allow-exec").code == 0)
    #expect(await other("apps", "discover", "shop/prod").code == 0)
    #expect(runs.count == 2)
    let audit = await other("audit", "list")
    #expect(audit.output.contains("allow credential command"))
  }

  @Test("a changed command asks again, also when it is changed back by somebody else")
  func changed() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(await connect(try kubeconfig(), "--allow-exec").code == 0)
    let id = try await run.store.cluster(.path(project: "shop", name: "prod")).id
    let text = try await run.store.kubeconfig(of: id)
    try await run.store.setKubeconfig(text.replacing("echo a", with: "echo b"), of: id)
    #expect(await run("apps", "discover", "shop/prod").code == 4)
    #expect(runs == ["a"])
    var person = run
    person.typed = ["yes"]
    #expect(await person("clusters", "allow-exec", "shop/prod").code == 0)
    #expect(await run("apps", "discover", "shop/prod").code == 0)
    #expect(runs == ["a", "b"])
    try await run.store.setKubeconfig(text, of: id)
    #expect(await run("apps", "discover", "shop/prod").code == 4)
  }
}
