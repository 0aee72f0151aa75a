import Glibc

/// Turns signals into bytes on a pipe, so that the loop takes them like any other input.
@LoopActor final class SignalPipe {
  /// Readable when a signal has arrived.
  let descriptor: Int32
  private let previous: [(signal: Int32, action: sigaction)]

  /// Catches the signals until `close`. Only one pipe may be open at a time.
  init(catching signals: [Int32]) {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    signalPipeEnd.pointee = ends[1]
    previous = signals.map { ($0, SignalAction.install(SignalPipe.handler, for: $0, flags: SA_RESTART)) }
  }

  /// The signals that have arrived since, in order.
  func take() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return bytes.prefix(max(0, count)).map { Int32($0) }
  }

  func close() {
    for (signal, action) in previous {
      var action = action
      sigaction(signal, &action, nil)
    }
    _ = Glibc.close(signalPipeEnd.pointee)
    signalPipeEnd.pointee = -1
    _ = Glibc.close(descriptor)
  }

  nonisolated private static let handler: @convention(c) (Int32) -> Void = { signal in
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(signalPipeEnd.pointee, &byte, 1)
    errno = saved
  }
}

/// The writing end. A handler has no context: it finds the pipe here.
nonisolated(unsafe) private let signalPipeEnd: UnsafeMutablePointer<Int32> = {
  let end = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
  end.initialize(to: -1)
  return end
}()

enum SignalAction {
  /// Installs a handler and returns what was there.
  static func install(
    _ handler: @escaping @convention(c) (Int32) -> Void, for signal: Int32, flags: Int32
  ) -> sigaction {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = flags
    var previous = sigaction()
    sigaction(signal, &action, &previous)
    return previous
  }

  /// Ends the process as the signal would have, had nobody caught it.
  static func die(of signal: Int32) -> Never {
    var action = sigaction()
    sigaction(signal, &action, nil)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, signal)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(signal)
    // Only where the signal is ignored by default.
    exit(128 + signal)
  }
}
