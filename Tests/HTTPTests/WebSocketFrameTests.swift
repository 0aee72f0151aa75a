import Testing

@testable import HTTP

@Suite struct WebSocketFrameTests {
  @Test(
    "the examples of RFC 6455 §5.7",
    arguments: [
      (WebSocketFrame(.text, Array("Hello".utf8)), nil, [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]),
      (
        WebSocketFrame(.text, Array("Hello".utf8)), 0x37FA_213D,
        [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
      ),
      (WebSocketFrame(.ping, Array("Hello".utf8)), nil, [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]),
      (WebSocketFrame(closing: 1000, reason: "bye"), nil, [0x88, 0x05, 0x03, 0xE8, 0x62, 0x79, 0x65]),
    ] as [(WebSocketFrame, UInt32?, [UInt8])])
  func examples(frame: WebSocketFrame, mask: UInt32?, bytes: [UInt8]) {
    #expect(frame.encoded(mask: mask) == bytes)
  }

  @Test(
    "lengths take the shortest form",
    arguments: [
      (125, [0x82, 125]), (126, [0x82, 126, 0x00, 0x7E]), (65_535, [0x82, 126, 0xFF, 0xFF]),
      (65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] as [(Int, [UInt8])])
  func lengths(count: Int, header: [UInt8]) {
    let bytes = WebSocketFrame(.binary, [UInt8](repeating: 1, count: count)).encoded(mask: nil)
    #expect(bytes.prefix(header.count) == header[...])
    #expect(bytes.count == header.count + count)
  }

  @Test("a long reason is cut between characters")
  func longReason() {
    let frame = WebSocketFrame(closing: 1011, reason: String(repeating: "ü", count: 100))
    #expect(frame.payload.count == 124)
    #expect(String(validating: frame.payload[2...], as: UTF8.self) != nil)
  }

  @Test("the handshake's example of RFC 6455 §1.3", arguments: ["dGhlIHNhbXBsZSBub25jZQ=="])
  func accept(key: String) {
    let digest = SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    #expect(digest.base64 == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test(
    "SHA-1 by RFC 3174's examples, and across the block borders",
    arguments: [
      ("abc", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
      ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "hJg+RBw70m66rkqh+VEp5eVGcPE="),
      ("", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
      (String(repeating: "a", count: 63), "A/CfWxWKeoza2SC93Cm4HBilUfU="),
      (String(repeating: "a", count: 64), "AJi6gktcFkJ716ESKlpEKiXsZE0="),
    ])
  func sha1(text: String, digest: String) {
    #expect(SHA1.hash(Array(text.utf8)).base64 == digest)
  }

  @Test(
    "base64 by RFC 4648 §10", arguments: zip(["", "f", "fo", "foo", "foob"], ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]))
  func base64(text: String, encoded: String) {
    #expect(Array(text.utf8).base64 == encoded)
  }
}
