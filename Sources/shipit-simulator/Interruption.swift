import Dispatch
private import Glibc

/// SIGINT and SIGTERM as something to wait for.
final class Interruption: Sendable {
  private let signals: AsyncStream<Int32>
  /// Only kept: a source that is let go hears nothing more.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  /// From now on neither signal ends the process by itself.
  init() {
    let (signals, queue) = AsyncStream.makeStream(of: Int32.self)
    self.signals = signals
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { queue.yield(number) }
      source.activate()
      return source
    }
  }

  func arrived() async {
    for await _ in signals { return }
  }
}
