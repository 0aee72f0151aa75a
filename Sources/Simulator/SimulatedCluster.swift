import HTTP

/// A Kubernetes cluster in memory: an API server, its controllers, and nodes whose kubelets run pods by image name.
///
/// Any number of transports share one cluster. With a `ManualClock` nothing happens until `advance(by:)`, and the same
/// requests and advances give the same cluster down to names and uids; with any other clock the cluster lives by itself.
/// What images do is listed in docs/simulator.md.
package final class SimulatedCluster: Sendable {
  private let core: ClusterActor
  /// Bearer tokens of the cluster's administrator, for a kubeconfig.
  package let adminToken = "admin"

  /// - Parameters:
  ///   - clock: drives controllers, kubelets, logs and timeouts.
  ///   - now: the wall clock at the start, from which all timestamps follow.
  ///   - seed: decides names, uids and addresses.
  package init(
    clock: some Clock<Duration> = ContinuousClock(), now: WallTime = .system, seed: UInt64 = 1,
    options: ClusterOptions = ClusterOptions()
  ) {
    core = ClusterActor(time: TimeSource(clock), now: now, seed: seed, options: options, adminToken: adminToken)
  }

  /// A transport whose requests come from that user, unless they carry an `Authorization` header of their own.
  package func transport(as user: SimulatedUser = .admin) -> any HTTPTransport {
    SimulatedTransport(core: core, user: user)
  }

  /// Moves a cluster on a `ManualClock`: everything that is due happens, in order, and the clock moves along.
  ///
  /// On any other clock it does what is due by now.
  package func advance(by duration: Duration) async {
    await core.advance(by: duration)
  }

  /// The cluster's wall clock.
  package var now: WallTime {
    get async { await core.wallTime }
  }

  /// From now on requests meet these faults.
  package func set(_ faults: Faults) async {
    await core.set(faults)
  }

  /// Fills the cluster with deployments of a hundred pods each, which run already, in ten namespaces.
  package func populate(pods count: Int) async {
    await core.populate(pods: count)
  }

  /// From now on that many of the pods that run now change their readiness every second, evenly.
  package func churn(perSecond changes: Int) async {
    await core.churn(perSecond: changes)
  }

  /// Moves the wall clock without moving time, as an administrator (or NTP) does.
  package func jumpWallClock(by duration: Duration) async {
    await core.jumpWallClock(by: duration)
  }
}

/// What kind of cluster it is. The defaults are those of the recorded one.
package struct ClusterOptions: Sendable {
  package var nodes = ["node1"]
  /// `sendInitialEvents` works; otherwise it is refused, as by a server whose storage cannot report progress.
  package var streamsLists = false
  /// `metrics.k8s.io` is served.
  package var hasMetrics = false
  /// The address that Ingresses get; nil for a cluster without an ingress controller.
  package var loadBalancer: String?
  /// How long changes are remembered, as long as etcd is not compacted; a watch from an older version gets 410.
  package var historyDuration = Duration.seconds(300)
  /// How many changes of one resource are remembered at most: as many as in the API server's watch cache at its largest.
  package var historyLimit = 102_400
  /// How often a quiet watch that allows bookmarks gets one.
  package var bookmarkInterval = Duration.seconds(60)

  package init() {}
}

/// Who sends a request.
package enum SimulatedUser: Hashable, Sendable {
  /// May do everything (`system:masters`).
  case admin
  case anonymous
  /// A service account; it may do what role bindings allow.
  case serviceAccount(namespace: String, name: String)
  /// Any other user, subject to role bindings.
  case user(name: String, groups: [String])
}
