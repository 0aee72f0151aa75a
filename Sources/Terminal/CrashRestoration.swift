import Glibc

/// Restores the terminal when the process dies of a trap or a bad access, leaves a report, and lets it die.
///
/// The handler does only what a signal handler may (signal-safety(7)): it writes bytes prepared beforehand, resets the
/// line discipline, and raises the signal again for whoever was to handle it before.
enum CrashRestoration {
  private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

  /// From now on a crash writes `farewell` to standard output and gives the terminal these settings back.
  static func arm(farewell: [UInt8], settings: termios, report: CrashReport? = nil) {
    disarm()
    crash.pointee.report = report.flatMap { OpenCrashReport($0) }
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: farewell.count)
    _ = bytes.initialize(fromContentsOf: farewell)
    crash.pointee.farewell = UnsafeBufferPointer(bytes)
    crash.pointee.settings = settings
    provideStack()
    for signal in signals {
      let previous = SignalAction.install(handler, for: signal, flags: SA_ONSTACK)
      crash.pointee.previous[Int(signal)] = previous
    }
    crash.pointee.isArmed = true
  }

  static func disarm() {
    guard crash.pointee.isArmed else { return }
    crash.pointee.isArmed = false
    for signal in signals { sigaction(signal, &crash.pointee.previous[Int(signal)], nil) }
    crash.pointee.farewell.deallocate()
    crash.pointee.report?.discard()
    crash.pointee.report = nil
  }

  /// While the screen is up, what is written to standard error goes into the report.
  static func keepErrors(_ keeps: Bool) {
    if keeps { crash.pointee.report?.turnAside() } else { crash.pointee.report?.turnBack() }
  }

  private static let handler: @convention(c) (Int32) -> Void = { signal in
    let state = crash.pointee
    if state.isArmed {
      _ = write(STDOUT_FILENO, state.farewell.baseAddress, state.farewell.count)
      var settings = state.settings
      tcsetattr(STDOUT_FILENO, TCSANOW, &settings)
      state.report?.write(signal)
    }
    if state.report == nil {
      sigaction(signal, state.previous + Int(signal), nil)
    } else {
      // Swift's own handler would draw its backtrace over the shell's screen and wait for a key; ours is in the report.
      var standard = sigaction()
      sigaction(signal, &standard, nil)
    }
    // Blocked while this runs, so it is delivered when the handler returns.
    raise(signal)
  }

  /// The stack may be what overflowed, so the handler gets another.
  private static func provideStack() {
    guard !crash.pointee.hasStack else { return }
    let size = 64 * 1024
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    crash.pointee.hasStack = sigaltstack(&stack, nil) == 0
  }
}

private struct CrashState {
  var isArmed = false
  var hasStack = false
  var farewell = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  var settings = termios()
  var report: OpenCrashReport?
  /// By signal.
  var previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
}

/// A handler has no context: it finds everything here. Written only while no handler is installed.
nonisolated(unsafe) private let crash: UnsafeMutablePointer<CrashState> = {
  let state = UnsafeMutablePointer<CrashState>.allocate(capacity: 1)
  state.initialize(to: CrashState())
  return state
}()
