import Foundation
import HTTP
import JSON
import Model
import Simulator
import SimulatorServer
import TestSupport
import Testing

@testable import Storage
@testable import shipit_tui

@Suite("Commands that talk with a process in a pod", .timeLimit(.minutes(2)))
struct StreamCommandTests {
  private let cluster: SimulatedCluster
  private var run: CommandLineRun

  /// How the commands reach the simulated cluster.
  enum Wire: CaseIterable {
    case memory
    /// libcurl's WebSocket to a loopback socket.
    case socket
  }

  init() async throws {
    let clock = FastClock()
    let cluster = SimulatedCluster(clock: clock)
    self.cluster = cluster
    run = try CommandLineRun()
    run.clock = clock
    run.transport = { _ in Tokenless(cluster.transport()) }
    let project = try await run.store.createProject(name: "shop")
    try await run.store.createCluster(
      Cluster(
        projectID: project.id, name: "prod", endpoint: "https://absent:6443", context: "admin@prod", status: .connected,
        createdAt: CommandLineRun.now), kubeconfig: kubeconfig)
  }

  private func deployed(
    _ wire: Wire = .memory, image: String = "nginx:1.27", _ body: @Sendable (CommandLineRun) async throws -> Void
  ) async throws {
    let created = await run(
      "apps", "create", "shop/prod", "--name", "web", "--image", image, "--replicas", "2", "--port", "8080")
    #expect(created.code == 0, "\(created)")
    #expect(await run("apps", "deploy", "shop/prod/web").code == 0)
    switch wire {
    case .memory: try await body(run)
    case .socket:
      try await SocketServer.run(serving: cluster.transport()) { server in
        let url = try #require(URL(string: server.url))
        var run = run
        run.transport = { _ in
          Tokenless(CurlTransport(endpoint: HTTPEndpoint(server: url), multi: .patient(), userAgent: "tests"))
        }
        try await body(run)
      }
    }
  }

  @Test("a shell in a pod has the terminal with its size, and its exit code is ours", arguments: Wire.allCases)
  func interactive(wire: Wire) async throws {
    try await deployed(wire) { run in
      var run = run
      run.typed = []
      run.streamed = [("~ # ", Array("stty size\r".utf8)), ("30 100", Array("exit 3\r".utf8))]
      let outcome = await run("apps", "exec", "-it", "shop/prod/web", "--", "sh")
      #expect(outcome.code == 3, "\(outcome)")
      #expect(outcome.terminal == ["raw", "restored"])
    }
  }

  @Test("Ctrl-C goes to the shell and not to us", arguments: Wire.allCases)
  func interrupt(wire: Wire) async throws {
    try await deployed(wire) { run in
      var run = run
      run.typed = []
      run.streamed = [("~ # ", Array("exit 1".utf8)), ("exit 1", [3]), ("^C", Array("exit 2\r".utf8))]
      let outcome = await run("apps", "exec", "-it", "shop/prod/web", "--", "sh")
      #expect(outcome.code == 2, "\(outcome)")
    }
  }

  @Test(
    "a pipe is passed on as it comes, not when it has ended; without a terminal none is given",
    arguments: Wire.allCases)
  func piped(wire: Wire) async throws {
    try await deployed(wire) { run in
      var run = run
      run.streamed = [("", Array("one\n".utf8)), ("one\n", Array("two\n".utf8))]
      let outcome = await run("apps", "exec", "-it", "shop/prod/web", "--", "cat")
      #expect(outcome.code == 0 && outcome.output == "one\ntwo\n", "\(outcome)")
      #expect(outcome.terminal == [] && outcome.errors.contains("no terminal"))
    }
  }

  @Test("a megabyte through a pipe comes back whole", arguments: Wire.allCases)
  func large(wire: Wire) async throws {
    try await deployed(wire) { run in
      var run = run
      let pieces = (0..<32).map { [UInt8](repeating: UInt8($0 + 64), count: 32 << 10) }
      run.streamed = pieces.map { ("", $0) }
      let outcome = await run("apps", "exec", "-i", "shop/prod/web", "--", "cat")
      #expect(outcome.code == 0 && Array(outcome.output.utf8) == pieces.flatMap(\.self))
    }
  }

  @Test(
    "exit codes and what was written to both outputs come through",
    arguments: Wire.allCases)
  func results(wire: Wire) async throws {
    try await deployed(wire) { run in
      let outcome = await run("apps", "exec", "shop/prod/web", "--", "sh", "-c", "echo out; echo err >&2; exit 42")
      #expect(outcome.code == 42 && outcome.output == "out\n" && outcome.errors == "err\n", "\(outcome)")
      let missing = await run("apps", "exec", "shop/prod/web", "--", "/no/such")
      #expect(missing.code != 0 && missing.errors.contains("no such file or directory"), "\(missing)")
    }
  }

  @Test(
    "a process without a terminal is joined without one, told so, and left when it goes away", arguments: Wire.allCases)
  func attach(wire: Wire) async throws {
    try await deployed(wire, image: "local/logs:20") { run in
      var typing = run
      typing.typed = []
      async let joined = typing("apps", "attach", "-t", "shop/prod/web")
      // The stream is open once the audit has it.
      while try await !run.store.audit().contains(where: { $0.action == "attach" && $0.outcome == .done }) {
        await Task.yield()
      }
      #expect(await run("apps", "scale", "shop/prod/web", "0").code == 0)
      let outcome = await joined
      #expect(outcome.terminal == [] && outcome.errors.contains("no terminal"), "\(outcome)")
      #expect(!outcome.output.isEmpty)
      #expect(outcome.code == 5, "\(outcome)")
    }
  }

  @Test("a cluster that is only read is entered by no stream", arguments: [["exec", "--", "true"], ["attach"]])
  func readOnly(words: [String]) async throws {
    try await deployed { run in
      #expect(await run("clusters", "update", "shop/prod", "--read-only").code == 0)
      let outcome = await run.run(["apps", words[0], "shop/prod/web"] + words.dropFirst())
      #expect(outcome.code == 4 && outcome.errors.contains("read"), "\(outcome)")
    }
  }
}
