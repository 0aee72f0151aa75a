extension KubernetesClient {
  /// The logs of every container of the pods that match, in batches: merged by time as far as lines arrive together, those
  /// of one container always in order.
  ///
  /// While following it goes on through new pods, restarts, rotation and drops, and ends only when its task is cancelled;
  /// without following it ends when the logs have been read. What is not asked for stays in the sockets.
  package func logs(
    in namespace: String, labelSelector: String, _ options: LogOptions = .init()
  ) -> LogTail {
    LogTail(
      client: self, namespace: namespace, list: ListOptions(labelSelector: labelSelector), options: options)
  }

  /// The logs of one pod.
  package func logs(
    in namespace: String, pod: String, _ options: LogOptions = .init()
  ) -> LogTail {
    LogTail(
      client: self, namespace: namespace, list: ListOptions(fieldSelector: "metadata.name=\(pod)"), options: options)
  }
}

package struct LogTail: AsyncSequence, Sendable {
  package typealias Element = [LogEvent]
  package typealias Failure = Never
  let client: KubernetesClient
  let namespace: String
  let list: ListOptions
  let options: LogOptions

  /// Lines that arrive within this time of each other are put in order, after a time of quiet.
  static let mergeWindow = Duration.milliseconds(100)

  package func makeAsyncIterator() -> Iterator {
    Iterator(self)
  }

  package struct Iterator: AsyncIteratorProtocol {
    private let session: Session
    private let timing: Timing
    private var lastTakenAt: Duration?

    fileprivate init(_ tail: LogTail) {
      timing = tail.client.timing
      session = Session(tail)
    }

    package mutating func next() async -> [LogEvent]? {
      if !session.mailbox.isReady {
        await session.mailbox.waitUntilReady()
        let quiet = lastTakenAt.map { timing.elapsed() - $0 } ?? LogTail.mergeWindow
        if quiet >= LogTail.mergeWindow { try? await timing.sleep(LogTail.mergeWindow) }
      }
      guard !Task.isCancelled, let batches = session.mailbox.takeAll() else { return nil }
      lastTakenAt = timing.elapsed()
      return merged(batches)
    }

    package mutating func next(isolation actor: isolated (any Actor)?) async -> [LogEvent]? {
      await next()
    }
  }

  /// Ends the reading when nobody holds an iterator any more.
  private final class Session: Sendable {
    let mailbox = Mailbox<[LogEvent]>()
    private let task: Task<Void, Never>

    init(_ tail: LogTail) {
      let mailbox = mailbox
      task = Task {
        await PodFollower(tail: tail, mailbox: mailbox).run()
        mailbox.close()
      }
    }

    deinit {
      task.cancel()
      mailbox.close()
      _ = mailbox.takeAll()
    }
  }
}

/// One batch, sorted by time; events of one source keep their order, and what is no line stays behind the line before it.
func merged(_ batches: [[LogEvent]]) -> [LogEvent] {
  guard batches.count > 1 else { return batches.first ?? [] }
  var keyed: [(key: Timestamp, event: LogEvent)] = []
  for batch in batches {
    var key = Timestamp(seconds: .min)
    for event in batch {
      if case .line(let line) = event { key = max(key, line.timestamp) }
      keyed.append((key, event))
    }
  }
  // The sort is stable (SE-0372 documents it for `sort`).
  return keyed.sorted { $0.key < $1.key }.map(\.event)
}
