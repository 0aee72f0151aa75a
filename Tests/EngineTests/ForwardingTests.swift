import Foundation
import HTTP
import Kubernetes
import Model
import SimulatorServer
import TestSupport
import Testing

@testable import Engine

@Suite("ports that are forwarded", .timeLimit(.minutes(2)))
struct ForwardingTests {
  /// How the engine reaches the simulated cluster.
  enum Wire: CaseIterable {
    case memory
    /// libcurl's WebSocket to a loopback socket.
    case socket
  }

  private func running(
    _ wire: Wire = .memory, _ body: @Sendable (World, Engine, App) async throws -> Void
  ) async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", replicas: 2, port: 8080))
    _ = try await world.deploy(app)
    switch wire {
    case .memory: try await body(world, world.engine, app)
    case .socket:
      try await SocketServer.run(serving: world.simulated.transport()) { server in
        let url = try #require(URL(string: server.url))
        let engine = world.engine { _ in
          CurlTransport(endpoint: HTTPEndpoint(server: url), multi: .patient(), userAgent: "tests")
        }
        try await body(world, engine, app)
      }
    }
  }

  /// All that one request over the loopback brings.
  private static func get(_ path: String, port: Int) async throws -> String {
    let socket = try #require(LocalSocket.connect(to: port))
    #expect(await socket.write(Array("GET \(path) HTTP/1.0\r\n\r\n".utf8)))
    var answer: [UInt8] = []
    while let bytes = await socket.read() { answer += bytes }
    return String(decoding: answer, as: UTF8.self)
  }

  @Test("several at once, each at a port that the system picked, each for many connections", arguments: Wire.allCases)
  func several(wire: Wire) async throws {
    try await running(wire) { world, engine, app in
      let events = try await engine.forward(
        [.init(local: 0, remote: 8080), .init(local: 0, remote: 8080)], of: app.id)
      var listening: [Int] = []
      var reached: [String] = []
      for await event in events {
        switch event {
        case .listening(let ports):
          listening.append(ports.local)
          guard listening.count == 2 else { continue }
          #expect(Set(listening).count == 2 && !listening.contains(0))
          let bodies = try await withThrowingTaskGroup(of: String.self) { [listening] group in
            for number in 0..<16 {
              group.addTask { try await Self.get("/\(number)", port: listening[number % 2]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
          }
          for number in 0..<16 { #expect(bodies.contains { $0.hasSuffix("\r\n\r\nhello from /\(number)\n") }) }
        case .reached(let pod, let remote):
          reached.append(pod)
          #expect(remote == 8080)
        case .failed(_, let error), .stopped(_, let error): Issue.record("\(error)")
        }
        if !reached.isEmpty { break }
      }
      // Told once, and not for each connection.
      #expect(reached.count == 1)
    }
  }

  @Test("a pod that goes away is replaced by another of the app, but not one that was asked for by name")
  func replacement() async throws {
    try await running { world, engine, app in
      let pinned = try #require(try await engine.pods(of: app.id).first { $0.isReady }).metadata.name
      let free = try await engine.forward([.init(local: 0, remote: 8080)], of: app.id)
      let fixed = try await engine.forward([.init(local: 0, remote: 8080)], of: app.id, pod: pinned)
      var freeEvents = free.makeAsyncIterator()
      var fixedEvents = fixed.makeAsyncIterator()
      guard case .listening(let freePorts) = await freeEvents.next(),
        case .listening(let fixedPorts) = await fixedEvents.next()
      else {
        Issue.record("nothing listens")
        return
      }
      _ = try await Self.get("/", port: freePorts.local)
      guard case .reached(let first, _) = await freeEvents.next() else {
        Issue.record("no pod was reached")
        return
      }
      _ = try await Self.get("/", port: fixedPorts.local)
      #expect(await fixedEvents.next() == .reached(pod: pinned, remote: 8080))
      for pod in Set([first, pinned]) { _ = try await world.client.delete(.pods, pod, in: "default") }
      try await world.wait(.seconds(60))

      #expect(try await Self.get("/after", port: freePorts.local).hasSuffix("hello from /after\n"))
      guard case .reached(let second, _) = await freeEvents.next() else {
        Issue.record("no other pod was reached")
        return
      }
      #expect(second != first)
      #expect(try await Self.get("/after", port: fixedPorts.local) == "")
      guard case .failed(8080, .cluster(_, .notFound)) = await fixedEvents.next() else {
        Issue.record("the pod that was asked for has gone, and nobody said so")
        return
      }
    }
  }

  @Test(
    "a port at which the pod does not listen fails the connection, in the kubelet's words, and not the next",
    arguments: Wire.allCases)
  func refused(wire: Wire) async throws {
    try await running(wire) { _, engine, app in
      let events = try await engine.forward([.init(local: 0, remote: 9)], of: app.id)
      var failures: [EngineError] = []
      var port = 0
      for await event in events {
        if case .listening(let ports) = event { port = ports.local }
        if case .failed(9, let error) = event { failures.append(error) }
        if failures.count == 2 { break }
        if case .reached = event { continue }
        #expect(try await Self.get("/", port: port) == "")
      }
      for failure in failures {
        #expect(failure.explanation.text.contains("connection refused"), "\(failure)")
      }
    }
  }

  @Test("a port that is taken is refused before anything listens")
  func taken() async throws {
    try await running { _, engine, app in
      let holder = try LocalListener(port: 0)
      await #expect {
        _ = try await engine.forward([.init(local: holder.port, remote: 8080)], of: app.id)
      } throws: { error in
        guard case EngineError.cluster(_, .cannotListen(holder.port, _)) = error else { return false }
        return true
      }
    }
  }

  @Test("nothing listens for a cluster that is only read")
  func readOnly() async throws {
    try await running { world, engine, app in
      try await engine.setReadOnly(true, world.clusterID)
      await #expect {
        _ = try await engine.forward([.init(local: 0, remote: 8080)], of: app.id)
      } throws: { error in
        guard case EngineError.cluster(_, .readOnly) = error else { return false }
        return true
      }
    }
  }

  @Test("nothing listens any more when nobody reads the events", arguments: 0..<20)
  func end(_: Int) async throws {
    try await running { _, engine, app in
      var port = 0
      do {
        let events = try await engine.forward([.init(local: 0, remote: 8080)], of: app.id)
        for await case .listening(let ports) in events {
          port = ports.local
          break
        }
      }
      while LocalSocket.connect(to: port) != nil { await Task.yield() }
    }
  }
}
