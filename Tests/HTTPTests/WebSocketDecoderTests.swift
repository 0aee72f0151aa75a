import Testing

@testable import HTTP

@Suite struct WebSocketDecoderTests {
  private typealias Event = WebSocketDecoder.Event
  private typealias Failure = WebSocketDecoder.Failure

  /// Every event of the bytes, and how decoding failed, if it did.
  private static func events(
    _ pieces: [[UInt8]], messageBytesMax: Int = 1 << 20, expectsMask: Bool = false
  ) -> (events: [WebSocketDecoder.Event], failure: WebSocketDecoder.Failure?) {
    var decoder = WebSocketDecoder(messageBytesMax: messageBytesMax, expectsMask: expectsMask)
    var events: [WebSocketDecoder.Event] = []
    do throws(WebSocketDecoder.Failure) {
      for piece in pieces {
        decoder.append(piece)
        while let event = try decoder.next() { events.append(event) }
      }
      return (events, nil)
    } catch {
      return (events, error)
    }
  }

  @Test(
    "what is written is read, masked or not",
    arguments: [
      (WebSocketFrame(.binary, [1, 2, 3]), Event.message(.binary([1, 2, 3]))),
      (WebSocketFrame(.binary), .message(.binary([]))),
      (WebSocketFrame(.text, Array("grüße".utf8)), .message(.text("grüße"))),
      (WebSocketFrame(.ping, [9]), .ping([9])),
      (WebSocketFrame(.pong), .pong([])),
      (WebSocketFrame(closing: 1000, reason: "bye"), .close(code: 1000, reason: "bye")),
      (WebSocketFrame(.close), .close(code: 1005, reason: "")),
    ])
  private func roundTrip(frame: WebSocketFrame, event: Event) {
    for mask in [nil, 0xDEAD_BEEF] as [UInt32?] {
      let read = Self.events([frame.encoded(mask: mask)], expectsMask: mask != nil)
      #expect(read.events == [event])
      #expect(read.failure == nil)
    }
  }

  @Test("fragments make one message, and control frames may come between them")
  func fragments() {
    let bytes: [UInt8] = [0x01, 2, 0x68, 0x65, 0x89, 1, 7, 0x00, 1, 0x6C, 0x80, 2, 0x6C, 0x6F]
    let expected: [Event] = [.ping([7]), .message(.text("hello"))]
    #expect(Self.events([bytes]).events == expected)
    #expect(Self.events(bytes.map { [$0] }).events == expected)
  }

  @Test("a character may be split between fragments")
  func splitCharacter() {
    #expect(Self.events([[0x01, 1, 0xC3, 0x80, 1, 0xBC]]).events == [.message(.text("ü"))])
  }

  @Test(
    "what RFC 6455 forbids is refused",
    arguments: [
      ([0xC2, 0], Failure.reservedBits),
      ([0x83, 0], .unknownOpcode(3)),
      ([0x09, 0], .controlFrame),
      ([0x89, 126, 0, 126], .controlFrame),
      ([0x80, 0], .continuation),
      ([0x02, 0, 0x82, 0], .continuation),
      ([0x82, 0x80, 0, 0, 0, 0], .masking),
      ([0x82, 126, 0, 125], .length),
      ([0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .length),
      ([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], .length),
      ([0x82, 127, 0, 0, 0, 0, 0, 0x20, 0, 0], .tooLarge(bytesMax: 1 << 20)),
      ([0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .tooLarge(bytesMax: 1 << 20)),
      ([0x81, 1, 0xFF], .encoding),
      ([0x88, 1, 3], .closeCode),
      ([0x88, 2, 0x03, 0xED], .closeCode),
      ([0x88, 2, 0x00, 0x00], .closeCode),
      ([0x88, 3, 0x03, 0xE8, 0xFF], .encoding),
    ] as [([UInt8], WebSocketDecoder.Failure)])
  private func refusals(bytes: [UInt8], failure: Failure) {
    #expect(Self.events([bytes]).failure == failure)
    #expect(Self.events(bytes.map { [$0] }).failure == failure)
  }

  @Test("fragments count together against the limit, before their bytes have come")
  func limit() {
    let first = [0x02, 100] + [UInt8](repeating: 0, count: 100)
    #expect(Self.events([first, [0x80, 101]], messageBytesMax: 200).failure == .tooLarge(bytesMax: 200))
    #expect(Self.events([first, [0x80, 100], first.suffix(100)], messageBytesMax: 200).failure == nil)
  }

  @Test("a server's decoder wants masks")
  func server() {
    #expect(Self.events([[0x82, 0]], expectsMask: true).failure == .masking)
  }

  @Test("after a failure it stays failed")
  func staysFailed() {
    var decoder = WebSocketDecoder()
    decoder.append([0x83, 0, 0x82, 0])
    for _ in 0..<3 { #expect(throws: Failure.unknownOpcode(3)) { try decoder.next() } }
  }

  @Test("each failure has a code for the peer and words for the person")
  func words() {
    #expect(Failure.tooLarge(bytesMax: 5).closeCode == 1009)
    #expect(Failure.encoding.closeCode == 1007)
    #expect(Failure.masking.closeCode == 1002)
    #expect(Failure.tooLarge(bytesMax: 5).words.contains("5 bytes"))
  }
}
