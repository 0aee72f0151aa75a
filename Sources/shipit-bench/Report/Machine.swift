import Foundation
import Glibc

/// What the numbers were measured on.
enum Machine {
  static var text: String {
    let info = read("/proc/cpuinfo")
    let processor = value("model name", in: info) ?? value("CPU part", in: info) ?? "unknown processor"
    let cores = ProcessInfo.processInfo.processorCount
    let memory = ProcessInfo.processInfo.physicalMemory >> 30
    let kernel = read("/proc/sys/kernel/osrelease").trimmingCharacters(in: .whitespacesAndNewlines)
    let system = read("/etc/os-release").split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
      .map { $0.dropFirst(12).filter { $0 != "\"" } }
    return "\(processor), \(cores) cores, \(memory) GB; \(system ?? "Linux"), kernel \(kernel)"
  }

  private static func value(_ key: String, in text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix(key) }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  private static func read(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
