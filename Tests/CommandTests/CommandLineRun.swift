import Engine
import Foundation
import HTTP
import Synchronization
import Terminal

@testable import Storage
@testable import shipit_tui

/// Runs command lines against one store in memory, without a terminal unless a test says so.
struct CommandLineRun {
  let store: Store
  /// Instead of one made of the properties below.
  private var engine: Engine?
  var environment: [String: String] = [:]
  /// What a person types, line by line; nil when standard input is no terminal.
  var typed: [String]?
  /// What standard input holds when it is no terminal.
  var input: [UInt8] = []
  /// What a stream into a pod is given: each piece once standard output holds `after`.
  var streamed: [(after: String, bytes: [UInt8])] = []
  var isOutputTerminal = false
  var isErrorTerminal = false
  /// Uses the store of this home folder, wired as the program wires it, instead of the one in memory.
  var home: String?
  var clock: any Clock<Duration> = HurriedClock()
  var transport: @Sendable (HTTPEndpoint) -> any HTTPTransport = { _ in AbsentServer() }

  init(store: Store? = nil) throws {
    self.store = try store ?? Store.temporary(now: { Self.now })
  }

  /// In the demo's world.
  init(in demo: DemoWorld) {
    store = demo.engine.store
    engine = demo.engine
  }

  static let now = Date(timeIntervalSince1970: 1_800_000_000)

  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
    /// What was done to the terminal.
    var terminal: [String] = []
  }

  func callAsFunction(_ arguments: String...) async -> Outcome {
    await run(arguments)
  }

  func run(_ arguments: [String]) async -> Outcome {
    let output = Captured()
    let errors = Captured()
    let lines = Mutex(typed?[...] ?? [])
    let pieces = Mutex((streamed.isEmpty && !input.isEmpty ? [("", input)] : streamed)[...])
    let terminal = Mutex<[String]>([])
    let console = Console(
      isInputTerminal: typed != nil, isOutputTerminal: isOutputTerminal,
      isErrorTerminal: isErrorTerminal, output: output.append, errors: errors.append,
      readLine: { _, prompt in
        prompt()
        return lines.withLock { $0.popFirst() }
      }, readAll: { input },
      terminal: RawTerminal(
        read: {
          // A person types the next piece when what the last one brought can be read.
          while let awaited = pieces.withLock({ $0.first })?.after, !awaited.isEmpty,
            !output.text.contains(awaited)
          {
            guard (try? await Task.sleep(for: .milliseconds(1))) != nil else { return nil }
          }
          return pieces.withLock { $0.popFirst()?.bytes }
        },
        write: { output.append($0) },
        makeRaw: {
          terminal.withLock { $0.append("raw") }
          return { terminal.withLock { $0.append("restored") } }
        },
        sizes: { (Size(width: 100, height: 30), AsyncStream { $0.finish() }) }))
    let engine =
      self.engine
      ?? Engine(
        store: store,
        surroundings: Engine.Surroundings(
          transport: transport, clock: clock, now: { Self.now }, author: "me@here", environment: environment,
          vigil: .zero))
    let environment = ProgramEnvironment(
      environment.merging(home.map { ["HOME": $0] } ?? [:]) { $1 }, secrets: Wiring.secretVariables)
    let tool = Tool(console: console, environment: environment) { [home] options, console in
      guard home == nil else {
        var session = try await Wiring.session(options, environment: environment, console: console)
        session.scrypt = cheap
        return session
      }
      return Session(engine: engine, console: console, environment: environment, scrypt: cheap)
    }
    let code =
      switch tool.parse(arguments) {
      case .ended(let code): code
      case .screen: Int32(-1)
      case .command(let command): await tool.run(command)
      case .check(let command): await tool.run(command)
      }
    return Outcome(
      code: code, output: output.text, errors: errors.text, terminal: terminal.withLock { $0 })
  }
}

private final class Captured: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  func append(_ more: [UInt8]) {
    bytes.withLock { $0 += more }
  }
}

/// Enough for tests, which do not guess passphrases.
private let cheap = Scrypt(costExponent: 4, blockSize: 1, parallelism: 1)

/// Nobody waits between two attempts.
struct HurriedClock: Clock {
  let minimumResolution = Duration.zero
  var now: ContinuousClock.Instant { ContinuousClock.now }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    await Task.yield()
  }
}

/// Nothing listens there.
struct AbsentServer: HTTPTransport {
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    throw .notConnected(host: "absent", port: 6443, reason: "connection refused")
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    throw .notConnected(host: "absent", port: 6443, reason: "connection refused")
  }
}

let kubeconfig = """
  apiVersion: v1
  kind: Config
  current-context: admin@prod
  clusters: [{name: prod, cluster: {server: "https://absent:6443"}}]
  users: [{name: admin, user: {token: planted-token}}]
  contexts: [{name: admin@prod, context: {cluster: prod, user: admin, namespace: web}}]
  """
