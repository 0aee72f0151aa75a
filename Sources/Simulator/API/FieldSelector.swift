import JSON

/// A field selector: `=`, `==` and `!=` joined by commas.
struct FieldSelector {
  private var requirements: [(field: String, value: String, equals: Bool)] = []

  static let everything = FieldSelector()

  private init() {}

  init(parsing text: String, for type: ResourceType) throws(APIError) {
    for part in text.split(separator: ",") where !part.isEmpty {
      guard let sign = ["!=", "==", "="].first(where: { part.firstRange(of: $0) != nil }),
        let range = part.firstRange(of: sign)
      else { throw .badRequest("invalid selector: '\(text)'; can't understand '\(part)'") }
      let field = String(part[..<range.lowerBound])
      let supported = FieldSelector.supported[type.name]
      guard ["metadata.name", "metadata.namespace"].contains(field) || supported?.contains(field) == true else {
        throw .badRequest(
          supported == nil
            ? "\"\(field)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            : "field label not supported: \(field)")
      }
      requirements.append((field, String(part[range.upperBound...]), sign != "!="))
    }
  }

  /// What each kind can be selected by, apart from its name and namespace.
  private static let supported: [String: Set<String>] = [
    "pods": [
      "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
      "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ],
    "events": [
      "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
      "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
      "reportingComponent", "source", "type",
    ],
    "namespaces": ["status.phase"],
    "nodes": ["spec.unschedulable"],
    "secrets": ["type"],
    "replicasets": ["status.replicas"],
    "replicationcontrollers": ["status.replicas"],
    "jobs": ["status.successful"],
    "services": ["spec.clusterIP", "spec.type"],
  ]

  func matches(_ object: StoredObject) -> Bool {
    requirements.allSatisfy { FieldSelector.value($0.field, of: object) == $0.value ? $0.equals : !$0.equals }
  }

  private static func value(_ field: String, of object: StoredObject) -> String {
    switch field {
    case "metadata.name": return object.key.name
    case "metadata.namespace": return object.key.namespace
    case "source":
      let component = object.json[at: "source", "component"]?.string ?? ""
      return component.isEmpty ? object.json["reportingComponent"]?.string ?? "" : component
    case "status.successful": return String(object.json[at: "status", "succeeded"]?.int ?? 0)
    default: break
    }
    var value: JSON? = object.json
    for key in field.split(separator: ".") { value = value?[String(key)] }
    switch value {
    case .string(let text): return text
    case .int(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    default: return ["spec.hostNetwork", "spec.unschedulable"].contains(field) ? "false" : ""
    }
  }

  /// The one name that can match, so that a watch of one object is cheap.
  var exactName: String? { requirements.first { $0.field == "metadata.name" && $0.equals }?.value }
}
