import Foundation
import HTTP
import JSON
import Simulator
import Testing

/// Exec, attach and port-forward against the recorded frames (`streams.jsonl`).
@Suite struct StreamTests {
  private struct Recorded {
    let path: String
    let query: [HTTPRequest.QueryItem]
    let offered: [String]
    let json: JSON

    init(_ line: Substring) throws {
      json = try JSON(parsing: String(line))
      let parts = (json["path"]?.string ?? "").split(separator: "?", maxSplits: 1)
      path = String(parts[0])
      query = (parts.count > 1 ? parts[1].split(separator: "&") : []).map { pair in
        let sides = pair.split(separator: "=", maxSplits: 1)
        return HTTPRequest.QueryItem(String(sides[0]), String(sides[1]).removingPercentEncoding ?? "")
      }
      offered = (json["offered"]?.array ?? []).compactMap(\.string)
    }
  }

  private static func recordings() throws -> [Recorded] {
    let text = try String(contentsOf: Exchange.fixtures.appendingPathComponent("streams.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map(Recorded.init)
  }

  @Test("every recorded stream is answered frame by frame as recorded", arguments: 0..<13)
  func replay(number: Int) async throws {
    let recorded = try StreamTests.recordings()[number]
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(replicas: 1), to: "\(TestCluster.deployments)/web")
    await test.cluster.advance(by: .seconds(5))
    let pod = try await test.get(TestCluster.pods)["items"]?[0]?["metadata"]?["name"]?.string ?? ""
    let path = recorded.path.replacing("web-869479bd4f-pl78v", with: pod)
    let request = HTTPRequest(.get, path, query: recorded.query)
    if let refused = recorded.json["refused"] {
      await #expect {
        _ = try await test.admin.openWebSocket(request, subprotocols: recorded.offered)
      } throws: { error in
        guard case .refused(let status, _, let body)? = error as? HTTPError else { return false }
        let text = refused["body"]?.string?.replacing("web-869479bd4f-pl78v", with: pod) ?? ""
        return status == refused["status"]?.int && (try? JSON(parsing: body)) == (try? JSON(parsing: text))
      }
      return
    }
    let socket = try await test.admin.openWebSocket(request, subprotocols: recorded.offered)
    // The recorder's WebSocket library tells it in lower case; kubectl insists on its own spelling.
    #expect(socket.subprotocol?.lowercased() == recorded.json["accepted"]?.string)
    try await play(recorded.json["frames"]?.array ?? [], on: socket, test, pod: pod)
    await socket.close()
  }

  private func play(_ frames: [JSON], on socket: any WebSocket, _ test: TestCluster, pod: String) async throws {
    for frame in frames {
      if let sent = frame["sent"]?.string {
        try await socket.send(.binary(sent.unicodeScalars.map { UInt8($0.value) }))
      }
    }
    await test.cluster.advance(by: .seconds(10))
    let wanted = frames.filter { $0["op"] != nil }.map { ($0["channel"]?.int ?? -1, $0["data"]?.string ?? "") }
    var got: [(Int, String)] = []
    for _ in wanted {
      guard case .binary(let bytes)? = try await socket.receive(), let channel = bytes.first else { break }
      got.append((Int(channel), String(decoding: bytes.dropFirst(), as: UTF8.self)))
    }
    // Output and errors are two streams, whose order among each other says nothing.
    for channel in Set(wanted.map(\.0)) {
      let theirs = wanted.filter { $0.0 == channel }.map { form($0.1, pod) }
      let mine = got.filter { $0.0 == channel }.map { form($0.1, pod) }
      #expect(mine.count == theirs.count)
      for (mine, theirs) in zip(mine, theirs) { #expect(mine == theirs) }
    }
    let closes = frames.contains { $0["close"] != nil }
    if closes { #expect(try await socket.receive() == nil) }
  }

  /// Without names, times, ids, and what the web server in the container says of itself.
  private func form(_ text: String, _ pod: String) -> String {
    if text.hasPrefix("{"), let json = try? JSON(parsing: text) {
      return String(decoding: json.encoded(), as: UTF8.self).replacing(/[0-9a-f]{64}/, with: "ID")
    }
    if text.hasPrefix("HTTP/1.1 ") { return String(text.prefix(15)) }
    // A port is two bytes, which are no text.
    if text.utf16.count <= 2 { return "port" }
    return text.replacing("web-869479bd4f-pl78v", with: pod)
      .replacing(/[0-9a-f]{64}/, with: "ID").replacing(/cni-[0-9a-f-]{36}/, with: "cni")
      .replacing(/^\d{4}-\S+/, with: "TIME").replacing(/request \d+/, with: "request N")
  }

  @Test("an interactive shell echoes what is typed, answers and says how it ended")
  func shell() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(replicas: 1), to: "\(TestCluster.deployments)/web")
    await test.cluster.advance(by: .seconds(5))
    let pod = try await test.get(TestCluster.pods)["items"]?[0]?["metadata"]?["name"]?.string ?? ""
    let socket = try await test.admin.openWebSocket(
      HTTPRequest(
        .get, "\(TestCluster.pods)/\(pod)/exec",
        query: [.init("command", "sh"), .init("stdin", "true"), .init("stdout", "true"), .init("tty", "true")]),
      subprotocols: ["v5.channel.k8s.io"])
    try await socket.send(.binary([0] + Array("hostname\rexit 4\r".utf8)))
    var text = ""
    var status: JSON = .null
    while case .binary(let bytes)? = try await socket.receive() {
      if bytes.first == 1 { text += String(decoding: bytes.dropFirst(), as: UTF8.self) }
      if bytes.first == 3 { status = try JSON(parsing: bytes.dropFirst()) }
    }
    #expect(text.contains("\(pod)\r\n"))
    #expect(status["details"]?["causes"]?[0]?["message"] == "4")
  }
}
