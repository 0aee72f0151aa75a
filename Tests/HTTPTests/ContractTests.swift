import FoundationEssentials
import HTTP
import Simulator
import SimulatorServer
import TestSupport
import Testing

/// What every `HTTPTransport` promises: the same tests in memory and over libcurl to a real socket.
@Suite struct ContractTests {
  enum Way: CaseIterable {
    case memory, socket
  }

  private static let configMaps = "/api/v1/namespaces/default/configmaps"

  private static func withCluster(
    _ way: Way, faults: [Faults.Rule] = [], multi: CurlMulti = .patient(),
    _ body: @Sendable (any HTTPTransport) async throws -> Void
  ) async throws {
    let cluster = SimulatedCluster()
    switch way {
    case .memory:
      await cluster.set(Faults(faults))
      try await body(cluster.transport())
    case .socket:
      try await withTransport(to: cluster.transport(), multi: multi) { transport in
        _ = try await transport.send(HTTPRequest(.get, "/version"))
        await cluster.set(Faults(faults))
        try await body(transport)
      }
    }
  }

  /// A config map of that many bytes.
  private static func create(_ name: String, bytes: Int = 10, on transport: any HTTPTransport) async throws {
    let value = String(repeating: "x", count: bytes)
    let object = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"},"data":{"k":"\#(value)"}}"#
    let request = HTTPRequest(
      .post, configMaps, headers: ["Content-Type": "application/json"], body: Array(object.utf8))
    #expect(try await transport.send(request).status == 201)
  }

  private static func watch(_ name: String, idleTimeout: Duration = .seconds(60)) -> HTTPRequest {
    HTTPRequest(
      .get, configMaps,
      query: [.init("watch", "true"), .init("fieldSelector", "metadata.name=\(name)"), .init("resourceVersion", "0")],
      idleTimeout: idleTimeout)
  }

