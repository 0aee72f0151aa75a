import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM while a command runs: the first asks it to stop, the second ends the process at once.
///
/// A command is asked by cancelling its task. One that does not hear, because it waits for a key or a disk, is not waited
/// for longer than a few seconds.
enum Interruption {
  private struct State {
    var code: Int32?
    var exitActions: [Int: @Sendable () -> Void] = [:]
    var actionCount = 0
  }

  private static let state = Mutex(State())
  private static let patience = DispatchTimeInterval.seconds(3)

  /// The exit code that the signal asks for; nil when none came.
  static var exitCode: Int32? { state.withLock { $0.code } }

  /// Runs `cancel` at the first signal. The sources live as long as what is returned.
  static func watch(_ cancel: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [(SIGINT, ExitCode.interrupted), (SIGTERM, ExitCode.terminated)].map { number, code in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let isFirst = state.withLock { state in
          defer { state.code = state.code ?? code }
          return state.code == nil
        }
        guard isFirst, !hasExitActions else { end(code) }
        cancel()
        DispatchQueue.global().asyncAfter(deadline: .now() + patience) { end(code) }
      }
      source.resume()
      return source
    }
  }

  /// Something to be undone when it is over, and before the process ends by a signal: a prompt has changed the terminal, or a
  /// secret lies in a file.
  ///
  /// - Returns: undoes it, once.
  static func atExit(_ action: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
    let number = state.withLock { state in
      state.actionCount += 1
      state.exitActions[state.actionCount] = action
      return state.actionCount
    }
    return { state.withLock { $0.exitActions.removeValue(forKey: number) }?() }
  }

  private static func runExitActions() {
    let actions = state.withLock { state in
      defer { state.exitActions = [:] }
      return state.exitActions.sorted { $0.key < $1.key }.map(\.value)
    }
    for action in actions { action() }
  }

  private static var hasExitActions: Bool { state.withLock { !$0.exitActions.isEmpty } }

  private static func end(_ code: Int32) -> Never {
    runExitActions()
    _exit(code)
  }
}
