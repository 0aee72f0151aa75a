import Foundation

/// A number with that many digits after the point.
func decimal(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }

/// Seconds as people read them.
func seconds(_ number: Double) -> String {
  number < 0.0995
    ? "\(decimal(number * 1000, number < 0.00995 ? 1 : 0)) ms" : "\(decimal(number, number < 9.995 ? 2 : 1)) s"
}

func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 19)) >> 20) MB" }

func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// A store with what SQLite keeps beside it.
func remove(store path: String) {
  for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
}

/// How much text is in a file.
struct LineCount {
  private(set) var count = 0
  private(set) var bytes = 0

  /// Read in pieces, so that the benchmark stays small.
  init(of path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    while let piece = try? file.read(upToCount: 1 << 20), !piece.isEmpty {
      bytes += piece.count
      count += piece.withUnsafeBytes { $0.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 } }
    }
  }
}
