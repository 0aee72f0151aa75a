/// Why a text is not JSON, and where.
package struct JSONError: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    case endOfInput
    /// A byte that cannot stand where it stands.
    case unexpectedByte(UInt8, in: Context)
    case invalidEscape
    case numberOutOfRange
    /// Arrays and objects are nested deeper than `JSON.depthLimit`.
    case tooDeep
  }

  /// What the parser was reading; a server that quotes Go's messages needs it to choose the words.
  package enum Context: Hashable, Sendable {
    case value, objectKey, afterObjectKey, afterObjectMember, afterArrayElement, afterTopLevelValue, string, number
    case literal
  }

  package let reason: Reason
  /// Bytes before the one that is wrong.
  package let offset: Int

  package init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
