/// Pods that lose and regain their readiness, as probes that fail now and then make them: the commonest change of a large cluster.
final class Churn {
  /// By uid.
  private let pods: [String]
  private let changesPerTick: Double
  /// Those that are unready now, the longest first, from `first` on.
  private var unready: [String] = []
  private var first = 0
  private var isUnready: Set<String> = []
  /// Parts of a change that are still owed.
  private var owed = 0.0

  static let tick = Duration.milliseconds(10)
  /// No more than that many of a hundred pods are unready at once.
  private static let unreadyPercent = 2

  init(pods: [String], changesPerSecond: Int) {
    self.pods = pods
    changesPerTick = Double(changesPerSecond) / Double(Duration.seconds(1) / Churn.tick)
  }

  /// How many changes one tick brings.
  func due() -> Int {
    owed += changesPerTick
    defer { owed -= owed.rounded(.down) }
    return Int(owed)
  }

  /// The pod that changes next, and whether it becomes ready.
  func next(_ random: inout SeededRandom) -> (uid: String, isReady: Bool) {
    let uid = pods[Int(random.next() % UInt64(pods.count))]
    if isUnready.count <= pods.count * Churn.unreadyPercent / 100, isUnready.insert(uid).inserted {
      unready.append(uid)
      return (uid, false)
    }
    let back = unready[first]
    isUnready.remove(back)
    first += 1
    if first > pods.count {
      unready.removeFirst(first)
      first = 0
    }
    return (back, true)
  }
}

extension Cluster {
  /// From now on that many pods a second change, evenly, of those that run now.
  func churn(perSecond changes: Int) {
    guard !running.isEmpty, changes > 0 else { return }
    churn(Churn(pods: running.keys.sorted(), changesPerSecond: changes))
  }

  private func churn(_ churn: Churn) {
    timeline.plan(after: Churn.tick) { cluster in
      for _ in 0..<churn.due() {
        let change = churn.next(&cluster.random)
        cluster.setReadiness(of: change.uid, change.isReady)
      }
      cluster.churn(churn)
    }
  }

  private func setReadiness(of uid: String, _ isReady: Bool) {
    guard let runtime = running[uid], !runtime.isTerminating, let pod = pod(uid) else { return }
    for container in runtime.containers where container.isRunning && !container.isInit { container.isReady = isReady }
    writeStatus(pod, runtime)
  }
}
