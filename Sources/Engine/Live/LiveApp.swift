import Foundation
import Kubernetes
import Model

/// What tells apps of one cluster apart.
package struct AppKey: Hashable, Sendable, Codable, Comparable {
  package let namespace: String
  package let name: String

  package init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  package static func < (left: AppKey, right: AppKey) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

extension App {
  package var key: AppKey { AppKey(namespace: namespace, name: name) }
}

/// What a cluster says of one app: the Deployment and its pods, boiled down to what people ask.
package struct LiveApp: Hashable, Sendable, Codable {
  package enum Health: Hashable, Sendable, Codable {
    /// Everything that should run is ready.
    case running
    /// A rollout is on its way; the text is that of `kubectl rollout status`.
    case rolling(String)
    /// Something is wrong that will not heal by waiting, or has not for long.
    case failing(reason: String)
    /// Some of what should run is not ready, and no rollout explains it.
    case degraded
    /// Scaled to zero.
    case stopped
  }

  package var key: AppKey
  package var desired: Int
  package var ready: Int
  package var updated: Int
  package var available: Int
  package var image: String
  /// The revision that was applied last, from the Deployment's annotation; nil for a Deployment that shipit did not write.
  package var revision: Int?
  package var health: Health
  package var restarts: Int
  package var createdAt: Date?
  /// Where it differs from the current revision; empty while a deploy is under way.
  package var drift: [Drift]

  package init(
    key: AppKey, desired: Int, ready: Int, updated: Int, available: Int, image: String, revision: Int?, health: Health,
    restarts: Int = 0, createdAt: Date? = nil, drift: [Drift] = []
  ) {
    self.key = key
    self.desired = desired
    self.ready = ready
    self.updated = updated
    self.available = available
    self.image = image
    self.revision = revision
    self.health = health
    self.restarts = restarts
    self.createdAt = createdAt
    self.drift = drift
  }
}

extension LiveApp {
  /// What was seen last may have been written down by an older version.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try values.decode(AppKey.self, forKey: .key), desired: try values.decode(Int.self, forKey: .desired),
      ready: try values.decode(Int.self, forKey: .ready), updated: try values.decode(Int.self, forKey: .updated),
      available: try values.decode(Int.self, forKey: .available), image: try values.decode(String.self, forKey: .image),
      revision: try values.decodeIfPresent(Int.self, forKey: .revision),
      health: try values.decode(Health.self, forKey: .health),
      restarts: try values.decode(Int.self, forKey: .restarts),
      createdAt: try values.decodeIfPresent(Date.self, forKey: .createdAt),
      drift: try values.decodeIfPresent([Drift].self, forKey: .drift) ?? [])
  }
}

/// What following a cluster tells, in order.
package enum ClusterUpdate: Hashable, Sendable {
  case connected(serverVersion: String, latency: Duration)
  /// All apps of the cluster as they are now, but for those in namespaces that cannot be looked into.
  case live([AppKey: LiveApp], unknown: Set<String> = [])
  /// Not reachable; what was seen last still stands, and attempts go on by themselves.
  ///
  /// `trueUntil` is when what was seen was last known to be true; nil where this attempt has told nothing new.
  case disconnected(reason: String, trueUntil: Date? = nil)
  /// Its kubeconfig runs this command for credentials, which nobody has agreed to, and without which there are none.
  case consentNeeded(ShownPlugin)
}
