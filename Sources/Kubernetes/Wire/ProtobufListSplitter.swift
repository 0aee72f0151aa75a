import SwiftProtobuf

/// Cuts the items out of a protobuf list as they arrive.
///
/// Walks the two outer messages by hand (`runtime.Unknown`, whose field 2 holds the list, whose field 2 holds the items);
/// SwiftProtobuf would need all of it in memory at once.
struct ProtobufListSplitter {
  /// etcd takes no object over 1.5 MiB.
  static let fieldLimitBytes = 32 << 20

  private var buffer: [UInt8] = []
  /// Of `buffer`, done with.
  private var position = 0
  private var hasMagic = false
  /// What is left of the list; nil outside of it.
  private var listBytesLeft: Int?
  private var kind: String?
  private var metadata: WireListMeta?

  mutating func receive(
    _ bytes: [UInt8], _ found: ([UInt8]) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    buffer.append(contentsOf: bytes)
    if !hasMagic {
      guard buffer.count >= protobufMagic.count else { return }
      guard buffer.starts(with: protobufMagic) else { throw Self.broken("it has no \"k8s\" in front") }
      (hasMagic, position) = (true, protobufMagic.count)
    }
    while try readField(found) {}
    buffer.removeFirst(position)
    position = 0
  }

  /// - Throws: `.undecodable` when the list is not whole.
  func finish(_ expectedKind: String) throws(KubernetesError) -> ListMetadata {
    guard hasMagic, buffer.isEmpty, listBytesLeft == nil, let metadata else {
      throw .undecodable(what: expectedKind, reason: "it ends too early")
    }
    guard kind == expectedKind else {
      throw .undecodable(what: expectedKind, reason: "its kind is \(kind ?? "missing")")
    }
    return ListMetadata(
      resourceVersion: metadata.resourceVersion, continueToken: metadata.continue,
      remainingItemCount: metadata.hasRemainingItemCount ? Int(metadata.remainingItemCount) : nil)
  }

  /// Reads one field, if all of it is there.
  private mutating func readField(
    _ found: ([UInt8]) throws(KubernetesError) -> Void
  ) throws(KubernetesError) -> Bool {
    var reader = VarintReader(bytes: buffer, position: position)
    guard let tag = try reader.next() else { return false }
    let (number, wireType) = (tag >> 3, tag & 7)
    if listBytesLeft == nil, number == 2, wireType == 2 {
      guard let length = try reader.next() else { return false }
      guard let size = Int(exactly: length) else { throw Self.broken("a length is absurd") }
      listBytesLeft = size
      position = reader.position
      // An empty list has no fields.
      if size == 0 { (listBytesLeft, metadata) = (nil, metadata ?? WireListMeta()) }
      return true
    }
    let payload: Range<Int>
    switch wireType {
    case 0:
      let start = reader.position
      guard try reader.next() != nil else { return false }
      payload = start..<reader.position
    case 1: payload = reader.position..<reader.position + 8
    case 5: payload = reader.position..<reader.position + 4
    case 2:
      guard let length = try reader.next() else { return false }
      guard length <= UInt64(Self.fieldLimitBytes) else { throw Self.broken("a field is too large") }
      payload = reader.position..<reader.position + Int(length)
    default: throw Self.broken("a field has wire type \(wireType)")
    }
    guard payload.upperBound <= buffer.count else { return false }
    try handle(number, wireType, payload, found)
    let size = payload.upperBound - position
    position = payload.upperBound
    guard let left = listBytesLeft else { return true }
    guard size <= left else { throw Self.broken("a field reaches beyond the list") }
    listBytesLeft = size == left ? nil : left - size
    if size == left, metadata == nil { metadata = WireListMeta() }
    return true
  }

  private mutating func handle(
    _ number: UInt64, _ wireType: UInt64, _ payload: Range<Int>, _ found: ([UInt8]) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    guard wireType == 2 else { return }
    let bytes = Array(buffer[payload])
    switch (listBytesLeft == nil, number) {
    case (true, 1): kind = try WireTypeMeta(decoding: bytes, "TypeMeta").kind
    case (false, 1): metadata = try WireListMeta(decoding: bytes, "ListMeta")
    case (false, 2): try found(bytes)
    default: return
    }
  }

  private static func broken(_ reason: String) -> KubernetesError {
    .undecodable(what: "protobuf", reason: reason)
  }
}

/// Base-128 numbers, least significant group first.
private struct VarintReader {
  let bytes: [UInt8]
  var position: Int

  /// Nil when it is not all there yet.
  mutating func next() throws(KubernetesError) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var index = position
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        position = index
        return value
      }
      shift += 7
      guard shift < 64 else { throw .undecodable(what: "protobuf", reason: "a number is too long") }
    }
    return nil
  }
}
