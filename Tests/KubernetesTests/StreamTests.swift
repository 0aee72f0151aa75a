import HTTP
import JSON
import Synchronization
import Testing

@testable import Kubernetes

@Suite("Streams into pods, as recorded")
struct StreamTests {
  /// Plays back the frames of one recorded stream.
  private final class RecordedSocket: WebSocket {
    let subprotocol: String?
    private let frames: Mutex<[WebSocketMessage]>
    let sent = Mutex<[WebSocketMessage]>([])

    init(_ recording: JSON) {
      subprotocol = recording["accepted"]?.string
      frames = Mutex(
        (recording["frames"]?.array ?? []).compactMap { frame in
          guard let channel = frame["channel"]?.int, let data = frame["data"]?.string else { return nil }
          // Bytes over 127 are recorded as the character of that number.
          let payload = data.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
          return .binary([UInt8(channel)] + payload)
        })
    }

    func send(_ message: WebSocketMessage) { sent.withLock { $0.append(message) } }
    func receive() -> WebSocketMessage? { frames.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    func close() {}
  }

  private func recording(_ index: Int) throws -> JSON { try Recordings.lines("streams.jsonl")[index] }

  private func events(_ index: Int) async throws -> [RemoteEvent] {
    let session = try RemoteSession(RecordedSocket(try recording(index)))
    var events: [RemoteEvent] = []
    while let event = try await session.next() { events.append(event) }
    return events
  }

  @Test("whoever opens a stream waits for its answer no longer than for any other")
  func patience() {
    let command = RemoteCommand(["sh"], takesInput: true, hasTerminal: true)
    let exec = APIRequest.remote(command, pod: "p", in: "n", container: nil)
    let forward = APIRequest.portForward(pod: "p", in: "n", port: 80)
    #expect([exec, forward].map(\.http.idleTimeout) == [.seconds(30), .seconds(30)])
  }

  @Test("output, errors and exit codes of both protocols")
  func exitCodes() async throws {
    #expect(
      try await events(0) == [
        .errorOutput(Array("err\n".utf8)), .output(Array("out\n".utf8)), .ended(.exited(code: 3)),
      ])
    #expect(try await events(1) == [.output(Array("out\n".utf8)), .ended(.exited(code: 3))])
    #expect(try await events(2) == [.output(Array("hello\n".utf8)), .ended(.exited(code: 0))])
  }

  @Test("a command that is not there fails in the server's words")
  func missingCommand() async throws {
    guard case .ended(.failed(let error)) = try await events(5).last else {
      Issue.record("it did not fail")
      return
    }
    #expect(error.serverMessage?.contains("stat /nonexistent: no such file or directory") == true)
  }

  @Test("input, its end and sizes are sent as recorded")
  func sending() async throws {
    let socket = RecordedSocket(try recording(2))
    let session = try RemoteSession(socket)
    try await session.write(Array("hello\n".utf8))
    #expect(try await session.endInput())
    try await session.resize(columns: 100, rows: 30)
    let sent = socket.sent.withLock { $0 }
    #expect(sent.prefix(2) == [.binary(Array("\u{0}hello\n".utf8)), .binary([255, 0])])
    #expect(sent.last == .binary([4] + Array(#"{"Height":30,"Width":100}"#.utf8)))
    let old = try RemoteSession(RecordedSocket(try recording(3)))
    #expect(try await old.endInput() == false)
  }

  @Test(
    "a refused stream is the error that its answer says",
    arguments: [
      (6, KubernetesError.badRequest(message: "container nope is not valid for pod web-869479bd4f-pl78v")),
      (7, .notFound(message: #"pods "absent" not found"#)),
      (8, .forbidden(message: "the server answered with status 403")),
    ])
  func refusals(index: Int, expected: KubernetesError) throws {
    let refusal = try recording(index)["refused"] ?? .null
    let body = Array((refusal["body"]?.string ?? "").utf8)
    #expect(KubernetesError(.refused(status: refusal["status"]?.int ?? 0, headers: [:], body: body)) == expected)
  }

  @Test("a forwarded port gives its data without the protocol's own")
  func portForward() async throws {
    let socket = RecordedSocket(try recording(9))
    let forward = PortForward(socket, port: 8080)
    try await forward.write(Array("GET".utf8))
    #expect(socket.sent.withLock { $0 } == [.binary([0] + Array("GET".utf8))])
    var text = ""
    while let bytes = try await forward.read() { text += String(decoding: bytes, as: UTF8.self) }
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("\r\n\r\nok\n"))
  }

  @Test("a port on which nothing listens fails in the kubelet's words")
  func closedPort() async throws {
    let forward = PortForward(RecordedSocket(try recording(11)), port: 8099)
    let error = await #expect(throws: KubernetesError.self) { try await forward.read() }
    #expect(error?.serverMessage?.hasPrefix("error forwarding port 8099") == true)
  }

  @Test("the query asks for what the recorded requests ask for")
  func queries() {
    let command = RemoteCommand(["/bin/sh", "-c", "echo out"], takesInput: true, hasTerminal: false)
    let request = APIRequest.remote(command, pod: "web", in: "default", container: nil).http
    #expect(request.path == "/api/v1/namespaces/default/pods/web/exec")
    #expect(
      request.query.map { "\($0.name)=\($0.value)" } == [
        "command=/bin/sh", "command=-c", "command=echo out", "stdin=true", "stdout=true", "stderr=true",
      ])
    let attach = APIRequest.remote(RemoteCommand(hasTerminal: true), pod: "web", in: "default", container: "c").http
    #expect(attach.path.hasSuffix("/attach"))
    #expect(attach.query.map(\.name) == ["container", "stdout", "tty"])
  }
}
