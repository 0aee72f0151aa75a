import HTTP
import JSON

/// The state of the simulated cluster. Everything in it happens on its actor, one thing at a time.
final class Cluster {
  let options: ClusterOptions
  let adminToken: String
  var timeline = Timeline()
  /// Decides names, uids and addresses.
  var random: SeededRandom
  /// Its own stream, so that faults do not change names.
  var faultRandom: SeededRandom
  var faults = Faults.none
  var wallOffset: Duration = .zero
  private let start: WallTime

  var store: Store
  /// Lists that are being read in pieces, oldest first.
  var snapshots: [SnapshotID: [StoredObject]] = [:]
  var snapshotOrder: [SnapshotID] = []
  /// Bearer tokens that were issued.
  var tokens: [String: IssuedToken] = [:]
  /// What controllers are about to look at.
  var queued: Set<WorkItem> = []
  /// Pods that run on nodes, by uid.
  var running: [String: PodRuntime] = [:]
  var podKeys: [String: ObjectKey] = [:]
  /// Where each living object is.
  var uids: [String: Store.Reference] = [:]
  /// Followed logs that wait for a line.
  var logReaders: [Int: Wakeup] = [:]
  /// Events by what they tell, so that a repeated one is counted.
  var eventKeys: [EventIdentity: ObjectKey] = [:]
  /// Images that have been pulled before.
  var pulledImages: Set<String> = []
  /// Tags of local images that have been used, by repository.
  var localTags: [String: Set<String>] = [:]
  var sockets: [Int: StreamSession] = [:]
  var nextAddress = 2

  private var streams: [Int: OpenStream] = [:]
  var nextStreamID = 1

  private struct OpenStream {
    let stream: any ReplyStream
    /// When the reader began to wait; nil while it has something to read.
    var waitsSince: Duration?
    /// A look at whether it has waited too long is planned: one at a time, however often it waits.
    var isWatched = false
    var timedOut: Duration?
  }

  init(now: WallTime, seed: UInt64, options: ClusterOptions, adminToken: String) {
    self.options = options
    self.adminToken = adminToken
    start = now
    random = SeededRandom(seed: seed)
    faultRandom = SeededRandom(seed: seed ^ 0xFA17)
    store = Store(
      version: 0, history: .init(changesMax: options.historyLimit, ageMax: options.historyDuration))
    bootstrap()
  }

  var wallTime: WallTime { start + timeline.now + wallOffset }

  // MARK: - Streams

  func open(_ stream: any ReplyStream) -> Reply.Body {
    let id = nextStreamID
    nextStreamID += 1
    streams[id] = OpenStream(stream: stream)
    return .stream(id: id, stream.wakeup)
  }

  func pull(_ id: Int, idleTimeout: Duration) -> StreamStep {
    guard let open = streams[id] else { return .end }
    if let timedOut = open.timedOut {
      closeStream(id)
      return .failed(.idle(timedOut))
    }
    let step = open.stream.pull(from: self)
    switch step {
    case .piece: streams[id]?.waitsSince = nil
    case .later:
      if open.waitsSince == nil { streams[id]?.waitsSince = timeline.now }
      if !open.isWatched {
        streams[id]?.isWatched = true
        watchIdleness(of: id, after: idleTimeout, idleTimeout)
      }
    case .end, .failed: closeStream(id)
    }
    return step
  }

  private func watchIdleness(of id: Int, after delay: Duration, _ idleTimeout: Duration) {
    timeline.plan(after: delay) { cluster in
      guard let open = cluster.streams[id] else { return }
      guard let since = open.waitsSince else {
        cluster.streams[id]?.isWatched = false
        return
      }
      let rest = since + idleTimeout - cluster.timeline.now
      guard rest <= .zero else { return cluster.watchIdleness(of: id, after: rest, idleTimeout) }
      cluster.streams[id]?.timedOut = idleTimeout
      open.stream.wakeup.signal()
    }
  }

  func closeStream(_ id: Int) {
    streams.removeValue(forKey: id)?.stream.close(in: self)
  }
}
