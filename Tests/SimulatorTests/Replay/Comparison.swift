import JSON

/// Compares an answer with the recorded one, value by value.
struct Comparison {
  var variables: Variables
  private(set) var differences: [String] = []

  /// Ours may hold more items: a page of a list that is sorted by generated names.
  private let allowsMore: Bool

  init(_ variables: Variables, allowsMore: Bool = false) {
    self.variables = variables
    self.allowsMore = allowsMore
  }

  /// Fields that are not compared, each with the reason.
  ///
  /// A path's list indices are left out; `*` stands for the start of any path.
  static let ignored: [(path: String, reason: String)] = [
    ("*resourceVersion", "a counter of all writes to the cluster, those of others included"),
    ("*continue", "holds a resource version"),
    ("*remainingItemCount", "counts events and namespaces of others"),
    ("*terminatingReplicas", "how many old pods still stop is a matter of milliseconds"),
    ("*status.resources", "what the node's cgroup reports: it differs between the pods of one recording"),
    ("*containerStatuses.resources", "as above"),
    ("*f:status.f:resources", "the fields of the same"),
    ("*f:status.f:podIPs", "keyed by an address"),
    ("*f:metadata.f:ownerReferences", "keyed by a uid"),
    ("*status.conditions.lastProbeTime", "null in one place and a time in another, by the kind of condition"),
    ("items.count", "how often the kubelet has said something depends on the moment"),
    ("*managedFields.time", "which second a write fell into"),
  ]

  mutating func compare(_ theirs: JSON?, _ mine: JSON?, _ path: String = "") {
    if Comparison.ignored.contains(where: { entry in
      entry.path.hasPrefix("*") ? path.hasSuffix(entry.path.dropFirst()) : path == entry.path
    }) {
      return
    }
    switch (theirs, mine) {
    case (.object(let theirs), .object(let mine)):
      for key in Set(theirs.keys).union(mine.keys).sorted() {
        compare(theirs[key], mine[key], path.isEmpty ? key : "\(path).\(key)")
      }
    case (.array(let theirs), .array(let mine)): compareLists(theirs, mine, path)
    case (.string(let theirs), .string(let mine)):
      if !variables.unify(theirs, mine) { differences.append("\(path): \(quoted(theirs)) ≠ \(quoted(mine))") }
    default:
      if theirs != mine { differences.append("\(path): \(described(theirs)) ≠ \(described(mine))") }
    }
  }

  private func quoted(_ text: String) -> String { "\"\(text.prefix(300))\"" }

  private func described(_ value: JSON?) -> String {
    String((value.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? "absent").prefix(300))
  }

  /// Lists whose order says nothing (by generated names, by keys, by time, from a Go map) are matched item by item.
  private mutating func compareLists(_ theirs: [JSON], _ mine: [JSON], _ path: String) {
    let last = path.split(separator: ".").last.map(String.init) ?? ""
    guard
      ["items", "conditions", "managedFields", "endpoints", "rows", "resourceRules", "nonResourceRules"].contains(last)
    else {
      if theirs.count != mine.count {
        differences.append("\(path): \(theirs.count) elements ≠ \(mine.count)")
        return
      }
      for (theirs, mine) in zip(theirs, mine) { compare(theirs, mine, path) }
      return
    }
    var rest = mine
    for item in theirs {
      var best: (index: Int, comparison: Comparison)?
      for (index, candidate) in rest.enumerated() {
        var attempt = Comparison(variables)
        attempt.compare(item, candidate, path)
        if attempt.differences.count < best?.comparison.differences.count ?? .max { best = (index, attempt) }
        if attempt.differences.isEmpty { break }
      }
      guard let best else {
        differences.append("\(path): nothing like \(described(item))")
        continue
      }
      variables = best.comparison.variables
      differences += best.comparison.differences
      rest.remove(at: best.index)
    }
    if allowsMore { return }
    for item in rest { differences.append("\(path): unexpected \(described(item))") }
  }
}
