import FoundationEssentials
import HTTP
import NIOCore
import NIOPosix
import SimulatorServer
import Subprocess
import TestSupport
import Testing

/// nghttpx from Debian's nghttp2-proxy: a real TLS and HTTP/2 server in front of a script.
struct TLSProxy: Sendable {
  let port: Int
  let certificates: Certificates

  static let path = ["/usr/sbin/nghttpx", "/usr/bin/nghttpx", "/usr/local/bin/nghttpx"]
    .first(where: FileManager.default.isExecutableFile(atPath:))
  static let isInstalled = path != nil

  static func run(
    before origin: some HTTPTransport, options: [String] = [], _ body: @Sendable (TLSProxy) async throws -> Void
  ) async throws {
    let path = try #require(path)
    try await Certificates.make { certificates in
      try await SocketServer.run(serving: origin) { server in
        let port = try await freePort()
        func file(_ name: String) -> String { certificates.folder.appending(path: name).path() }
        let arguments = [
          "--conf=/dev/null", "--single-process", "--frontend=127.0.0.1,\(port)", "--backend=127.0.0.1,\(server.port)",
          "--verify-client", "--verify-client-cacert=\(file("authority.pem"))", "--backend-read-timeout=1h",
          "--accesslog-file=\(file("access.log"))", "--accesslog-format=$remote_port $alpn",
          "--errorlog-file=/dev/stderr",
        ]
        _ = try await Subprocess.run(
          .path(.init(path)), arguments: Arguments(arguments + options + [file("server.key"), file("server.pem")]),
          input: .none, output: .discarded, error: .sequence
        ) { execution in
          var log = execution.standardError.strings().makeAsyncIterator()
          while let line = try await log.next(), !line.contains("Listening on") {}
          do {
            try await body(TLSProxy(port: port, certificates: certificates))
          } catch {
            try execution.send(signal: .kill)
            throw error
          }
          try execution.send(signal: .kill)
        }
      }
    }
  }

  /// nghttpx cannot pick a port itself.
  private static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    return port
  }

  func endpoint(host: String = "127.0.0.1", _ change: (inout HTTPEndpoint.TLS) -> Void = { _ in }) throws
    -> HTTPEndpoint
  {
    var tls = HTTPEndpoint.TLS(authorities: certificates.authority, identity: certificates.client)
    change(&tls)
    return HTTPEndpoint(server: try #require(URL(string: "https://\(host):\(port)")), tls: tls)
  }

  func transport(multi: CurlMulti = .patient()) throws -> CurlTransport {
    CurlTransport(endpoint: try endpoint(), multi: multi, userAgent: "tests")
  }

  /// The client's port and the protocol of each exchange, once as many have been written down.
  func exchanges(_ count: Int) async throws -> [String] {
    while true {
      let text = try String(contentsOf: certificates.folder.appending(path: "access.log"), encoding: .utf8)
      let lines = text.split(separator: "\n").map(String.init)
      if lines.count >= count { return lines }
      await Task.yield()
    }
  }
}
