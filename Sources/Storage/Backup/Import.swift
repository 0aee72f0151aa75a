import Foundation
import GRDB
import Model

/// What an import does with what the store holds already.
package enum ImportMode: Hashable, Sendable {
  /// Adds what is missing, leaves what is equal, and refuses everything when anything differs.
  case merge
  /// Empties the store first.
  case replace
}

extension Store {
  /// Restores what `exportBackup` wrote, wholly or not at all.
  @discardableResult
  package func importBackup(
    from path: String, passphrase: Passphrase, mode: ImportMode = .merge
  ) async throws(StoreError) -> BackupSummary {
    let keyring = keyring
    return try await write { db in
      let input = try BackupInput(path: path)
      var chunks = try ChunkReader.begin(passphrase: passphrase, from: input.read)
      var writer = try RecordWriter(db: db, vault: keyring.vault(db))
      if mode == .replace { try writer.empty() }
      var lines = LineBuffer()
      while let payload = try chunks.next(from: input.read) {
        lines.append(payload)
        while var line = lines.next() {
          defer { wipe(&line) }
          try writer.write(line: line)
        }
      }
      // The last line ends with a line feed like every other.
      guard lines.isEmpty else { throw StoreError.backupInvalid(line: writer.line + 1, reason: "it has no end") }
      return writer.summary
    }
  }
}

/// Cuts a stream of bytes into lines.
private struct LineBuffer {
  private var pending: [UInt8] = []
  private var start = 0
  /// Up to here no line feed was found.
  private var searched = 0

  var isEmpty: Bool { start == pending.count }

  mutating func append(_ bytes: [UInt8]) {
    pending.removeFirst(start)
    searched -= start
    start = 0
    pending += bytes
  }

  mutating func next() -> [UInt8]? {
    guard let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = pending.count
      return nil
    }
    defer {
      start = end + 1
      searched = start
    }
    return Array(pending[start..<end])
  }
}
