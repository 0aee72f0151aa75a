import Glibc
import Testing

/// A program on a terminal of its own, as a person would have started it.
final class PseudoTerminal {
  /// Everything that the program has sent so far.
  private(set) var output = ""
  /// The modes before the program was started.
  let modesBefore: [UInt32]
  private let controller: Int32
  private let process: pid_t
  private var unread: [UInt8] = []
  private var status: Int32?
  private var hasHungUp = false
  private var isClosed = false

  /// Starts an executable that was built beside the tests.
  init(_ executable: String, environment: [String], width: Int, height: Int) throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (unlocked, number): (Int32, Int32) = (0, -1)
    try #require(ioctl(controller, Self.setLock, &unlocked) == 0 && ioctl(controller, Self.getNumber, &number) == 0)
    Self.resize(controller, width: width, height: height)
    let terminal = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens becomes its controlling terminal.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads that tests run on block signals, which a child would inherit.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Self.newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    let path = Self.besideTests(executable)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for string in arguments + variables { free(string) } }
    modesBefore = Self.modes(of: controller)
    var process: pid_t = 0
    try #require(posix_spawn(&process, path, &actions, &attributes, &arguments, &variables) == 0)
    self.process = process
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    if !isClosed { close(controller) }
  }

  /// Takes the terminal away, as a lost connection does, and returns how the program ended; nil when it did not
  /// within ten seconds.
  func hangUp() -> Int32? {
    close(controller)
    isClosed = true
    for _ in 0..<1000 {
      var status: Int32 = 0
      if waitpid(process, &status, WNOHANG) == process {
        self.status = status
        return Self.outcome(status)
      }
      usleep(10_000)
    }
    return nil
  }

  /// The exit status, or minus the signal.
  private static func outcome(_ status: Int32) -> Int32 {
    status & 0x7f == 0 ? status >> 8 & 0xff : -(status & 0x7f)
  }

  // Constants that Glibc's module leaves out: TIOCSPTLCK, TIOCGPTN, POSIX_SPAWN_SETSID.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let newSession: Int16 = 0x80

  private static func besideTests(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + name
  }

  func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(controller, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  func send(_ signal: Int32) {
    kill(process, signal)
  }

  func resize(width: Int, height: Int) {
    Self.resize(controller, width: width, height: height)
  }

  private static func resize(_ descriptor: Int32, width: Int, height: Int) {
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// The modes of the line discipline that a program may change.
  var modes: [UInt32] { Self.modes(of: controller) }

  private static func modes(of descriptor: Int32) -> [UInt32] {
    var settings = termios()
    tcgetattr(descriptor, &settings)
    return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
  }

  /// Reads until the text has come after what was awaited before. Ten seconds without any output end the test.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    while true {
      if let range = output.firstRange(of: text) {
        output = String(output[range.upperBound...])
        return
      }
      try #require(
        receive(), "no \(text.debugDescription) in \(output.debugDescription)", sourceLocation: sourceLocation)
    }
  }

  /// Reads to the end, and returns how the program ended: its exit status, or minus the signal it died of. One that does not
  /// end is killed.
  func end() -> Int32 {
    while receive() {}
    if !hasHungUp { kill(process, SIGKILL) }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    self.status = status
    return Self.outcome(status)
  }

  private func receive() -> Bool {
    var ready = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 10_000) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(controller, &bytes, bytes.count)
    guard count > 0 else {
      hasHungUp = true
      return false
    }
    unread += bytes.prefix(count)
    // A character may have been cut in two: keep its beginning for later.
    var complete = unread.count
    while complete > 0, unread.count - complete < 4, String(validating: unread[..<complete], as: UTF8.self) == nil {
      complete -= 1
    }
    output += String(decoding: unread[..<complete], as: UTF8.self)
    unread.removeFirst(complete)
    return true
  }
}
