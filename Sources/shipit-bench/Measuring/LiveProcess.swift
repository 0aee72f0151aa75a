import Foundation
import Glibc

/// What `/proc` says of a process that still runs.
struct LiveProcess: Hashable, Sendable {
  let pid: pid_t

  /// The CPU time of its living threads, in seconds; to the nanosecond, unlike `stat`'s ticks.
  var cpu: Double {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
    return tasks.reduce(0) { total, task in
      let words = text("task/\(task)/schedstat").split(separator: " ")
      return total + (words.first.flatMap { Double($0) } ?? 0) / 1e9
    }
  }

  /// In bytes, of the program itself: unlike `ru_maxrss` without what its parent had when it was started.
  var peak: Int { kilobytes("VmHWM:") << 10 }
  var resident: Int { kilobytes("VmRSS:") << 10 }

  private func kilobytes(_ key: String) -> Int {
    for line in text("status").split(separator: "\n") where line.hasPrefix(key) {
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0
    }
    return 0
  }

  private func text(_ file: String) -> String {
    (try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)) ?? ""
  }
}
