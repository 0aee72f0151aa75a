/// Turns the bytes of one direction of a connection into frames.
package struct SPDYDecoder: ~Copyable {
  private var bytes: [UInt8] = []
  private var start = 0
  private var inflater = HeaderInflater()
  private let frameBytesMax: Int

  /// - Parameter frameBytesMax: of a frame's payload. Go's clients write at most 32 KiB in one.
  package init(frameBytesMax: Int = 1 << 20) {
    self.frameBytesMax = frameBytesMax
  }

  package mutating func append(_ piece: some Collection<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += piece
  }

  /// The next whole frame, or nil until more has come. Control frames of unknown kinds are passed over, as §2.2.1 has it.
  ///
  /// After an error nothing more may be asked of this decoder.
  package mutating func next() throws(SPDYError) -> SPDYFrame? {
    while true {
      var head = ByteReader(bytes[start...])
      guard let word = head.uint32(), let flagsAndLength = head.uint32() else { return nil }
      let length = Int(flagsAndLength & 0xFF_FFFF)
      if length > frameBytesMax { throw .frameTooLarge(bytes: length) }
      guard let payload = head.bytes(length) else { return nil }
      start = bytes.count - head.rest.count
      let flags = UInt8(flagsAndLength >> 24)
      guard word & 0x8000_0000 != 0 else {
        if word == 0 { throw .dataOnStreamZero }
        return .data(word, Array(payload), isLast: flags & SPDYFrame.Flag.last != 0)
      }
      let version = UInt16(word >> 16 & 0x7FFF)
      if version != SPDYFrame.version { throw .unsupportedVersion(version) }
      guard let kind = SPDYFrame.Kind(rawValue: UInt16(word & 0xFFFF)) else { continue }
      guard let frame = try control(kind, flags, ByteReader(payload)) else {
        throw .malformedFrame(kind: kind.rawValue)
      }
      return frame
    }
  }

  /// Nil when the payload is not what that kind has.
  private mutating func control(
    _ kind: SPDYFrame.Kind, _ flags: UInt8, _ payload: ByteReader
  ) throws(SPDYError) -> SPDYFrame? {
    var payload = payload
    let isLast = flags & SPDYFrame.Flag.last != 0
    switch kind {
    case .synStream:
      guard let stream = payload.stream(), let associated = payload.stream(), let priority = payload.byte(),
        payload.byte() != nil
      else { return nil }
      // First of all, because the compression has to keep its place.
      let headers = try headers(payload)
      guard stream > 0 else { return nil }
      var opening = SPDYFrame.Opening(stream: stream, headers: headers)
      opening.associatedStream = associated
      opening.priority = priority >> 5
      opening.isLast = isLast
      opening.isUnidirectional = flags & SPDYFrame.Flag.unidirectional != 0
      return .synStream(opening)
    case .synReply, .headers:
      guard let stream = payload.stream() else { return nil }
      let headers = try headers(payload)
      guard stream > 0 else { return nil }
      return kind == .headers
        ? .headers(stream, headers, isLast: isLast) : .synReply(stream, headers, isLast: isLast)
    case .resetStream:
      guard let stream = payload.stream(), let status = payload.uint32(), payload.rest.isEmpty, stream > 0, status > 0
      else { return nil }
      return .resetStream(stream, SPDYFrame.ResetStatus(rawValue: status))
    case .settings:
      return settings(&payload).map { .settings($0, clearsOthers: flags & SPDYFrame.Flag.clearsSettings != 0) }
    case .ping:
      guard let id = payload.uint32(), payload.rest.isEmpty else { return nil }
      return .ping(id)
    case .goAway:
      guard let stream = payload.stream(), let status = payload.uint32(), payload.rest.isEmpty else { return nil }
      return .goAway(lastStream: stream, SPDYFrame.GoAwayStatus(rawValue: status))
    case .windowUpdate:
      // Of stream 0 is the whole connection's.
      guard let stream = payload.stream(), let bytes = payload.stream(), payload.rest.isEmpty, bytes > 0 else {
        return nil
      }
      return .windowUpdate(stream, bytes: bytes)
    }
  }

  private mutating func headers(_ payload: ByteReader) throws(SPDYError) -> SPDYFrame.Headers {
    try HeaderBlock.read(try inflater.block(payload.rest))
  }

  private func settings(_ payload: inout ByteReader) -> [SPDYFrame.Setting]? {
    guard let count = payload.uint32(), payload.rest.count == 8 * Int(count) else { return nil }
    var settings: [SPDYFrame.Setting] = []
    while let flagsAndID = payload.uint32(), let value = payload.uint32() {
      settings.append(.init(flags: UInt8(flagsAndID >> 24), id: flagsAndID & 0xFF_FFFF, value: value))
    }
    return settings
  }
}
