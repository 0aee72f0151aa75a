import Glibc

/// A program that has the terminal to itself: an editor, a pager, a shell.
package enum TerminalChild {
  package enum End: Hashable, Sendable {
    case exited(code: Int32)
    case killed(signal: Int32)
    /// It could not be started; the reason is the system's.
    case notStarted(reason: String)
  }

  /// Runs `sh -c` with the program's own standard streams, and waits for its end beside the loop. Call it inside
  /// `Screen.withTerminal`.
  ///
  /// - Parameters:
  ///   - command: a shell command, in which `"$@"` is the arguments.
  ///   - environment: all that the child gets to see.
  package static func run(
    _ command: String, _ arguments: [String], environment: [String: String]
  ) async -> End {
    await withCheckedContinuation { continuation in
      // A thread of its own: it waits for as long as a person edits.
      let thread = Thread(["/bin/sh", "-c", command, "sh"] + arguments, environment) {
        continuation.resume(returning: $0)
      }
      thread.start()
    }
  }

  private final class Thread: Sendable {
    private let words: [String]
    private let environment: [String: String]
    private let done: @Sendable (End) -> Void

    init(_ words: [String], _ environment: [String: String], _ done: @escaping @Sendable (End) -> Void) {
      self.words = words
      self.environment = environment
      self.done = done
    }

    func start() {
      var thread = pthread_t()
      let context = Unmanaged.passRetained(self)
      let code = pthread_create(
        &thread, nil,
        { context in
          let thread = Unmanaged<Thread>.fromOpaque(context!).takeRetainedValue()
          thread.done(TerminalChild.spawn(thread.words, thread.environment))
          return nil
        }, context.toOpaque())
      if code == 0 {
        pthread_detach(thread)
      } else {
        context.release()
        done(.notStarted(reason: String(cString: strerror(code))))
      }
    }
  }

  private static func spawn(_ words: [String], _ environment: [String: String]) -> End {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What we catch or ignore is its to decide.
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for text in arguments + variables { free(text) }
    }
    var child = pid_t()
    let code = posix_spawn(&child, words[0], nil, &attributes, &arguments, &variables)
    guard code == 0 else { return .notStarted(reason: String(cString: strerror(code))) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return .notStarted(reason: String(cString: strerror(errno))) }
    }
    let signal = status & 0x7f
    return signal == 0 ? .exited(code: (status >> 8) & 0xff) : .killed(signal: signal)
  }
}
