/// A response body, pulled piece by piece: what is not asked for stays in the socket.
package struct HTTPBody: AsyncSequence, Sendable {
  package typealias Element = [UInt8]
  package typealias Failure = HTTPError
  private let source: any HTTPBodySource

  package init(_ source: some HTTPBodySource) {
    self.source = source
  }

  /// A body that is already there.
  package init(_ bytes: [UInt8]) {
    source = WholeBody(bytes)
  }

  package func makeAsyncIterator() -> Iterator {
    Iterator(source: source)
  }

  /// Reads the rest, at most `limit` bytes.
  ///
  /// - Throws: `.invalidAnswer` when there is more.
  package func bytes(limit: Int = 64 << 20) async throws(HTTPError) -> [UInt8] {
    var all: [UInt8] = []
    while let piece = try await source.next() {
      guard all.count + piece.count <= limit else {
        source.cancel()
        throw .invalidAnswer(reason: "the answer is larger than \(limit) bytes")
      }
      if all.isEmpty { all = piece } else { all.append(contentsOf: piece) }
    }
    return all
  }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let source: any HTTPBodySource

    package mutating func next() async throws(HTTPError) -> [UInt8]? {
      try await source.next()
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
      try await source.next()
    }
  }
}

/// Where the pieces come from. One task at a time asks; dropping the last reference ends the exchange.
package protocol HTTPBodySource: AnyObject, Sendable {
  /// The next piece, never empty, or nil at the end. Cancelling the task throws `.cancelled` and ends the exchange.
  func next() async throws(HTTPError) -> [UInt8]?
  /// Ends the exchange. May be called more than once.
  func cancel()
}

private actor WholeBody: HTTPBodySource {
  private var bytes: [UInt8]?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes.isEmpty ? nil : bytes
  }

  func next() -> [UInt8]? {
    defer { bytes = nil }
    return bytes
  }

  nonisolated func cancel() {}
}
