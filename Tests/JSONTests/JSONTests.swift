import JSON
import Testing

@Suite struct JSONParsingTests {
  @Test(
    "every kind of value is read",
    arguments: [
      ("null", JSON.null), (" true ", true), ("false", false), ("0", 0), ("-12", -12), ("1.5", 1.5), ("1e3", 1000.0),
      ("-0.25E-1", -0.025), ("9223372036854775807", .int(.max)),
      ("9223372036854775808", .double(9_223_372_036_854_775_808)),
      ("\"\"", ""), ("\"a\"", "a"), ("[]", []), ("[1,[2]]", [1, [2]]), ("{}", [:]),
      ("{\"a\" : {\"b\":[null]} }", ["a": ["b": [nil]]]), ("{\"a\":1,\"a\":2}", ["a": 2]),
    ] as [(String, JSON)])
  func parses(text: String, to expected: JSON) throws {
    #expect(try JSON(parsing: text) == expected)
  }

  @Test(
    "escapes are resolved, and half a surrogate pair becomes U+FFFD",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"),
      (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), ("\"é😀\"", "é😀"),
    ])
  func escapes(text: String, become expected: String) throws {
    #expect(try JSON(parsing: text) == .string(expected))
  }

  @Test("bytes that are not UTF-8 become U+FFFD")
  func invalidUTF8() throws {
    #expect(try JSON(parsing: [0x22, 0xFF, 0x61, 0x22] as [UInt8]) == "\u{FFFD}a")
  }

  @Test(
    "what is not JSON is refused, with the place",
    arguments: [
      ("", JSONError.Reason.endOfInput, 0), ("  ", .endOfInput, 2), ("{", .endOfInput, 1), ("[1", .endOfInput, 2),
      ("\"abc", .endOfInput, 4), ("tru", .endOfInput, 3), ("-", .endOfInput, 1), ("1.", .endOfInput, 2),
      ("{not json", .unexpectedByte(UInt8(ascii: "n"), in: .objectKey), 1),
      ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1"), in: .afterObjectKey), 5),
      ("{\"a\":1 2}", .unexpectedByte(UInt8(ascii: "2"), in: .afterObjectMember), 7),
      ("{\"a\":1,}", .unexpectedByte(UInt8(ascii: "}"), in: .objectKey), 7),
      ("[1 2]", .unexpectedByte(UInt8(ascii: "2"), in: .afterArrayElement), 3),
      ("[,]", .unexpectedByte(UInt8(ascii: ","), in: .value), 1),
      ("1 x", .unexpectedByte(UInt8(ascii: "x"), in: .afterTopLevelValue), 2),
      ("01", .unexpectedByte(UInt8(ascii: "1"), in: .number), 1),
      ("1.x", .unexpectedByte(UInt8(ascii: "x"), in: .number), 2),
      ("nul!", .unexpectedByte(UInt8(ascii: "!"), in: .literal), 3), ("\"a\nb\"", .unexpectedByte(10, in: .string), 2),
      (#""\x""#, .invalidEscape, 2), (#""\u12g4""#, .invalidEscape, 5), ("1e999", .numberOutOfRange, 0),
    ] as [(String, JSONError.Reason, Int)])
  func refuses(text: String, because reason: JSONError.Reason, at offset: Int) {
    #expect(throws: JSONError(reason, offset: offset)) { try JSON(parsing: text) }
  }

  @Test("nesting is limited, so that no input exhausts the stack")
  func depth() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSON(parsing: nested(JSON.depthLimit))
    #expect(throws: JSONError(.tooDeep, offset: JSON.depthLimit)) { try JSON(parsing: nested(JSON.depthLimit + 1)) }
    #expect(throws: JSONError(.tooDeep, offset: JSON.depthLimit)) { try JSON(parsing: nested(1_000_000)) }
  }

  @Test("a slice that has no contiguous storage is read too")
  func anyCollection() throws {
    #expect(try JSON(parsing: "[1, 2]".utf8.lazy.filter { $0 != 0x20 }) == [1, 2])
  }
}

@Suite struct JSONEncodingTests {
  @Test("keys are sorted and nothing is spaced")
  func compact() {
    let value: JSON = ["b": [1, -2.5, true, nil], "a": ["z": "", "y": [:]], "c": []]
    #expect(String(decoding: value.encoded(), as: UTF8.self) == #"{"a":{"y":{},"z":""},"b":[1,-2.5,true,null],"c":[]}"#)
  }

  @Test("pretty puts each member on its line")
  func pretty() {
    let value: JSON = ["b": [1, 2], "a": [:]]
    #expect(
      String(decoding: value.encoded(pretty: true), as: UTF8.self) == """
        {
          "a": {},
          "b": [
            1,
            2
          ]
        }
        """)
  }

  @Test(
    "what is written is read back as the same value",
    arguments: [
      "\u{0}\u{1F}\u{7F}\"\\/\n\r\té😀", .double(1e300), .double(0.1), .int(.min), .double(5), ["": ["": [""]]],
      [nil, false],
    ] as [JSON])
  func roundTrip(value: JSON) throws {
    #expect(try JSON(parsing: value.encoded()) == value)
    #expect(try JSON(parsing: value.encoded(pretty: true)) == value)
  }

  @Test("numbers that JSON cannot express become null", arguments: [Double.infinity, .nan])
  func notANumber(value: Double) {
    #expect(JSON.double(value).encoded() == Array("null".utf8))
  }
}
