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
    var exitActions: [@Sendable () -> Void] = []
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

  /// To be run before the process ends by a signal, as long as a prompt has changed the terminal.
  static func atExit(_ action: @escaping @Sendable () -> Void) {
    state.withLock { $0.exitActions.append(action) }
  }

  static func runExitActions() {
    let actions = state.withLock { state in
      defer { state.exitActions = [] }
      return state.exitActions
    }
    for action in actions { action() }
  }

  private static var hasExitActions: Bool { state.withLock { !$0.exitActions.isEmpty } }

  private static func end(_ code: Int32) -> Never {
    runExitActions()
    _exit(code)
  }
}
