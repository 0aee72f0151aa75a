import Dispatch
import Glibc
import Synchronization

/// Every child that runs, so that none outlives the benchmark.
enum Processes {
  private static let groups = Mutex<Set<pid_t>>([])

  /// Each child leads a process group of its own.
  static func began(_ pid: pid_t) { groups.withLock { _ = $0.insert(pid) } }

  static func ended(_ pid: pid_t) { groups.withLock { _ = $0.remove(pid) } }

  static func endAll() {
    for pid in groups.withLock({ $0 }) { kill(-pid, SIGKILL) }
  }

  /// Ends the children, then this process, on SIGINT and SIGTERM. The sources live as long as what is returned.
  static func endOnSignals(_ cleanup: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        endAll()
        cleanup()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}
