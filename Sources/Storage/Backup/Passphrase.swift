import Glibc

/// What a person remembers to open a backup. It never describes itself.
package final class Passphrase: Sendable, CustomStringConvertible {
  private let bytes: SecretBytes

  package init(_ text: String) throws(StoreError) {
    guard !text.isEmpty else { throw .passphraseEmpty }
    var utf8 = Array(text.utf8)
    defer { wipe(&utf8) }
    bytes = try SecretBytes(count: utf8.count) { $0.copyBytes(from: utf8) }
  }

  /// nil for an empty one.
  init?(copying text: UnsafePointer<CChar>) {
    let count = strlen(text)
    guard count > 0,
      let bytes = try? SecretBytes(
        count: count, fill: { $0.copyMemory(from: UnsafeRawBufferPointer(start: text, count: count)) })
    else { return nil }
    self.bytes = bytes
  }

  /// In the clear, to be let go of soon.
  var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  package var description: String { "(a passphrase)" }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withBytes(body)
  }
}
