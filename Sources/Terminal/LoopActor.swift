import Dispatch
import Synchronization

/// Isolates the state, the reducers and the screen to the one thread that runs the loop.
///
/// The main actor cannot do this: after the first suspension its jobs no longer run on the initial thread, and its
/// executor cannot poll a terminal.
@globalActor package actor LoopActor {
  package static let shared = LoopActor()

  nonisolated let executor = LoopExecutor()

  nonisolated package var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Runs `body` at once. Traps when called from any thread but the loop's.
  nonisolated package static func assumeIsolated<R: Sendable>(_ body: @LoopActor () throws -> R) rethrows -> R {
    shared.preconditionIsolated("must be called by the loop")
    // The isolation was just checked. Swift has no other way to say so for a global actor of one's own.
    return try withoutActuallyEscaping(body) { body in
      try unsafeBitCast(body, to: (() throws -> R).self)()
    }
  }
}

/// The loop of the program: it runs the jobs of `LoopActor` and tells who watches a descriptor that it can be read.
package enum Loop {
  /// Runs the loop on the calling thread until `body` has ended, and returns what it returned.
  ///
  /// To be called from a synchronous `main`, so that the loop owns the initial thread. Whoever uses `LoopActor`
  /// without it, as tests do, is served by a thread of its own.
  package static func run<R: Sendable>(_ body: @escaping @LoopActor @Sendable () async throws -> R) throws -> R {
    let outcome = Outcome<R>()
    LoopActor.shared.executor.serve {
      Task { @LoopActor in
        do {
          outcome.end(.success(try await body()))
        } catch {
          outcome.end(.failure(error))
        }
      }
    } until: {
      outcome.hasEnded
    }
    return try outcome.wait()
  }

  /// Calls `handler` whenever the descriptor can be read or has been hung up, until `unwatch`.
  @LoopActor package static func watch(_ descriptor: Int32, _ handler: @escaping @LoopActor () -> Void) {
    LoopActor.shared.executor.watch(descriptor, handler)
  }

  @LoopActor package static func unwatch(_ descriptor: Int32) {
    LoopActor.shared.executor.unwatch(descriptor)
  }
}

/// What the body of `Loop.run` ended with.
private final class Outcome<R: Sendable>: Sendable {
  private let result = Mutex<Result<R, any Error>?>(nil)
  private let ended = DispatchSemaphore(value: 0)

  var hasEnded: Bool { result.withLock { $0 != nil } }

  func end(_ result: Result<R, any Error>) {
    self.result.withLock { $0 = result }
    ended.signal()
  }

  /// Returns at once on the thread that ran the loop; waits where another thread does.
  func wait() throws -> R {
    ended.wait()
    return try result.withLock { $0! }.get()
  }
}
