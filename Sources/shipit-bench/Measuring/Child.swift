import Dispatch
import Glibc
import Synchronization

/// A process that was started, with what the kernel says of it when it has ended.
///
/// `posix_spawn` and `wait4`, because no library of ours tells what a whole process has cost.
struct Child {
  struct Launch: Sendable {
    var program: String
    var arguments: [String] = []
    var environment: [String: String] = [:]
    /// Nil is `/dev/null`.
    var input: String?
    var output = Output.discarded
  }

  enum Output: Hashable, Sendable {
    case discarded
    case file(String)
    /// A descriptor of ours.
    case descriptor(Int32)
  }

  struct End: Hashable, Sendable {
    var sample: Sample
    /// As `wait4` gives it; 0 for an exit with 0.
    var status: Int32
    var timedOut = false
  }

  let pid: pid_t
  /// `POSIX_SPAWN_SETSID`, which glibc hides from Swift.
  private static let newSession: Int32 = 0x80
  private let began: ContinuousClock.Instant

  /// - Parameters:
  ///   - terminal: a terminal's name that becomes all three standard streams and the controlling terminal.
  ///   - keepsErrors: standard error is this process's, instead of `/dev/null`.
  init(_ launch: Launch, terminal: String? = nil, keepsErrors: Bool = false) throws(BenchError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let terminal {
      // The first terminal that a session leader opens becomes its own.
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, launch.input ?? "/dev/null", O_RDONLY, 0)
      switch launch.output {
      case .discarded: posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
      case .file(let path): posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
      }
      if !keepsErrors { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var changed = sigset_t()
    sigemptyset(&changed)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&changed, number) }
    posix_spawnattr_setsigdefault(&attributes, &changed)
    let group = terminal == nil ? Int32(POSIX_SPAWN_SETPGROUP) : Self.newSession
    posix_spawnattr_setflags(
      &attributes, Int16(group | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

    let words = ([launch.program] + launch.arguments).map { strdup($0) } + [nil]
    let variables = launch.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in words + variables { free(word) } }
    var pid = pid_t()
    began = .now
    let code = posix_spawn(&pid, launch.program, &actions, &attributes, words, variables)
    guard code == 0 else { throw .cannotStart(launch.program, reason: String(cString: strerror(code))) }
    self.pid = pid
    Processes.began(pid)
  }

  /// Waits for its end, and ends it when it takes longer than `limit`.
  func wait(atMost limit: Duration = .seconds(600)) -> End {
    let timedOut = Flag()
    let patience = DispatchWorkItem { [pid] in
      timedOut.set()
      kill(-pid, SIGKILL)
    }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .milliseconds(Int(limit / .milliseconds(1))), execute: patience)
    var (status, usage): (Int32, rusage) = (0, rusage())
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    let wall = ContinuousClock.now - began
    patience.cancel()
    Processes.ended(pid)
    let sample = Sample(
      cpu: usage.ru_utime.seconds + usage.ru_stime.seconds, wall: wall / .seconds(1),
      peak: Int(usage.ru_maxrss) << 10)
    return End(sample: sample, status: status, timedOut: timedOut.isSet)
  }

  /// Sends a signal to it and its children.
  func signal(_ number: Int32) { kill(-pid, number) }

  private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
  }
}

extension Child {
  /// Runs a program to its end.
  ///
  /// - Throws: when it did not end well, or not in time.
  @discardableResult
  static func run(_ launch: Launch, atMost limit: Duration = .seconds(600)) throws(BenchError) -> Sample {
    let end = try Child(launch).wait(atMost: limit)
    let name = ([launch.program] + launch.arguments).joined(separator: " ")
    guard !end.timedOut else { throw .tookTooLong(name, limit: limit) }
    guard end.status == 0 else { throw .failed(name, status: end.status) }
    return end.sample
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