  @Test("a refusal is an answer", arguments: Way.allCases)
  func refusal(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      let response = try await transport.send(HTTPRequest(.get, Self.configMaps + "/absent"))
      #expect(response.status == 404)
      #expect(response.headers["content-type"] == "application/json")
      #expect(try await response.body.text.contains(#""reason":"NotFound""#))
    }
  }

  @Test("headers go both ways: a table when asked for one, Retry-After when refused", arguments: Way.allCases)
  func headers(way: Way) async throws {
    try await Self.withCluster(way, faults: [.init(.status(429), times: 1)]) { transport in
      let table = HTTPRequest(
        .get, Self.configMaps, headers: ["Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"])
      let refused = try await transport.send(table)
      #expect(refused.status == 429)
      #expect(refused.headers.retryAfter == .seconds(1))
      #expect(try await transport.send(table).body.text.contains(#""kind":"Table""#))
    }
  }

  @Test("a large list comes whole, in pieces", arguments: Way.allCases)
  func largeList(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      for number in 0..<20 { try await Self.create("large-\(number)", bytes: 100_000, on: transport) }
      let response = try await transport.send(HTTPRequest(.get, Self.configMaps))
      let body = try await response.body.bytes()
      #expect(body.count > 2_000_000)
      #expect(body.suffix(2) == Array("}\n".utf8))
    }
  }

  @Test("more than the reader wants is refused", arguments: Way.allCases)
  func limit(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      try await Self.create("large", bytes: 100_000, on: transport)
      let response = try await transport.send(HTTPRequest(.get, Self.configMaps))
      await #expect(throws: HTTPError.invalidAnswer(reason: "the answer is larger than 50000 bytes")) {
        try await response.body.bytes(limit: 50_000)
      }
    }
  }

  @Test("a hundred watches at once each see their own object", arguments: Way.allCases)
  func manyWatches(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask {
            let response = try await transport.send(Self.watch("watched-\(number)"))
            var body = response.body.makeAsyncIterator()
            try await Self.create("watched-\(number)", on: transport)
            let event = String(decoding: try await body.next() ?? [], as: UTF8.self)
            #expect(event.hasPrefix(#"{"type":"ADDED""#) && event.contains(#""name":"watched-\#(number)""#))
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("cancelling ends a read that waits", arguments: Way.allCases)
  func cancel(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      let response = try await transport.send(Self.watch("never"))
      let reading = Gate()
      let reader = Task {
        reading.open()
        for try await _ in response.body {}
      }
      await reading.opened()
      reader.cancel()
      await #expect(throws: HTTPError.cancelled) { try await reader.value }
    }
  }

  @Test("silence ends an exchange", arguments: Way.allCases)
  func idle(way: Way) async throws {
    try await Self.withCluster(way, faults: [.init(.silence)], multi: CurlMulti()) { transport in
      await #expect(throws: HTTPError.idle(.milliseconds(300))) {
        let response = try await transport.send(Self.watch("never", idleTimeout: .milliseconds(300)))
        for try await _ in response.body {}
      }
    }
  }

  @Test("a reset in the body is told after what came before it", arguments: Way.allCases)
  func reset(way: Way) async throws {
    try await Self.withCluster(way, faults: [.init(.resetAfter(bytes: 10), times: 1)]) { transport in
      let response = try await transport.send(HTTPRequest(.get, Self.configMaps))
      let error = await #expect(throws: HTTPError.self) { _ = try await response.body.bytes() }
      guard case .closedEarly = error else { throw Unexpected(error) }
    }
  }

  @Test("a WebSocket that the server does not open carries its reason", arguments: Way.allCases)
  func webSocketRefusal(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      let request = HTTPRequest(
        .get, "/api/v1/namespaces/default/pods/absent/exec", query: [.init("command", "cat"), .init("stdout", "true")])
      let error = await #expect(throws: HTTPError.self) {
        try await transport.openWebSocket(request, subprotocols: ["v5.channel.k8s.io"])
      }
      guard case .refused(404, _, let body) = error else { throw Unexpected(error) }
      #expect(String(decoding: body, as: UTF8.self).contains(#"pods \"absent\" not found"#))
    }
  }

  @Test("a WebSocket carries messages both ways until it is closed", arguments: Way.allCases)
  func webSocket(way: Way) async throws {
    try await Self.withCluster(way) { transport in
      try await Self.runPod("echo", on: transport)
      let request = HTTPRequest(
        .get, "/api/v1/namespaces/default/pods/echo/exec",
        query: [.init("command", "cat"), .init("stdin", "true"), .init("stdout", "true")])
      let socket = try await transport.openWebSocket(
        request, subprotocols: ["v5.channel.k8s.io", "v4.channel.k8s.io"])
      #expect(socket.subprotocol == "v5.channel.k8s.io")
      try await socket.send(.binary([0] + Array("hello\n".utf8)))
      try await socket.send(.binary([255, 0]))
      var output: [UInt8] = []
      while case .binary(let message)? = try await socket.receive() {
        if message.first == 1 { output += message.dropFirst() }
      }
      #expect(output == Array("hello\n".utf8))
    }
  }

  /// Creates a pod and waits until it is ready.
  private static func runPod(_ name: String, on transport: any HTTPTransport) async throws {
    let pods = "/api/v1/namespaces/default/pods"
    let pod =
      #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},"#
      + #""spec":{"containers":[{"name":"c","image":"local/web:1.0"}]}}"#
    let created = try await transport.send(
      HTTPRequest(.post, pods, headers: ["Content-Type": "application/json"], body: Array(pod.utf8)))
    #expect(created.status == 201)
    let watch = HTTPRequest(.get, pods, query: [.init("watch", "true"), .init("resourceVersion", "0")])
    for try await event in try await transport.send(watch).body
    where String(decoding: event, as: UTF8.self).contains(#""phase":"Running""#) { return }
  }
}
