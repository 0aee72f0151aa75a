import JSON

/// A deployment and its replica sets at one moment, with what follows from them.
struct Rollout {
  /// Of the same template throughout: only its status and annotations are written by its controller.
  var deployment: StoredObject
  private(set) var sets: [StoredObject]
  /// Found once, because templates are large to compare.
  private var newUID: String?

  init(_ deployment: StoredObject, sets: [StoredObject]) {
    self.deployment = deployment
    self.sets = sets
    newUID = Rollout.newSet(of: deployment, among: sets)?.uid
  }

  mutating func replace(_ set: StoredObject) {
    guard let index = sets.firstIndex(where: { $0.uid == set.uid }) else { return }
    sets[index] = set
  }

  mutating func remove(_ set: StoredObject) {
    sets.removeAll { $0.uid == set.uid }
  }

  /// The replica set of the current template: the oldest, should there be several.
  private static func newSet(of deployment: StoredObject, among sets: [StoredObject]) -> StoredObject? {
    let template = deployment.json[at: "spec", "template"] ?? [:]
    return sets.filter { $0.hasTemplate(template) }
      .min {
        $0.json[at: "metadata", "creationTimestamp"]?.string ?? "" < $1.json[at: "metadata", "creationTimestamp"]?
          .string ?? ""
      }
  }

  var new: StoredObject? { newUID.flatMap { uid in sets.first { $0.uid == uid } } }
  var old: [StoredObject] { sets.filter { $0.uid != newUID } }

  var desired: Int { deployment.json[at: "spec", "replicas"]?.int ?? 1 }
  var total: Int { sets.reduce(0) { $0 + $1.specReplicas } }
  var available: Int { sets.reduce(0) { $0 + $1.statusCount("availableReplicas") } }

  private var rolling: JSON? { deployment.json[at: "spec", "strategy", "rollingUpdate"] }

  var maxSurge: Int { Rollout.amount(rolling?["maxSurge"], of: desired, roundsUp: true) }

  /// At least one of surge and unavailability must allow a step.
  var maxUnavailable: Int {
    guard rolling != nil else { return 0 }
    let amount = Rollout.amount(rolling?["maxUnavailable"], of: desired, roundsUp: false)
    return min(desired, amount == 0 && maxSurge == 0 ? 1 : amount)
  }

  static func amount(_ value: JSON?, of whole: Int, roundsUp: Bool) -> Int {
    switch value {
    case .int(let number): return number
    case .string(let text):
      let product = min(Int(text.dropLast()) ?? 0, 1_000_000) * whole
      return roundsUp ? (product + 99) / 100 : product / 100
    default: return 0
    }
  }

  /// How large the new replica set may be now (`NewRSNewReplicas`).
  func newSetSize(current: Int) -> Int {
    if deployment.json[at: "spec", "strategy", "type"] == "Recreate" {
      return total == current || current > 0 ? desired : 0
    }
    if current > desired { return desired }
    let room = desired + maxSurge - total
    return room <= 0 ? current : min(current + room, desired)
  }

  /// Only `replicas` has changed since the replica sets were last scaled.
  var isScaling: Bool {
    sets.contains { set in
      guard set.specReplicas > 0,
        let noted = set.json[at: "metadata", "annotations", "deployment.kubernetes.io/desired-replicas"]?.string
      else { return false }
      return Int(noted) != desired
    }
  }

  func isSaturated(_ set: StoredObject) -> Bool {
    set.specReplicas == desired && set.statusCount("availableReplicas") == desired
  }

  var isComplete: Bool {
    let status = deployment.json["status"]
    return ["updatedReplicas", "replicas", "availableReplicas"].allSatisfy { (status?[$0]?.int ?? 0) == desired }
      && status?["observedGeneration"] == deployment.json[at: "metadata", "generation"]
  }

  /// The counts and the `Available` condition.
  func status(at time: String) -> JSON {
    func sum(_ name: String) -> Int { sets.reduce(0) { $0 + $1.statusCount(name) } }
    var status: JSON = [:]
    status["observedGeneration"] = deployment.json[at: "metadata", "generation"]
    let counts = [
      ("replicas", sum("replicas")), ("updatedReplicas", new?.statusCount("replicas") ?? 0),
      ("readyReplicas", sum("readyReplicas")), ("availableReplicas", available),
      ("unavailableReplicas", max(0, total - available)),
    ]
    for (name, count) in counts where count != 0 { status[name] = .int(count) }
    status["terminatingReplicas"] = .int(sum("terminatingReplicas"))
    var conditions = Conditions(deployment.json["status"])
    if available >= desired - maxUnavailable {
      conditions.set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", at: time)
    } else {
      conditions.set(
        "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", at: time)
    }
    status["conditions"] = conditions.json
    return status
  }

  /// The pod-template-hash: FNV-1a of the template, spelled without vowels.
  static func hash(_ template: JSON) -> String {
    var hash: UInt32 = 2_166_136_261
    for byte in template.encoded() { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
    return String(String(hash).utf8.map { alphabet[Int($0) % alphabet.count] })
  }
}

extension StoredObject {
  var specReplicas: Int { json[at: "spec", "replicas"]?.int ?? 1 }

  func statusCount(_ name: String) -> Int { json[at: "status", name]?.int ?? 0 }

  var revision: Int {
    json[at: "metadata", "annotations", "deployment.kubernetes.io/revision"]?.string.flatMap { Int($0) } ?? 0
  }

  /// Whether it is a deployment's template, the label with its hash aside.
  fileprivate func hasTemplate(_ template: JSON) -> Bool {
    var own = json[at: "spec", "template"] ?? [:]
    own[at: "metadata", "labels", "pod-template-hash"] = nil
    return own == template
  }
}
