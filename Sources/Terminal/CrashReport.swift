import Glibc

/// A file that a crash is written into: what was said on standard error while the screen was up, the signal, and where it came from.
///
/// It is opened beforehand, because a process that crashes can do little. A file that is not needed is removed.
package struct CrashReport: Hashable, Sendable {
  /// Where it is while the program runs.
  package let running: String
  /// Where a crash leaves it.
  package let path: String
  /// What is known beforehand: nothing of what the program works with.
  package let header: String

  package init(running: String, path: String, header: String) {
    self.running = running
    self.path = path
    self.header = header
  }
}

/// The open file, as a signal handler can use it.
struct OpenCrashReport {
  let descriptor: Int32
  private let running: UnsafePointer<CChar>
  private let path: UnsafePointer<CChar>
  /// What stays on the terminal.
  private let words: UnsafeBufferPointer<UInt8>
  /// Standard error as it was; -1 while it is not turned aside.
  private var standardError: Int32 = -1
  private let trace: (@convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int32) -> Int32)?
  private let symbols: (@convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int32, Int32) -> Void)?
  private let frames = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 128)

  /// nil where it cannot be written, which is no reason not to start.
  init?(_ report: CrashReport) {
    descriptor = open(report.running, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    running = UnsafePointer(strdup(report.running))
    path = UnsafePointer(strdup(report.path))
    words = Self.kept("shipit-tui has crashed. A report, which has no secrets in it, is in\r\n\(report.path)\r\n")
    // No header of the standard library has them for Swift.
    trace = dlsym(nil, "backtrace").map {
      unsafeBitCast($0, to: (@convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int32) -> Int32).self)
    }
    symbols = dlsym(nil, "backtrace_symbols_fd").map {
      unsafeBitCast(
        $0, to: (@convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int32, Int32) -> Void).self)
    }
    // The first call loads a library, which a handler must not.
    _ = trace?(frames, 1)
    var header = Array("\(report.header)\n".utf8)
    _ = Glibc.write(descriptor, &header, header.count)
  }

  /// What is written to standard error goes into the report, not over the screen.
  mutating func turnAside() {
    guard standardError < 0 else { return }
    standardError = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    if standardError >= 0 { dup2(descriptor, STDERR_FILENO) }
  }

  mutating func turnBack() {
    guard standardError >= 0 else { return }
    dup2(standardError, STDERR_FILENO)
    close(standardError)
    standardError = -1
  }

  /// All is well: nothing is left of it.
  mutating func discard() {
    turnBack()
    unlink(running)
    close(descriptor)
    free(UnsafeMutableRawPointer(mutating: running))
    free(UnsafeMutableRawPointer(mutating: path))
    words.deallocate()
    frames.deallocate()
  }

  /// From a signal handler: only what signal-safety(7) allows, and `backtrace`, which is loaded already.
  func write(_ signal: Int32) {
    Self.write("signal ", to: descriptor)
    var digits: (UInt8, UInt8, UInt8) = (UInt8(48 + signal / 10), UInt8(48 + signal % 10), 10)
    _ = Glibc.write(descriptor, &digits, 3)
    if let trace, let symbols { symbols(frames, trace(frames, 128), descriptor) }
    rename(running, path)
    // Standard error may be the report itself.
    _ = Glibc.write(STDOUT_FILENO, words.baseAddress, words.count)
  }

  private static func write(_ text: StaticString, to descriptor: Int32) {
    _ = Glibc.write(descriptor, text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func kept(_ text: String) -> UnsafeBufferPointer<UInt8> {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = bytes.initialize(fromContentsOf: text.utf8)
    return UnsafeBufferPointer(bytes)
  }
}
