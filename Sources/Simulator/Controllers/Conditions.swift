import JSON

/// `status.conditions`, kept as the controllers keep them.
struct Conditions {
  private(set) var all: [JSON]

  init(_ status: JSON?) {
    all = status?["conditions"]?.array ?? []
  }

  subscript(type: String) -> JSON? { all.first { $0["type"] == .string(type) } }

  mutating func remove(_ type: String) {
    all.removeAll { $0["type"] == .string(type) }
  }

  /// Sets a condition unless status and reason are the same; a changed one goes to the end, as in the deployment controller.
  mutating func set(_ type: String, _ status: String, _ reason: String, _ message: String, at time: String) {
    let current = self[type]
    if current?["status"] == .string(status), current?["reason"] == .string(reason) { return }
    let transition = current?["status"] == .string(status) ? current?["lastTransitionTime"] : nil
    remove(type)
    all.append([
      "type": .string(type), "status": .string(status), "lastUpdateTime": .string(time),
      "lastTransitionTime": transition ?? .string(time), "reason": .string(reason), "message": .string(message),
    ])
  }

  mutating func append(_ condition: JSON) {
    all.append(condition)
  }

  var json: JSON? { all.isEmpty ? nil : .array(all) }
}
