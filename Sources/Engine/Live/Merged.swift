import AsyncAlgorithms

/// What several producers tell, as one sequence. A producer waits until what it sent has been taken, so a slow consumer
/// holds all of them back; dropping the sequence ends them.
package final class Merged<Element: Sendable>: AsyncSequence, Sendable {
  package typealias Failure = Never
  package typealias Send = @Sendable (Element) async -> Void
  package typealias Producer = @Sendable (@escaping Send) async -> Void

  private let channel: AsyncChannel<Element>
  private let producing: Task<Void, Never>

  init(_ producers: [Producer]) {
    let channel = AsyncChannel<Element>()
    self.channel = channel
    producing = Task {
      await withTaskGroup { group in
        for producer in producers { group.addTask { await producer { await channel.send($0) } } }
      }
      channel.finish()
    }
  }

  deinit {
    producing.cancel()
  }

  package func makeAsyncIterator() -> Iterator {
    Iterator(source: self, channel: channel.makeAsyncIterator())
  }

  package struct Iterator: AsyncIteratorProtocol {
    /// Keeps the producers going while somebody listens.
    fileprivate let source: Merged
    fileprivate var channel: AsyncChannel<Element>.AsyncIterator

    package mutating func next() async -> Element? {
      await channel.next()
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
      await channel.next(isolation: actor)
    }
  }
}
