import Foundation
import Model
import Terminal

/// The rows of a log on their way to a file.
package struct LogFile: Hashable, Sendable {
  package var path: String
  package var rows: [LogRow]
  /// Which of the rows, by their index; all where it is nil. The rows are shared with the pane, not copied on the loop.
  package var indices: [Int]?
  /// Whether a file that is there already may be replaced.
  package var replaces = false

  package struct Problem: Error, Hashable {
    package enum Kind: Hashable, Sendable {
      case exists
      case system(String)
    }

    package let kind: Kind
  }

  /// Writes beside the place and moves there when all is written, so that there is never half a log. Only its owner can read it:
  /// logs tell more than people think.
  ///
  /// - Returns: how many lines it has.
  package func write() throws(Problem) -> Int {
    let temporary = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.problem() }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    let count = indices?.count ?? rows.count
    // A piece at a time: the text of a whole log beside the log would take its memory twice.
    for start in stride(from: 0, to: count, by: 4096) {
      var text: [UInt8] = []
      for index in start..<min(count, start + 4096) {
        text += rows[indices?[index] ?? index].savedLine.utf8
        text.append(0x0A)
      }
      try Self.write(text, to: descriptor)
    }
    guard fsync(descriptor) == 0 else { throw Self.problem() }
    // A link fails where there is something already; there is no moment between looking and writing.
    let isPlaced = replaces ? rename(temporary, path) == 0 : link(temporary, path) == 0
    guard isPlaced else { throw errno == EEXIST ? Problem(kind: .exists) : Self.problem() }
    return count
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Problem) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if count > 0 {
        start += count
      } else if errno != EINTR {
        throw problem()
      }
    }
  }

  private static func problem() -> Problem { Problem(kind: .system(String(cString: strerror(errno)))) }
}

extension Date {
  /// In UTC, with milliseconds.
  var inFull: String { ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}

extension LogRow {
  /// Its moment, its pod and its text; what is no line begins with `#`.
  var savedLine: String {
    guard !isRemark else { return "# \(text)" }
    let moment = time.map { $0.inFull + " " } ?? ""
    return "\(moment)\(pod) \(text)"
  }
}

extension State {
  /// What is offered as a name: it is the person's home that files are kept in.
  var logFileName: String {
    let time = now.ISO8601Format().replacing(":", with: "-")
    return "~/\(selectedApp?.name ?? "log")-\(time).log"
  }

  /// Saves what is selected, else all that the filter lets through.
  mutating func saveLogs(to path: String) -> [Effect] {
    guard !path.trimmed.isEmpty else {
      show("A path is needed to save to.", .warning)
      return []
    }
    let selected = logs.selectedRows
    let file = LogFile(
      path: path.trimmed, rows: selected.isEmpty ? logs.rows : selected,
      indices: selected.isEmpty ? logs.visibleIndices : nil)
    show("Saving…", .progress)
    return [.saveLog(file)]
  }

  mutating func logSaved(_ file: LogFile, _ result: Result<Int, LogFile.Problem>) {
    let path = file.path.neutralised()
    switch result {
    case .success(let count): show("Saved \(count) line\(count == 1 ? "" : "s") to \(path).", .good, for: 10)
    case .failure(let problem):
      switch problem.kind {
      case .exists:
        guard overlay == nil else { return show("\(path) is there already; nothing was saved.", .warning, for: 10) }
        var again = file
        again.replaces = true
        overlay = .confirmation(
          Confirmation(
            title: "Replace the file?",
            lines: [.init("\(path) is there already."), .init("It would be replaced by the log.")],
            verb: "Replace", isDestructive: true, consequence: .saveLog(again)))
      case .system(let reason):
        waitingMessages.append(
          Message(
            title: "The log was not saved", text: "\(path): \(reason).",
            advice: "Nothing was written. Choose another path with \(hint(.saveLogs, in: .logs))."))
      }
    }
  }
}

extension EffectRunner {
  /// Files are written beside the loop, and beside the threads that everything else waits on.
  func save(_ file: LogFile) async {
    var file = file
    if file.path.hasPrefix("~/") { file.path = NSHomeDirectory() + file.path.dropFirst() }
    let result: Result<Int, LogFile.Problem>
    do throws(LogFile.Problem) {
      result = .success(try file.write())
    } catch {
      result = .failure(error)
    }
    // The rows are not needed any more, and may be many.
    if case .success = result { (file.rows, file.indices) = ([], nil) }
    await send(.logSaved(file, result))
  }
}
