import Synchronization

/// One exchange, seen from both sides: the task that wants the answer and the thread that fetches it.
final class CurlExchange: Sendable {
  /// How an exchange begins to answer.
  enum Opening: Sendable {
    case head(status: Int, headers: HTTPHeaders)
    /// A byte stream is connected.
    case connected
  }

  let id: ID
  let plan: CurlPlan
  let inbound: ByteQueue
  private let opening = OneShot<Result<Opening, HTTPError>>()
  private let patience: Mutex<(idleTimeout: Duration, heartbeat: Heartbeat?)>
  private let multi: CurlMulti

  /// What a byte stream's peer must answer, sent whenever nothing has come for that long.
  struct Heartbeat: Sendable {
    let period: Duration
    let bytes: @Sendable () -> [UInt8]
  }

  struct ID: Hashable, Sendable {
    private let number: UInt64
    private static let last = Atomic<UInt64>(0)

    init() {
      number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue
    }
  }

  init(_ plan: CurlPlan, on multi: CurlMulti) {
    let id = ID()
    self.id = id
    self.plan = plan
    self.multi = multi
    patience = Mutex((plan.idleTimeout, nil))
    inbound = ByteQueue { multi.post(.resume(id), for: plan) }
    multi.post(.start(self), for: plan)
  }

  /// The longest silence that is tolerated now.
  var idleTimeout: Duration { patience.withLock { $0.idleTimeout } }
  var heartbeat: Heartbeat? { patience.withLock { $0.heartbeat } }

  /// From now on the peer is made to talk, and gone when it does not for `idleTimeout`.
  func keepAlive(by heartbeat: Heartbeat, idleTimeout: Duration) {
    patience.withLock { $0 = (idleTimeout, heartbeat) }
    multi.wake()
  }

  // MARK: The waiting task's side

  func opened() async throws(HTTPError) -> Opening {
    try await ending { await self.opening.value }.get()
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    try await ending { await self.inbound.next() }.get()
  }

  /// Queues bytes for a byte stream and returns when the socket has taken them.
  func write(_ bytes: [UInt8]) async throws(HTTPError) {
    let written = OneShot<Result<Void, HTTPError>>()
    multi.post(.write(id, bytes, written), for: plan)
    try await ending { await written.value }.get()
  }

  /// Ends the exchange at once, from either side. May be called more than once.
  func cancel() {
    finished(.failure(.cancelled))
    multi.post(.cancel(id), for: plan)
  }

  /// Cancelling the task ends the exchange, which settles whatever the operation waits for.
  private func ending<T>(_ operation: () async -> T) async -> T {
    await withTaskCancellationHandler(operation: operation, onCancel: cancel)
  }

  // MARK: The multi thread's side

  func opened(_ opening: Opening) {
    self.opening.settle(.success(opening))
  }

  /// - Parameter rest: what came last of the body.
  func finished(_ end: Result<Void, HTTPError>, rest: [UInt8] = []) {
    opening.settle(end.flatMap { .failure(.closedEarly(reason: "the connection ended before the answer began")) })
    inbound.finish(end, rest: rest)
  }
}
