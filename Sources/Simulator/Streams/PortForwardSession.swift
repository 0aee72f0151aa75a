import HTTP
import JSON

/// Forwarded ports: a small web server behind each port on which the pod listens.
final class PortForwardSession: StreamSession {
  private var requests: [Int: [UInt8]] = [:]
  private var ports: [Int]
  private let listening: Set<Int>

  init(id: Int, _ request: HTTPRequest, _ pod: StoredObject, _ cluster: Cluster) {
    let asked = request.query.filter { $0.name == "ports" }.flatMap { $0.value.split(separator: ",") }
    // A channel's number is a byte, and each port takes two.
    ports = Array(asked.compactMap { Int($0) }.filter { (1...65535).contains($0) }.prefix(100))
    listening = PortForwardSession.ports(of: pod)
    super.init(id: id)
    for (index, port) in ports.enumerated() {
      let greeting = [UInt8(port & 0xFF), UInt8(port >> 8 & 0xFF)]
      send(UInt8(2 * index), greeting)
      send(UInt8(2 * index + 1), greeting)
    }
  }

  /// Declared ports, `PORT`, and 80 and 8080 where nothing is said.
  private static func ports(of pod: StoredObject) -> Set<Int> {
    var ports: Set<Int> = []
    for container in pod.json[at: "spec", "containers"]?.array ?? [] {
      ports.formUnion((container["ports"]?.array ?? []).compactMap { $0["containerPort"]?.int })
      let variable = container["env"]?.array?.first { $0["name"] == "PORT" }?["value"]?.string
      if let port = variable.flatMap({ Int($0) }) { ports.insert(port) }
    }
    return ports.isEmpty ? [80, 8080] : ports
  }

  /// As in v5's protocol for commands. The API server's v4 has nothing that would stand for a half-closed connection, which
  /// SPDY streams have; the socket server tells of it in this way.
  private static let closeChannel: UInt8 = 255

  override func receive(_ channel: UInt8, _ bytes: ArraySlice<UInt8>, _ cluster: Cluster) {
    // What has been answered is still delivered.
    if channel == Self.closeChannel { return close() }
    let index = Int(channel / 2)
    guard channel % 2 == 0, ports.indices.contains(index) else { return }
    let port = ports[index]
    guard listening.contains(port) else { return refuse(port, channel, cluster) }
    requests[index, default: []] += bytes
    while let request = requests[index], let end = request.firstRange(of: Array("\r\n\r\n".utf8)) {
      let head = String(decoding: request[..<end.lowerBound], as: UTF8.self)
      requests[index] = Array(request[end.upperBound...])
      answer(head, channel, cluster)
    }
  }

  private func refuse(_ port: Int, _ channel: UInt8, _ cluster: Cluster) {
    let sandbox = cluster.random.hexadecimal(64)
    send(
      channel + 1,
      ("error forwarding port \(port) to pod \(sandbox), uid : failed to execute portforward in network namespace "
        + "\"/var/run/netns/cni-\(cluster.random.uid())\": failed to connect to localhost:\(port) inside namespace \"\(sandbox)\", "
        + "IPv4: dial tcp4 127.0.0.1:\(port): connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found ")
        .utf8)
    close()
  }

  private func answer(_ head: String, _ channel: UInt8, _ cluster: Cluster) {
    let first = head.split(separator: "\r\n").first?.split(separator: " ") ?? []
    let path = first.count > 1 ? first[1] : "/"
    let body = path == "/healthz" ? "ok\n" : "hello from \(path)\n"
    let closes = first.last == "HTTP/1.0" || head.lowercased().contains("connection: close")
    send(
      channel,
      ("HTTP/1.1 200 OK\r\nConnection: \(closes ? "close" : "keep-alive")\r\nContent-Type: text/plain\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n").utf8)
    send(channel, body.utf8)
    if closes, ports.count == 1 { close() }
  }
}
