import SPDY
import Testing

/// Frames to bytes and back.
@Suite struct SPDYCodecTests {
  /// A frame of every kind.
  static let frames: [SPDYFrame] = {
    var opening = SPDYFrame.Opening(stream: 1, headers: ["streamtype": "error", "port": "8080", "requestid": "0"])
    opening.priority = 5
    opening.associatedStream = 7
    opening.isLast = true
    opening.isUnidirectional = true
    return [
      .synStream(opening), .synReply(1, [:], isLast: false), .synReply(3, ["status": "200 OK"], isLast: true),
      .data(3, Array("GET / HTTP/1.0\r\n\r\n".utf8), isLast: false), .data(0x7FFF_FFFF, [], isLast: true),
      .headers(3, ["a": "1\0002", "ü": ""], isLast: true), .resetStream(3, .cancel),
      .settings([.init(flags: 1, id: 4, value: 100), .init(flags: 0, id: 7, value: 65536)], clearsOthers: true),
      .settings([], clearsOthers: false), .ping(9), .goAway(lastStream: 3, .ok), .windowUpdate(3, bytes: 65536),
      .windowUpdate(0, bytes: 1),
    ]
  }()

  static func read(_ bytes: [UInt8], frameBytesMax: Int = 1 << 20) throws(SPDYError) -> [SPDYFrame] {
    var decoder = SPDYDecoder(frameBytesMax: frameBytesMax)
    decoder.append(bytes)
    var frames: [SPDYFrame] = []
    while let frame = try decoder.next() { frames.append(frame) }
    return frames
  }

  @Test("a frame of every kind comes back as it was, byte by byte")
  func roundTrip() throws {
    var encoder = SPDYEncoder()
    var decoder = SPDYDecoder()
    var read: [SPDYFrame] = []
    for frame in Self.frames {
      for byte in encoder.bytes(of: frame) {
        decoder.append([byte])
        while let frame = try decoder.next() { read.append(frame) }
      }
    }
    #expect(read == Self.frames)
  }

  /// Written by Python's zlib with the dictionary of the draft: the pair of streams with which kubectl opens a connection to a port.
  private static let recorded = [
    "800300010000003d0000000100000000000078f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c6061606100a4398b20d19809"
      + "4ade8c0600000000ffff",
    "800300010000001800000003000000000000c2aa19540e2512d60b000000ffff",
  ]

  @Test("headers are compressed with the draft's dictionary, in one stream from frame to frame")
  func dictionary() throws {
    let frames = try Self.read(Self.recorded.flatMap(Self.bytes))
    let pair = ["error", "data"].map { ["streamtype": $0, "port": "8080", "requestid": "0"] }
    #expect(
      frames == [
        .synStream(.init(stream: 1, headers: pair[0])), .synStream(.init(stream: 3, headers: pair[1])),
      ])
    var encoder = SPDYEncoder()
    let ours = encoder.bytes(of: .synStream(.init(stream: 1, headers: pair[0])))
    // The zlib stream says by its Adler-32 which dictionary it means.
    #expect(Array(ours[20..<24]) == [0xE3, 0xC6, 0xA7, 0xC2])
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
  }

  @Test("data longer than a frame can be goes in several, of which the last is marked")
  func longData() throws {
    var encoder = SPDYEncoder()
    let bytes = [UInt8](repeating: 7, count: 1 << 24)
    let frames = try Self.read(encoder.bytes(of: .data(1, bytes, isLast: true)), frameBytesMax: 1 << 24)
    #expect(frames == [.data(1, Array(bytes.dropLast()), isLast: false), .data(1, [7], isLast: true)])
  }

  @Test(
    "what is no SPDY/3.1 is refused",
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n".utf8.map { $0 }, .frameTooLarge(bytes: 0x204854)),
      ([0x80, 2, 0, 6, 0, 0, 0, 4, 0, 0, 0, 1], .unsupportedVersion(2)),
      ([0, 0, 0, 0, 0, 0, 0, 1, 65], .dataOnStreamZero),
      ([0x80, 3, 0, 6, 0, 0, 0, 5, 0, 0, 0, 1, 0], .malformedFrame(kind: 6)),
      ([0x80, 3, 0, 6, 0, 0, 0, 3, 0, 0, 1], .malformedFrame(kind: 6)),
      ([0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1], .malformedFrame(kind: 3)),
      ([0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0], .malformedFrame(kind: 3)),
      ([0x80, 3, 0, 4, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF], .malformedFrame(kind: 4)),
      ([0x80, 3, 0, 7, 0, 0, 0, 4, 0, 0, 0, 1], .malformedFrame(kind: 7)),
      ([0x80, 3, 0, 9, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0], .malformedFrame(kind: 9)),
      ([0x80, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0], .malformedFrame(kind: 1)),
      ([0x80, 3, 0, 1, 0, 0, 0, 10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], .malformedHeaders),
      ([0x80, 3, 0, 2, 0, 0, 0, 8, 0, 0, 0, 1, 1, 2, 3, 4], .badCompression),
    ] as [([UInt8], SPDYError)])
  func refused(bytes: [UInt8], error: SPDYError) {
    #expect(throws: error) { try Self.read(bytes) }
  }

  @Test(
    "names of headers are refused as the draft has it",
    arguments: [["": "x"], ["Port": "1"]])
  func names(headers: [String: String]) {
    var encoder = SPDYEncoder()
    let bytes = encoder.bytes(of: .headers(1, headers, isLast: false))
    #expect(throws: SPDYError.malformedHeaders) { try Self.read(bytes) }
  }

  @Test("a few bytes that would become very many headers are refused")
  func bomb() {
    var encoder = SPDYEncoder()
    let bytes = encoder.bytes(of: .headers(1, ["a": String(repeating: "b", count: 1 << 20)], isLast: false))
    #expect(bytes.count < 2000)
    #expect(throws: SPDYError.headersTooLarge) { try Self.read(bytes) }
  }

  @Test("control frames of unknown kinds are passed over")
  func unknown() throws {
    var encoder = SPDYEncoder()
    let bytes = [0x80, 3, 0, 10, 0, 0, 0, 2, 1, 2] + encoder.bytes(of: .ping(1))
    #expect(try Self.read(bytes) == [.ping(1)])
  }
}
