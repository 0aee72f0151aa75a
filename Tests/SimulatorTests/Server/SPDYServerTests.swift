import HTTP
import JSON
import SPDY
import Simulator
import SimulatorServer
import Testing

/// Port-forward, exec and attach over SPDY, as kubectl asks for them.
@Suite struct SPDYServerTests {
  /// A served cluster with one pod that runs, whose path is handed over.
  private func withPod(_ body: @Sendable (SocketServer, TestCluster, String) async throws -> Void) async throws {
    let test = TestCluster()
    await test.cluster.populate(pods: 1)
    let pods = "/api/v1/namespaces/team-0/pods"
    let name = try #require(try await test.get(pods)["items"]?[0]?["metadata"]?["name"]?.string)
    try await SocketServer.run(serving: test.admin) { server in try await body(server, test, "\(pods)/\(name)") }
  }

  private static let request = Array("GET /healthz HTTP/1.0\r\n\r\n".utf8)

  @Test("a request through a forwarded port is answered, and both streams end", arguments: SPDYClient.Carrier.allCases)
  func forward(carrier: SPDYClient.Carrier) async throws {
    try await withPod { server, _, pod in
      try await SPDYClient.run(carrier, to: server, "\(pod)/portforward") { client in
        try await client.connect(0, port: 8080, errors: 1, data: 3)
        try await client.send(.data(3, Self.request, isLast: false))
        let answer = try await client.read(until: [1, 3])
        #expect(answer.others == [.synReply(1, [:], isLast: false), .synReply(3, [:], isLast: false)])
        #expect(answer.texts[1] == "")
        #expect(
          answer.texts[3]?.hasPrefix("HTTP/1.1 200 OK\r\n") == true
            && answer.texts[3]?.hasSuffix("\r\n\r\nok\n") == true)
      }
    }
  }

  @Test("connections share one SPDY connection, and a client that closes its half still gets its answer")
  func halfClosed() async throws {
    try await withPod { server, _, pod in
      try await SPDYClient.run(.upgrade, to: server, "\(pod)/portforward") { client in
        try await client.connect(0, port: 8080, errors: 1, data: 3)
        try await client.connect(1, port: 8080, errors: 5, data: 7)
        let kept = Array("GET /a HTTP/1.1\r\n\r\n".utf8)
        try await client.send(.data(3, kept, isLast: true))
        #expect(try await client.read(until: [1, 3]).texts[3]?.hasSuffix("hello from /a\n") == true)
        // The first stream of a pair may be the one with data.
        for (stream, type): (UInt32, String) in [(9, "data"), (11, "error")] {
          let headers = ["streamtype": type, "port": "8080", "requestid": "2"]
          try await client.send(.synStream(.init(stream: stream, headers: headers)))
        }
        try await client.send(.data(9, kept, isLast: true))
        #expect(try await client.read(until: [9, 11]).texts[9]?.hasSuffix("hello from /a\n") == true)
        try await client.send(.data(7, Self.request, isLast: false))
        #expect(try await client.read(until: [5, 7]).texts[7]?.hasSuffix("ok\n") == true)
      }
    }
  }

  @Test("a port where nobody listens is told on the stream of errors", arguments: SPDYClient.Carrier.allCases)
  func nobodyListens(carrier: SPDYClient.Carrier) async throws {
    try await withPod { server, _, pod in
      try await SPDYClient.run(carrier, to: server, "\(pod)/portforward") { client in
        try await client.connect(0, port: 8099, errors: 1, data: 3)
        try await client.send(.data(3, Self.request, isLast: false))
        let texts = try await client.read(until: [1, 3]).texts
        #expect(texts[1]?.hasPrefix("error forwarding port 8099 to pod ") == true)
        #expect(texts[1]?.contains("dial tcp4 127.0.0.1:8099: connect: connection refused") == true)
        #expect(texts[3] == "")
      }
    }
  }

  @Test("a pod that goes away is told on the stream of errors of the next connection")
  func podGone() async throws {
    try await withPod { server, test, pod in
      try await SPDYClient.run(.upgrade, to: server, "\(pod)/portforward") { client in
        _ = try await test.send(.delete, pod, query: [("gracePeriodSeconds", "0")])
        await test.cluster.advance(by: .seconds(5))
        try await client.connect(0, port: 8080, errors: 1, data: 3)
        let texts = try await client.read(until: [1, 3]).texts
        #expect(
          texts[1]?.contains("error forwarding port 8080 to pod") == true && texts[1]?.contains("not found") == true)
      }
    }
  }

  @Test("streams without a type or a port are reset, and the connection lives on")
  func wrongStreams() async throws {
    try await withPod { server, _, pod in
      try await SPDYClient.run(.upgrade, to: server, "\(pod)/portforward") { client in
        for (stream, headers): (UInt32, [String: String]) in [
          (1, ["port": "80"]), (3, ["streamtype": "data", "port": "0"]), (5, ["streamtype": "data", "port": "65536"]),
          (7, ["streamtype": "stdin", "port": "80"]),
        ] {
          try await client.send(.synStream(.init(stream: stream, headers: headers)))
          #expect(try await client.next() == .resetStream(stream, .cancel))
        }
        try await client.send(.ping(1))
        #expect(try await client.next() == .ping(1))
      }
    }
  }

  @Test("bytes that are no SPDY end the connection with a word about it", arguments: SPDYClient.Carrier.allCases)
  func noSPDY(carrier: SPDYClient.Carrier) async throws {
    try await withPod { server, _, pod in
      try await SPDYClient.run(carrier, to: server, "\(pod)/portforward") { client in
        try await client.send(.synStream(.init(stream: 1, headers: ["": ""])))
        #expect(try await client.next() == .goAway(lastStream: 0, .protocolError))
        #expect(try await client.next() == nil)
      }
    }
  }

  @Test(
    "what the cluster refuses is refused before the protocol is switched",
    arguments: [
      ("absent/portforward", "portforward.k8s.io", "404 "), ("POD/portforward", "v9.k8s.io", "403 "),
      ("POD/exec?stdout=true", "v4.channel.k8s.io", "400 "), ("POD/status", "portforward.k8s.io", "4"),
    ])
  func refused(path: String, version: String, status: String) async throws {
    try await withPod { server, _, pod in
      let path = path.hasPrefix("POD") ? pod + path.dropFirst(3) : "/api/v1/namespaces/team-0/pods/\(path)"
      await #expect {
        try await SPDYClient.run(.upgrade, to: server, path, version: version) { _ in }
      } throws: { error in
        (error as? SPDYClient.Refused)?.answer.hasPrefix("HTTP/1.1 \(status)") == true
      }
    }
  }

  @Test("a command's output and how it ended come on their streams, and then the server goes away")
  func exec() async throws {
    try await withPod { server, test, pod in
      let path = "\(pod)/exec?command=sh&command=-c&command=echo+a;+echo+b+%3E%262;+exit+3&stdout=true&stderr=true"
      try await SPDYClient.run(.upgrade, to: server, path, version: "v4.channel.k8s.io") { client in
        await test.cluster.advance(by: .seconds(5))
        for (stream, type): (UInt32, String) in [(1, "error"), (3, "stdout"), (5, "stderr")] {
          try await client.send(.synStream(.init(stream: stream, headers: ["streamtype": type])))
        }
        let texts = try await client.read(until: [1, 3, 5]).texts
        #expect(texts[3] == "a\n" && texts[5] == "b\n")
        let status = try JSON(parsing: texts[1] ?? "")
        #expect(status["details"]?["causes"]?[0]?["message"] == "3")
        #expect(try await client.next() == .goAway(lastStream: 5, .ok))
      }
    }
  }

  @Test("standard input reaches a command, and its end ends it")
  func input() async throws {
    try await withPod { server, _, pod in
      let path = "\(pod)/exec?command=cat&stdin=true&stdout=true"
      try await SPDYClient.run(.upgrade, to: server, path, version: "v4.channel.k8s.io") { client in
        for (stream, type): (UInt32, String) in [(1, "error"), (3, "stdin"), (5, "stdout")] {
          try await client.send(.synStream(.init(stream: stream, headers: ["streamtype": type])))
        }
        try await client.send(.data(3, Array("hello\n".utf8), isLast: true))
        let texts = try await client.read(until: [1, 3, 5]).texts
        #expect(texts[5] == "hello\n" && texts[1]?.contains("Success") == true)
      }
    }
  }
}
