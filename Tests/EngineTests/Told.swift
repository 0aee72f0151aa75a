import Foundation
import Model
import Storage
import Synchronization

@testable import Engine

/// Keeps what a deploy tells.
final class Told: Sendable {
  private let all = Mutex<[RolloutProgress]>([])

  var listener: RolloutListener {
    { [self] progress in all.withLock { $0.append(progress) } }
  }

  var steps: [Revision.Step] {
    all.withLock { $0 }.compactMap { if case .step(let step) = $0 { step } else { nil } }
  }

  var warnings: [String] {
    all.withLock { $0 }.compactMap { if case .warned(let text) = $0 { text } else { nil } }
  }

  var output: [String] {
    all.withLock { $0 }.compactMap { if case .output(let line) = $0 { line } else { nil } }
  }
}

/// A folder of its own for a store that two processes open.
struct Folder {
  private let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "shipit-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  func store() throws -> Store {
    let key = ["SHIPIT_ENCRYPT_KEY": String(repeating: "0123456789abcdef", count: 4)]
    return try Store(path: "\(path)/shipit.db", key: KeySource(environment: key, keyFile: "\(path)/vault.key"))
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
