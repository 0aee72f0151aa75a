/// Cuts a stream of JSON into the values that are wanted from it, as their last bytes arrive.
///
/// Knows only strings and brackets; whether a piece is JSON is for the parser to say.
struct JSONSplitter {
  /// What to cut out.
  enum Target {
    /// Each value of the stream (a watch).
    case values
    /// Each element of the top object's `items`, leaving the object with an empty array (a list).
    case items
  }

  /// etcd takes no object over 1.5 MiB; a stream that pretends to have one must not fill the memory.
  static let valueLimitBytes = 32 << 20

  private let target: Target
  private let limitBytes: Int
  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  /// The pieces of the value that is being cut, from earlier calls.
  private var pending: [UInt8] = []
  /// Everything outside the cut values.
  private(set) var remainder: [UInt8] = []
  /// The last string at the top level of the object: before a bracket it is the key.
  private var key: [UInt8] = []
  private var isInItems = false

  init(_ target: Target, limitBytes: Int = JSONSplitter.valueLimitBytes) {
    self.target = target
    self.limitBytes = limitBytes
  }

  /// Nothing is half read.
  var isBetweenValues: Bool { depth == 0 && pending.isEmpty && !isInString }

  mutating func receive(
    _ bytes: [UInt8], _ found: (UnsafeBufferPointer<UInt8>) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<Void, KubernetesError> in
      do throws(KubernetesError) {
        return .success(try scan(buffer, found))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// The depth of the brackets that open a wanted value.
  private var cutDepth: Int {
    switch target {
    case .values: 0
    case .items: isInItems ? 2 : .max
    }
  }

  private mutating func scan(
    _ buffer: UnsafeBufferPointer<UInt8>, _ found: (UnsafeBufferPointer<UInt8>) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    var isCutting = depth > cutDepth
    var start = 0
    var index = 0
    while index < buffer.count {
      let byte = buffer[index]
      if isInString {
        if !isCutting { remember(byte) }
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""):
          isInString = true
          if !isCutting {
            if depth == 1 { key = [] }
            remainder.append(byte)
          }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          if !isCutting, depth == cutDepth {
            isCutting = true
            start = index
          } else if !isCutting {
            remainder.append(byte)
            if target == .items, depth == 1, byte == UInt8(ascii: "["), key == Array("items\"".utf8) {
              isInItems = true
            }
          }
          depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          guard depth >= 0 else { throw .undecodable(what: "JSON", reason: "a bracket closes nothing") }
          if isCutting, depth == cutDepth {
            isCutting = false
            try finish(UnsafeBufferPointer(rebasing: buffer[start...index]), found)
            start = index + 1
          } else if !isCutting {
            if depth == 1 { isInItems = false }
            remainder.append(byte)
          }
        default:
          // Between items stand only commas and space, which would be wrong in an empty array.
          if !isCutting, !isInItems { remainder.append(byte) }
        }
      }
      index += 1
    }
    if isCutting { pending.append(contentsOf: buffer[start...]) }
    guard pending.count + remainder.count <= limitBytes else {
      throw .undecodable(what: "JSON", reason: "a value is larger than \(limitBytes) bytes")
    }
  }

  private mutating func remember(_ byte: UInt8) {
    remainder.append(byte)
    if depth == 1, key.count < 16 { key.append(byte) }
  }

  private mutating func finish(
    _ end: UnsafeBufferPointer<UInt8>, _ found: (UnsafeBufferPointer<UInt8>) throws(KubernetesError) -> Void
  ) throws(KubernetesError) {
    guard !pending.isEmpty else { return try found(end) }
    pending.append(contentsOf: end)
    let value = pending
    pending.removeAll(keepingCapacity: true)
    let result = value.withUnsafeBufferPointer { buffer -> Result<Void, KubernetesError> in
      do throws(KubernetesError) {
        return .success(try found(buffer))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }
}
