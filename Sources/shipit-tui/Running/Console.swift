import Foundation
import Glibc
import Model
import Terminal

/// The three standard streams as the commands use them. A parameter, so that a test can read what a command wrote.
struct Console: Sendable {
  var isInputTerminal: Bool
  var isOutputTerminal: Bool
  var isErrorTerminal = false
  /// Results; nothing else goes there.
  var output: @Sendable ([UInt8]) -> Void
  /// Progress, questions and errors.
  var errors: @Sendable ([UInt8]) -> Void
  /// A line that a person types after a prompt, without its end; nil at the end of input. Whether it is seen is decided
  /// before the prompt invites to type.
  var readLine: @Sendable (_ echoes: Bool, _ prompt: () -> Void) -> String?
  /// Everything up to the end of standard input.
  var readAll: @Sendable () -> [UInt8]
  /// What `isInputTerminal` speaks of. Reads standard input as it comes, also where that is none.
  var terminal: RawTerminal

  /// A result for people and programs: one line of text, in which nothing can move a cursor.
  func print(_ line: String) {
    output(Array((line.neutralised() + "\n").utf8))
  }

  /// Something that is no result: progress, a question's answer, an error.
  func note(_ line: String) {
    for part in line.split(separator: "\n", omittingEmptySubsequences: false) {
      errors(Array((part.neutralised() + "\n").utf8))
    }
  }

  /// Asks for a yes. Without a terminal there is nobody to ask.
  func confirm(_ question: String) throws(CommandError) {
    guard isInputTerminal else { throw .confirmationImpossible }
    let typed = readLine(true) { errors(Array((question.neutralised() + " [y/N] ").utf8)) }
    let answer = typed?.trimmingCharacters(in: .whitespaces).lowercased()
    guard answer == "y" || answer == "yes" else { throw .declined }
  }

  /// Asks for a line; nil without a terminal, or at the end of input.
  func ask(_ prompt: String) -> String? {
    guard isInputTerminal else { return nil }
    return readLine(true) { errors(Array(prompt.neutralised().utf8)) }?.trimmingCharacters(in: .whitespaces)
  }

  /// Asks for something that must not be seen; nil without a terminal.
  func secret(_ prompt: String) -> String? {
    guard isInputTerminal else { return nil }
    defer { errors(Array("\n".utf8)) }
    return readLine(false) { errors(Array((prompt.neutralised() + ": ").utf8)) }
  }
}

extension Console {
  static let standard = Console(
    isInputTerminal: isatty(STDIN_FILENO) == 1,
    isOutputTerminal: isatty(STDOUT_FILENO) == 1,
    isErrorTerminal: isatty(STDERR_FILENO) == 1,
    output: { write($0, to: STDOUT_FILENO) },
    errors: { write($0, to: STDERR_FILENO) },
    readLine: { echoes, prompt in
      guard echoes else {
        return withoutEcho {
          prompt()
          return unseenLine()
        }
      }
      prompt()
      return Swift.readLine()
    },
    readAll: { (try? FileHandle.standardInput.readToEnd()).map(Array.init) ?? [] },
    terminal: terminal)

  /// Given back by a signal too.
  private static let terminal: RawTerminal = {
    var terminal = RawTerminal.standard()
    let makeRaw = terminal.makeRaw
    terminal.makeRaw = {
      Interruption.atExit(makeRaw())
    }
    return terminal
  }()

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if count >= 0 {
        start += count
      } else if errno == EPIPE {
        // The reader has gone, as `head` does. It is told the same way as by a program that never heard of it.
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
      } else if errno == EAGAIN {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      } else if errno != EINTR {
        let reason = String(cString: strerror(errno))
        // When standard error fails there is nowhere left to say so.
        if descriptor != STDERR_FILENO {
          write(Array("error: standard output cannot be written: \(reason)\n".utf8), to: STDERR_FILENO)
        }
        exit(ExitCode.failed)
      }
    }
  }

  /// Past the standard library's buffers, which would keep what was typed.
  private static func unseenLine() -> String? {
    // As much as a terminal gives in one line, so that it never moves and leaves a copy behind.
    var line: [UInt8] = []
    line.reserveCapacity(4096)
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { break }
      guard byte != UInt8(ascii: "\n") else { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  private static func withoutEcho<Result>(_ body: () -> Result) -> Result {
    var attributes = termios()
    guard tcgetattr(STDIN_FILENO, &attributes) == 0 else { return body() }
    let before = attributes
    attributes.c_lflag &= ~tcflag_t(ECHO)
    let restore = Interruption.atExit { [before] in
      var before = before
      tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &attributes)
    defer { restore() }
    return body()
  }
}
