import JSON
import Kubernetes
import Model

/// What a server-side apply would make of a live object, worked out from what a GET tells, for clusters that nothing but
/// reads may be sent to. It knows the lists of the objects that shipit renders; admission is the server's alone.
extension Manifest {
  func applied(to live: JSON) -> JSON {
    var result = body.laid(over: live, under: "")
    let managers = live["metadata"]?["managedFields"]?.array ?? []
    func fields(isOurs: Bool) -> [JSON] {
      managers.filter { entry in
        (entry["manager"]?.string == Labels.fieldManager && entry["operation"]?.string == "Apply") == isOurs
      }.compactMap { $0["fieldsV1"] }
    }
    if let ours = fields(isOurs: true).first {
      result.drop(ours, besides: fields(isOurs: false), unlessIn: body)
    }
    return result
  }
}

extension JSON {
  /// This manifest's values over what is there. What a server writes in other words, or leaves out as its zero, is the same.
  fileprivate func laid(over live: JSON?, under parent: String) -> JSON {
    switch (self, live) {
    case (.object(let ours), let live) where live == nil || live?.object != nil:
      var result = live?.object ?? [:]
      for (key, value) in ours {
        if result[key] == nil, value.isZero { continue }
        result[key] = value.laid(over: result[key], under: key)
      }
      return .object(result)
    case (.array(let ours), .array(let theirs)?):
      guard let keys = Self.listKeys[parent] else {
        // Replaced as a whole; an element of the same place has the server's defaults already.
        guard ours.count == theirs.count else { return self }
        return .array(zip(ours, theirs).map { $0.laid(over: $1, under: "") })
      }
      var result = theirs
      for item in ours {
        if let index = result.firstIndex(where: { item.isSameItem(as: $0, by: keys) }) {
          result[index] = item.laid(over: result[index], under: "")
        } else {
          result.append(item)
        }
      }
      return .array(result)
    case (.string(let ours), .string(let theirs)?) where Self.quantities.contains(parent) || ours == theirs:
      return Quantity(ours) == Quantity(theirs) ? .string(theirs) : self
    default: return self
    }
  }

  /// By which members the items of a list are told apart (`x-kubernetes-list-map-keys`), as far as shipit renders them.
  private static let listKeys: [String: [String]] = [
    "containers": ["name"], "initContainers": ["name"], "env": ["name"], "volumes": ["name"],
    "volumeMounts": ["mountPath"], "topologySpreadConstraints": ["topologyKey", "whenUnsatisfiable"],
    "imagePullSecrets": ["name"], "ports": ["containerPort", "port", "protocol"],
  ]

  /// Members whose values are quantities, which a server writes in their shortest form.
  private static let quantities: Set = ["cpu", "memory", "ephemeral-storage"]

  private func isSameItem(as other: JSON, by keys: [String]) -> Bool { keys.allSatisfy { self[$0] == other[$0] } }

  /// What Go leaves out.
  private var isZero: Bool {
    switch self {
    case .null, .bool(false), .int(0), .string(""): true
    case .array(let elements): elements.isEmpty
    case .object, .bool, .int, .double, .string: false
    }
  }

  /// Takes away what an earlier apply set, this manifest does not, and nobody else holds.
  fileprivate mutating func drop(_ held: JSON, besides others: [JSON], unlessIn manifest: JSON?) {
    for (key, fields) in held.object ?? [:] where key.hasPrefix("f:") {
      let name = String(key.dropFirst(2))
      let theirs = others.compactMap { $0[key] }
      if manifest?[name] == nil, theirs.isEmpty {
        self[name] = nil
      } else if var member = self[name] {
        member.drop(fields, besides: theirs, unlessIn: manifest?[name])
        self[name] = member
      }
    }
    guard case .array(var items) = self else { return }
    for (key, fields) in held.object ?? [:] where key.hasPrefix("k:") {
      guard let keys = (try? JSON(parsing: String(key.dropFirst(2))))?.object,
        let index = items.firstIndex(where: { item in keys.allSatisfy { item[$0.key] == $0.value } })
      else { continue }
      let theirs = others.compactMap { $0[key] }
      let wanted = manifest?.array?.first { item in keys.allSatisfy { item[$0.key] == $0.value } }
      if wanted == nil, theirs.isEmpty {
        items.remove(at: index)
      } else {
        items[index].drop(fields, besides: theirs, unlessIn: wanted)
      }
    }
    self = .array(items)
  }
}
