import HTTP

/// Owns the cluster and its time: one request or one due action at a time.
actor ClusterActor {
  private let cluster: Cluster
  private let time: TimeSource
  /// A cluster further behind its clock than this has more to do than the computer can.
  private static let lagMax = Duration.milliseconds(100)
  private var timer: (due: Duration, task: Task<Void, Never>)?

  init(time: TimeSource, now: WallTime, seed: UInt64, options: ClusterOptions, adminToken: String) {
    self.time = time
    cluster = Cluster(now: now, seed: seed, options: options, adminToken: adminToken)
  }

  deinit {
    timer?.task.cancel()
  }

  var wallTime: WallTime {
    catchUp()
    return cluster.wallTime
  }

  func set(_ faults: Faults) {
    cluster.faults = faults
  }

  func jumpWallClock(by duration: Duration) {
    cluster.wallOffset += duration
  }

  func populate(pods count: Int) {
    catchUp()
    cluster.populate(pods: count)
    armTimer()
  }

  func churn(perSecond changes: Int) {
    catchUp()
    cluster.churn(perSecond: changes)
    armTimer()
  }

  // MARK: - Time

  func advance(by duration: Duration) {
    guard let clock = time.manual else { return catchUp(atMost: .max) }
    let target = time.elapsed() + duration
    while let action = cluster.timeline.popDue(by: target) {
      clock.advance(by: cluster.timeline.now - time.elapsed())
      action(cluster)
    }
    cluster.timeline.move(to: target)
    clock.advance(by: target - time.elapsed())
  }

  /// Does what is due by now. A cluster that is given more to do than this computer can do falls behind its clock, and
  /// answers all the same.
  ///
  /// Far behind, it does one thing at a time. Between any two its readers have their turn, and so the larger part of what the
  /// computer can do: what they do not read before it is forgotten is lost to them.
  private func catchUp(atMost limit: Int? = nil) {
    let now = time.elapsed()
    let isBehind = cluster.timeline.nextDue.map { now - $0 > Self.lagMax } ?? false
    let limit = limit ?? (isBehind ? 1 : 32)
    var count = 0
    while count < limit {
      guard let action = cluster.timeline.popDue(by: now) else {
        cluster.timeline.move(to: now)
        break
      }
      action(cluster)
      count += 1
    }
    armTimer()
  }

  /// Sleeps until the next action is due; on a manual clock `advance` does that.
  private func armTimer() {
    guard time.manual == nil, let due = cluster.timeline.nextDue else { return }
    if let timer, timer.due <= due { return }
    timer?.task.cancel()
    let sleep = time.sleep
    let wait = due - time.elapsed()
    timer = (
      due,
      Task { [weak self] in
        try? await sleep(wait)
        if !Task.isCancelled { await self?.timerFired() }
      }
    )
  }

  private func timerFired() {
    timer = nil
    catchUp()
  }

  /// Waits in the cluster's time.
  func sleep(for duration: Duration) async {
    let wakeup = Wakeup()
    catchUp()
    cluster.timeline.plan(after: duration) { _ in wakeup.signal() }
    armTimer()
    await wakeup.wait()
  }

  // MARK: - Requests

  func reply(to request: HTTPRequest, from user: SimulatedUser) -> Reply {
    catchUp()
    defer { armTimer() }
    return cluster.reply(to: request, from: user)
  }

  func fault(for request: HTTPRequest) -> Fault? {
    cluster.fault(for: request)
  }

  // MARK: - Streams

  /// - Parameter idleTimeout: how long the reader will wait before it gives up.
  ///
  /// What has happened is read before anything more happens: a cluster that is behind its clock would otherwise do more for each
  /// piece than the piece can hold, and no reader would ever catch up.
  func pull(_ id: Int, idleTimeout: Duration) -> StreamStep {
    defer { armTimer() }
    let step = cluster.pull(id, idleTimeout: idleTimeout)
    guard case .later = step else { return step }
    catchUp()
    return cluster.pull(id, idleTimeout: idleTimeout)
  }

  func close(_ id: Int) {
    cluster.closeStream(id)
  }

  // MARK: - WebSockets

  func openWebSocket(
    _ request: HTTPRequest, from user: SimulatedUser, subprotocols: [String]
  ) -> WebSocketReply {
    catchUp()
    defer { armTimer() }
    return cluster.openWebSocket(request, from: user, subprotocols: subprotocols)
  }

  func send(_ message: WebSocketMessage, to id: Int) -> Bool {
    catchUp()
    defer { armTimer() }
    return cluster.receive(message, in: id)
  }

  func nextMessage(of id: Int) -> WebSocketStep {
    catchUp()
    defer { armTimer() }
    return cluster.nextMessage(of: id)
  }

  func closeWebSocket(_ id: Int) {
    cluster.closeWebSocket(id)
  }
}
