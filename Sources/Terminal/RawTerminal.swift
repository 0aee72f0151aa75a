import Dispatch
import Glibc

/// The terminal of the standard streams as bytes, for a program that runs elsewhere and takes all of it.
///
/// A parameter: a test's types by itself.
package struct RawTerminal: Sendable {
  /// What comes next on standard input, as soon as it is there; nil at its end, and when the task is cancelled.
  /// One task at a time asks.
  package var read: @Sendable () async -> [UInt8]?
  /// Returns when the terminal has taken it.
  package var write: @Sendable ([UInt8]) async -> Void
  /// Lets every key through as it is typed, Ctrl-C too, until what is returned is called. Calling that twice does no harm.
  package var makeRaw: @Sendable () -> @Sendable () -> Void
  /// The size now, nil where that is unknown, and every other from then on.
  package var sizes: @Sendable () -> (now: Size?, later: AsyncStream<Size>)

  package init(
    read: @escaping @Sendable () async -> [UInt8]?, write: @escaping @Sendable ([UInt8]) async -> Void,
    makeRaw: @escaping @Sendable () -> @Sendable () -> Void,
    sizes: @escaping @Sendable () -> (now: Size?, later: AsyncStream<Size>)
  ) {
    self.read = read
    self.write = write
    self.makeRaw = makeRaw
    self.sizes = sizes
  }
}

extension RawTerminal {
  /// That of this process. A new one each time: a reader that was cancelled reads no more.
  package static func standard() -> RawTerminal {
    let reader = InputReader(STDIN_FILENO)
    // A terminal can stop taking bytes for as long as somebody likes: that must hold up no thread of the tasks.
    let writing = DispatchQueue(label: "standard output")
    return RawTerminal(
      read: { await reader.next() },
      write: { bytes in
        await withCheckedContinuation { continuation in
          writing.async {
            writeAll(bytes, to: STDOUT_FILENO)
            continuation.resume()
          }
        }
      }, makeRaw: makeStandardInputRaw, sizes: sizesOfStandardInput)
  }

  private static let makeStandardInputRaw: @Sendable () -> @Sendable () -> Void = {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return {} }
    var raw = before
    cfmakeraw(&raw)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    return { [before] in
      var before = before
      tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    }
  }

  private static let sizesOfStandardInput: @Sendable () -> (now: Size?, later: AsyncStream<Size>) = {
    let later = AsyncStream<Size>(bufferingPolicy: .bufferingNewest(1)) { continuation in
      nonisolated(unsafe) let source = DispatchSource.makeSignalSource(signal: SIGWINCH, queue: .global())
      source.setEventHandler {
        if let size = currentSize() { continuation.yield(size) }
      }
      continuation.onTermination = { _ in source.cancel() }
      source.activate()
    }
    return (currentSize(), later)
  }

  /// nil where standard input is no terminal, or one that does not know.
  static func currentSize() -> Size? {
    var size = winsize()
    guard ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return Size(width: Int(size.ws_col), height: Int(size.ws_row))
  }

  /// A terminal that has gone takes nothing, and is told by what is read from it.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if count >= 0 {
        start += count
      } else if errno == EAGAIN {
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&ready, 1, -1)
      } else if errno != EINTR {
        return
      }
    }
  }
}
