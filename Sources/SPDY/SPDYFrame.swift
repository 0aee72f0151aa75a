/// One frame of SPDY/3.1 (draft 3.1, §2.2 and §2.6), as `kubectl` and the kubelet speak it below port-forward, exec and attach.
package enum SPDYFrame: Hashable, Sendable {
  package typealias StreamID = UInt32
  /// Names in lower case. A value with several parts has a NUL between them.
  package typealias Headers = [String: String]

  case data(StreamID, [UInt8], isLast: Bool)
  case synStream(Opening)
  case synReply(StreamID, Headers, isLast: Bool)
  case resetStream(StreamID, ResetStatus)
  case settings([Setting], clearsOthers: Bool)
  /// Odd from the client, even from the server; the other side sends it back.
  case ping(UInt32)
  case goAway(lastStream: StreamID, GoAwayStatus)
  case headers(StreamID, Headers, isLast: Bool)
  case windowUpdate(StreamID, bytes: UInt32)

  package struct Opening: Hashable, Sendable {
    package var stream: StreamID
    package var headers: Headers
    /// 0 for none.
    package var associatedStream: StreamID = 0
    /// 0 is the highest of 8.
    package var priority: UInt8 = 0
    /// The sender sends nothing more on this stream.
    package var isLast = false
    /// The receiver sends nothing on this stream.
    package var isUnidirectional = false

    package init(stream: StreamID, headers: Headers) {
      self.stream = stream
      self.headers = headers
    }
  }

  package struct Setting: Hashable, Sendable {
    package var flags: UInt8
    /// 24 bits.
    package var id: UInt32
    package var value: UInt32

    package init(flags: UInt8, id: UInt32, value: UInt32) {
      (self.flags, self.id, self.value) = (flags, id, value)
    }
  }

  package struct ResetStatus: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let protocolError = ResetStatus(rawValue: 1)
    package static let invalidStream = ResetStatus(rawValue: 2)
    package static let refusedStream = ResetStatus(rawValue: 3)
    package static let cancel = ResetStatus(rawValue: 5)
    package static let streamAlreadyClosed = ResetStatus(rawValue: 9)
  }

  package struct GoAwayStatus: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let ok = GoAwayStatus(rawValue: 0)
    package static let protocolError = GoAwayStatus(rawValue: 1)
  }

  /// What a control frame says it is.
  enum Kind: UInt16 {
    case synStream = 1
    case synReply = 2
    case resetStream = 3
    case settings = 4
    case ping = 6
    case goAway = 7
    case headers = 8
    case windowUpdate = 9
  }

  enum Flag {
    static let last: UInt8 = 0x01
    static let unidirectional: UInt8 = 0x02
    static let clearsSettings: UInt8 = 0x01
  }

  static let version: UInt16 = 3
}

/// Why bytes are no SPDY. After it nothing more can be read from the connection: the compression of headers has lost its place.
package enum SPDYError: Error, Hashable, Sendable {
  case unsupportedVersion(UInt16)
  case frameTooLarge(bytes: Int)
  /// A control frame of a length that its kind cannot have, or with a stream 0.
  case malformedFrame(kind: UInt16)
  case dataOnStreamZero
  case badCompression
  case headersTooLarge
  /// A block that does not end where its counts say, an empty or repeated name, capitals in one, or what is not UTF-8.
  case malformedHeaders
}
