import Testing

@testable import HTTP

@Suite struct HeadReaderTests {
  private static func read(_ lines: String...) -> [HTTPResponseHead] {
    var reader = HeadReader()
    return lines.compactMap { line in
      let opening = Array(line.utf8).withUnsafeBytes { reader.received($0) }
      guard case .success(.head(let status, let headers))? = opening else { return nil }
      return HTTPResponseHead(status: status, fields: headers.fields.map { "\($0.name)=\($0.value)" })
    }
  }

  private struct HTTPResponseHead: Equatable {
    let status: Int
    let fields: [String]
  }

  @Test("a head is complete with its empty line; interim answers and trailers are passed over")
  func interim() {
    let heads = Self.read(
      "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "A: 1\r\n", "a:  2 \r\n", "\r\n", "Trailer: x\r\n",
      "\r\n")
    #expect(heads == [HTTPResponseHead(status: 200, fields: ["A=1", "a=2"])])
  }

  @Test(
    "HTTP/2 has no reason phrase, and 101 is an answer",
    arguments: [("HTTP/2 204 \r\n", 204), ("HTTP/1.1 101\r\n", 101)])
  func status(line: String, is status: Int) {
    #expect(Self.read(line, "\r\n") == [HTTPResponseHead(status: status, fields: [])])
  }

  @Test("what described the packed body goes, once it is unpacked")
  func gzip() {
    let heads = Self.read(
      "HTTP/1.1 200 OK\r\n", "Content-Encoding: gzip\r\n", "Content-Length: 5\r\n", "ETag: x\r\n", "\r\n")
    #expect(heads == [HTTPResponseHead(status: 200, fields: ["ETag=x"])])
  }

  @Test("a head without end is cut off")
  func tooLarge() {
    var reader = HeadReader()
    let line = Array("X: \(String(repeating: "x", count: 1000))\r\n".utf8)
    let refused = (0..<300).first { _ in
      if case .failure? = line.withUnsafeBytes({ reader.received($0) }) { true } else { false }
    }
    #expect(refused == 260)
  }
}
