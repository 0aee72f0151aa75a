import GRDB

/// How far an export or an import is: records or bytes, of how many. Called at each per cent, from the work's own thread.
package typealias BackupProgress = @Sendable (_ percent: Int) -> Void

/// Tells a per cent once.
struct PercentCounter {
  private let total: Int
  private let tell: BackupProgress?
  private var done = 0
  private var told = -1

  init(total: Int, tell: BackupProgress?) {
    self.total = total
    self.tell = tell
  }

  mutating func advance(by count: Int = 1) {
    guard let tell, total > 0 else { return }
    done += count
    let percent = min(100, done * 100 / total)
    guard percent != told else { return }
    told = percent
    tell(percent)
  }
}

extension BackupSummary {
  /// All records that an export of the whole store writes, but the few settings.
  var total: Int { projects + clusters + apps + secrets + revisions + auditEntries }
}
