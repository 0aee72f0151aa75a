/// Cuts a protobuf watch into its frames: four bytes of length, most significant first, and a WatchEvent.
struct FrameSplitter {
  /// etcd takes no object over 1.5 MiB.
  static let frameLimitBytes = 32 << 20

  private var buffer: [UInt8] = []

  var isBetweenFrames: Bool { buffer.isEmpty }

  mutating func receive(
    _ bytes: [UInt8], _ found: ([UInt8]) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    buffer.append(contentsOf: bytes)
    var start = 0
    while buffer.count - start >= 4 {
      let length = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= Self.frameLimitBytes else {
        throw .undecodable(what: "WatchEvent", reason: "it is larger than \(Self.frameLimitBytes) bytes")
      }
      guard buffer.count - start - 4 >= length else { break }
      try found(Array(buffer[start + 4..<start + 4 + length]))
      start += 4 + length
    }
    if start > 0 { buffer.removeFirst(start) }
  }
}
