import Glibc

/// Gives equal texts of many objects one string: ten thousand pods have a few namespaces, images, labels and reasons.
///
/// Belongs to one list or watch. It forgets everything when it has grown large, so texts that never repeat cost no memory.
///
/// Unchecked, because a lock for each string would cost more than the sharing saves: the decoder that holds it belongs to one
/// reader, which is asked by one task at a time.
package final class StringPool: @unchecked Sendable {
  private var strings: [UInt64: Slot<String>] = [:]
  private var maps: [UInt64: Slot<[String: String]>] = [:]
  private let limit: Int
  /// What was made rather than found.
  private(set) var madeCount = 0

  private struct Slot<Value> {
    let bytes: [UInt8]
    let value: Value
  }

  /// - Parameter limit: how many texts, and how many maps, are kept at most.
  package init(limit: Int = 4_096) {
    self.limit = limit
  }

  func string(_ bytes: UnsafeRawBufferPointer) -> String {
    // Those lie within the string itself.
    guard bytes.count > 15 else { return String(decoding: bytes, as: UTF8.self) }
    return find(bytes, in: &strings) { String(decoding: bytes, as: UTF8.self) }
  }

  /// A map whose entries stand one after the other in `bytes`.
  func map(
    _ bytes: UnsafeRawBufferPointer, _ make: () throws(KubernetesError) -> [String: String]
  ) throws(KubernetesError) -> [String: String] {
    try find(bytes, in: &maps, make)
  }

  private func find<Value, Failure>(
    _ bytes: UnsafeRawBufferPointer, in slots: inout [UInt64: Slot<Value>], _ make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let hash = Self.hash(bytes)
    let slot = slots[hash]
    if let slot, slot.bytes.count == bytes.count,
      slot.bytes.withUnsafeBytes({ memcmp($0.baseAddress!, bytes.baseAddress!, bytes.count) }) == 0
    {
      return slot.value
    }
    let value = try make()
    madeCount += 1
    if slots.count >= limit { slots.removeAll(keepingCapacity: true) }
    if slot == nil { slots[hash] = Slot(bytes: Array(bytes), value: value) }
    return value
  }

  /// FNV-1a over eight bytes at a time: a clash costs a text that is made again, and nothing else.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 14_695_981_039_346_656_037 ^ UInt64(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 1_099_511_628_211
      hash ^= hash >> 29
      offset += 8
    }
    while offset < bytes.count {
      hash = (hash ^ UInt64(bytes[offset])) &* 1_099_511_628_211
      offset += 1
    }
    return hash
  }
}
