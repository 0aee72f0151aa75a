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
    from path: String, passphrase: Passphrase, mode: ImportMode = .merge, progress: BackupProgress? = nil
  ) async throws(StoreError) -> BackupSummary {
    let keyring = keyring
    return try await write { db in
      let writer = try RecordWriter(db: db, vault: keyring.vault(db))
      if mode == .replace { try writer.empty() }
      return try Self.restore(path, passphrase, writer, progress).summary
    }
  }

  /// What `importBackup` would do, found out by doing it and taking it back. Others wait as long as for an import.
  package func previewImport(
    from path: String, passphrase: Passphrase, mode: ImportMode = .merge
  ) async throws(StoreError) -> ImportPreview {
    let keyring = keyring
    return try await write { db in
      var preview = ImportPreview()
      try db.inSavepoint {
        let writer = try RecordWriter(db: db, vault: keyring.vault(db), collectsConflicts: true)
        if mode == .replace {
          preview.removed = try BackupSummary(countedIn: db)
          try writer.empty()
        }
        let done = try Self.restore(path, passphrase, writer)
        preview.summary = done.summary
        preview.conflicts = done.conflicts
        return .rollback
      }
      return preview
    }
  }

  /// Reads an export wholly, as an import into an empty store does. No store of anybody's is touched or needed.
  package static func verifyBackup(_ path: String, passphrase: Passphrase) async throws(StoreError) -> BackupSummary {
    try await Store.temporary(onDisk: true).importBackup(from: path, passphrase: passphrase)
  }

  private static func restore(
    _ path: String, _ passphrase: Passphrase, _ writer: RecordWriter, _ progress: BackupProgress? = nil
  ) throws -> RecordWriter {
    var writer = writer
    let input = try BackupInput(path: path)
    var chunks = try ChunkReader.begin(passphrase: passphrase, from: input.read)
    var lines = LineBuffer()
    var percent = PercentCounter(total: input.size, tell: progress)
    while let payload = try chunks.next(from: input.read) {
      lines.append(payload)
      percent.advance(by: Chunk.sealedCount)
      while var line = lines.next() {
        defer { wipe(&line) }
        try writer.write(line: line)
      }
    }
    // The last line ends with a line feed like every other.
    guard lines.isEmpty else { throw StoreError.backupInvalid(line: writer.line + 1, reason: "it has no end") }
    return writer
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
