/// Turns frames into the bytes of one direction of a connection. Frames with headers must be sent in the order of their encoding.
package struct SPDYEncoder: ~Copyable {
  /// A frame's length has 24 bits.
  private static let dataBytesMax = 1 << 24 - 1
  private var deflater = HeaderDeflater()

  package init() {}

  /// Data that is too long for one frame becomes several.
  package mutating func bytes(of frame: SPDYFrame) -> [UInt8] {
    switch frame {
    case .data(let stream, let bytes, let isLast): return Self.data(stream, bytes[...], isLast: isLast)
    case .synStream(let opening):
      var payload: [UInt8] = []
      payload.append(bigEndian: opening.stream)
      payload.append(bigEndian: opening.associatedStream)
      payload += [opening.priority << 5, 0]
      payload += deflater.compressed(HeaderBlock.bytes(of: opening.headers))
      let last = opening.isLast ? SPDYFrame.Flag.last : 0
      return Self.control(
        .synStream, flags: last | (opening.isUnidirectional ? SPDYFrame.Flag.unidirectional : 0), payload)
    case .synReply(let stream, let headers, let isLast): return answer(.synReply, stream, headers, isLast)
    case .headers(let stream, let headers, let isLast): return answer(.headers, stream, headers, isLast)
    case .resetStream(let stream, let status): return Self.control(.resetStream, stream, status.rawValue)
    case .ping(let id): return Self.control(.ping, id)
    case .goAway(let stream, let status): return Self.control(.goAway, stream, status.rawValue)
    case .windowUpdate(let stream, let bytes): return Self.control(.windowUpdate, stream, bytes)
    case .settings(let settings, let clearsOthers):
      let words = settings.flatMap { [UInt32($0.flags) << 24 | $0.id & 0xFF_FFFF, $0.value] }
      var payload: [UInt8] = []
      for word in [UInt32(settings.count)] + words { payload.append(bigEndian: word) }
      return Self.control(.settings, flags: clearsOthers ? SPDYFrame.Flag.clearsSettings : 0, payload)
    }
  }

  private mutating func answer(
    _ kind: SPDYFrame.Kind, _ stream: SPDYFrame.StreamID, _ headers: SPDYFrame.Headers, _ isLast: Bool
  ) -> [UInt8] {
    var payload: [UInt8] = []
    payload.append(bigEndian: stream)
    payload += deflater.compressed(HeaderBlock.bytes(of: headers))
    return Self.control(kind, flags: isLast ? SPDYFrame.Flag.last : 0, payload)
  }

  private static func data(_ stream: SPDYFrame.StreamID, _ bytes: ArraySlice<UInt8>, isLast: Bool) -> [UInt8] {
    var (frames, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes)
    repeat {
      let piece = rest.prefix(dataBytesMax)
      rest = rest.dropFirst(piece.count)
      let flags = isLast && rest.isEmpty ? SPDYFrame.Flag.last : 0
      frames.append(bigEndian: stream)
      frames.append(bigEndian: UInt32(flags) << 24 | UInt32(piece.count))
      frames += piece
    } while !rest.isEmpty
    return frames
  }

  private static func control(_ kind: SPDYFrame.Kind, _ words: UInt32...) -> [UInt8] {
    var payload: [UInt8] = []
    for word in words { payload.append(bigEndian: word) }
    return control(kind, flags: 0, payload)
  }

  private static func control(_ kind: SPDYFrame.Kind, flags: UInt8, _ payload: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    frame.append(bigEndian: 0x8000 | SPDYFrame.version)
    frame.append(bigEndian: kind.rawValue)
    frame.append(bigEndian: UInt32(flags) << 24 | UInt32(payload.count))
    return frame + payload
  }
}
