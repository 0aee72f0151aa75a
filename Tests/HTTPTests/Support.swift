import Foundation
import HTTP
import SimulatorServer
import Synchronization
import TestSupport
import Testing

/// Serves `origin` on a socket and hands over a transport to it, with connections of its own.
func withTransport(
  to origin: some HTTPTransport, path: String = "", multi: CurlMulti = .patient(),
  _ body: @Sendable (CurlTransport) async throws -> Void
) async throws {
  try await SocketServer.run(serving: origin) { server in
    let url = try #require(URL(string: server.url + path))
    try await body(CurlTransport(endpoint: HTTPEndpoint(server: url), multi: multi, userAgent: "tests"))
  }
}

/// A libcurl thread whose clock stands still until the test moves it.
final class SteppedMulti: Sendable {
  let multi: CurlMulti
  private let offset: Offset

  private final class Offset: Sendable {
    let value = Mutex(Duration.zero)
  }

  init() {
    let offset = Offset()
    let start = ContinuousClock.now
    self.offset = offset
    multi = CurlMulti { start + offset.value.withLock { $0 } }
  }

  func advance(by step: Duration) {
    offset.value.withLock { $0 += step }
    multi.wake()
  }
}

/// What a test got instead of what it asked for.
struct Unexpected: Error {
  let value: String

  init(_ value: Any?) {
    self.value = String(describing: value)
  }
}

extension HTTPBody {
  var text: String {
    get async throws { String(decoding: try await bytes(), as: UTF8.self) }
  }
}

/// Texts in order, each but the first after the gate has opened.
actor Echo: HTTPBodySource {
  private var texts: ArraySlice<String>
  private let gate: Gate
  private var isFirst = true

  init(_ texts: [String], gate: Gate) {
    self.texts = texts[...]
    self.gate = gate
  }

  func next() async -> [UInt8]? {
    if !isFirst { await gate.opened() }
    isFirst = false
    return texts.popFirst().map { Array($0.utf8) }
  }

  nonisolated func cancel() { gate.open() }
}
