/// Puts the head of an answer together from its lines, as libcurl hands them over.
struct HeadReader {
  private static let bytesMax = 256 << 10

  private var status = 0
  private var headers: HTTPHeaders = [:]
  private var bytes = 0
  private var isComplete = false

  struct TooLarge: Error, Equatable {}

  /// The head, once its last line has come. Interim answers (1xx, but for 101) and trailers are passed over.
  mutating func received(_ line: UnsafeRawBufferPointer) -> Result<CurlExchange.Opening, TooLarge>? {
    bytes += line.count
    guard bytes <= Self.bytesMax else { return .failure(TooLarge()) }
    guard !isComplete else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    let trimmed = text.trimmingASCIIWhitespace()
    if text.hasPrefix("HTTP/") {
      status = trimmed.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      headers = [:]
    } else if trimmed.isEmpty {
      guard status >= 200 || status == 101 else { return nil }
      isComplete = true
      return .success(.head(status: status, headers: headers.decoded))
    } else if let colon = text.firstIndex(of: ":") {
      headers.add(String(text[..<colon]), text[text.index(after: colon)...].trimmingASCIIWhitespace())
    }
    return nil
  }
}

extension HTTPHeaders {
  /// libcurl hands over the body unpacked, so what described the packed one no longer holds.
  fileprivate var decoded: HTTPHeaders {
    guard self["Content-Encoding"]?.lowercased() == "gzip" else { return self }
    var headers = self
    headers["Content-Encoding"] = nil
    headers["Content-Length"] = nil
    return headers
  }
}

extension StringProtocol {
  /// Without the spaces, tabs and line ends at either side.
  func trimmingASCIIWhitespace() -> String {
    func isBlank(_ byte: UInt8) -> Bool { " \t\r\n".utf8.contains(byte) }
    let bytes = Array(utf8).drop(while: isBlank)
    guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(decoding: bytes[...last], as: UTF8.self)
  }
}
