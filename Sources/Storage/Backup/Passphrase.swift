/// What a person remembers to open a backup. It never describes itself.
package final class Passphrase: Sendable, CustomStringConvertible {
  private let bytes: SecretBytes

  package init(_ text: String) throws(StoreError) {
    guard !text.isEmpty else { throw .passphraseEmpty }
    var utf8 = Array(text.utf8)
    defer { wipe(&utf8) }
    bytes = try SecretBytes(count: utf8.count) { $0.copyBytes(from: utf8) }
  }

  package var description: String { "(a passphrase)" }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withBytes(body)
  }
}
