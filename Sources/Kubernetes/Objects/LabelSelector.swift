import JSON

/// `meta/v1.LabelSelector`; its description is the form that queries take: `app=web,tier in (a,b)`.
package struct LabelSelector: Hashable, Sendable, CustomStringConvertible {
  package var matchLabels: [String: String] = [:]
  package var requirements: [Requirement] = []

  package struct Requirement: Hashable, Sendable {
    package var key: String
    package var operation: Operation
    package var values: [String]

    package init(key: String, operation: Operation, values: [String] = []) {
      self.key = key
      self.operation = operation
      self.values = values
    }
  }

  package enum Operation: String, Hashable, Sendable {
    case isIn = "In"
    case isNotIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }

  package init(_ matchLabels: [String: String] = [:], requirements: [Requirement] = []) {
    self.matchLabels = matchLabels
    self.requirements = requirements
  }

  package var description: String {
    let equalities = matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (equalities + requirements.map(\.description)).joined(separator: ",")
  }

  package func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value } && requirements.allSatisfy { $0.matches(labels[$0.key]) }
  }
}

extension LabelSelector.Requirement: CustomStringConvertible {
  package var description: String {
    let list = values.sorted().joined(separator: ",")
    return switch operation {
    case .isIn: "\(key) in (\(list))"
    case .isNotIn: "\(key) notin (\(list))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }

  /// As `labels.Requirement.Matches`: an object without the label satisfies `notin`.
  fileprivate func matches(_ value: String?) -> Bool {
    switch operation {
    case .isIn: value.map(values.contains) ?? false
    case .isNotIn: !(value.map(values.contains) ?? false)
    case .exists: value != nil
    case .doesNotExist: value == nil
    }
  }
}

extension LabelSelector {
  init(json: JSON) {
    matchLabels = json.texts("matchLabels")
    requirements = json.list("matchExpressions").compactMap { expression in
      Operation(rawValue: expression.text("operator")).map { operation in
        Requirement(key: expression.text("key"), operation: operation, values: expression.textList("values"))
      }
    }
  }
}
