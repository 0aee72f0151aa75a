import JSON

/// `metadata.managedFields`: who set which fields (server-side apply).
struct ManagedFields {
  struct Entry {
    var manager: String
    var isApply: Bool
    var apiVersion: String
    var subresource: String
    var time: String?
    private var content: Content

    /// Most writes leave most entries as they are: those stay as they were stored, and are never taken apart.
    private enum Content {
      case stored(JSON)
      case changed(FieldSet)
    }

    init(
      manager: String, isApply: Bool, apiVersion: String, subresource: String, time: String?, fields: FieldSet
    ) {
      self.init(manager, isApply, apiVersion, subresource, time, .changed(fields))
    }

    init(stored entry: JSON) {
      self.init(
        entry["manager"]?.string ?? "", entry["operation"] == "Apply", entry["apiVersion"]?.string ?? "",
        entry["subresource"]?.string ?? "", entry["time"]?.string, .stored(entry["fieldsV1"] ?? [:]))
    }

    private init(
      _ manager: String, _ isApply: Bool, _ apiVersion: String, _ subresource: String, _ time: String?,
      _ content: Content
    ) {
      self.manager = manager
      self.isApply = isApply
      self.apiVersion = apiVersion
      self.subresource = subresource
      self.time = time
      self.content = content
    }

    var fields: FieldSet {
      get {
        switch content {
        case .stored(let json): FieldSet(json)
        case .changed(let fields): fields
        }
      }
      set { content = .changed(newValue) }
    }

    /// As `fieldsV1`.
    var json: JSON {
      switch content {
      case .stored(let json): json
      case .changed(let fields): fields.json
      }
    }

    /// Nothing is stored empty.
    var isEmpty: Bool {
      switch content {
      case .stored: false
      case .changed(let fields): fields.isEmpty
      }
    }

    mutating func remove(_ gone: FieldSet) {
      if gone.overlaps(json) { fields = fields.subtracting(gone) }
    }

    mutating func add(_ more: FieldSet) {
      if !more.isContained(in: json) { fields = fields.union(more) }
    }
  }

  private(set) var entries: [Entry]

  init(_ json: JSON?) {
    entries = (json?.array ?? []).map(Entry.init(stored:))
  }

  /// Sorted as the server does: applied before updated, then by time, then by manager.
  var json: JSON? {
    if entries.isEmpty { return nil }
    let sorted = entries.sorted {
      ($0.isApply ? 0 : 1, $0.time ?? "", $0.manager, $0.subresource)
        < ($1.isApply ? 0 : 1, $1.time ?? "", $1.manager, $1.subresource)
    }
    return .array(
      sorted.map { entry in
        var json: JSON = [
          "manager": .string(entry.manager), "operation": entry.isApply ? "Apply" : "Update",
          "apiVersion": .string(entry.apiVersion), "fieldsType": "FieldsV1", "fieldsV1": entry.json,
        ]
        json["time"] = entry.time.map(JSON.string)
        if !entry.subresource.isEmpty { json["subresource"] = .string(entry.subresource) }
        return json
      })
  }

  private func index(_ writer: FieldWriter) -> Int? {
    entries.firstIndex {
      $0.manager == writer.manager && $0.isApply == writer.isApply && $0.subresource == writer.subresource
        && ($0.isApply || $0.apiVersion == writer.apiVersion)
    }
  }

  /// What that writer holds.
  func fields(of writer: FieldWriter) -> FieldSet { index(writer).map { entries[$0].fields } ?? FieldSet() }

  /// What all others hold.
  func others(than writer: FieldWriter) -> [Entry] {
    let own = index(writer)
    return entries.indices.filter { $0 != own }.map { entries[$0] }
  }

  /// An update: the writer takes what it changed, and nobody holds what is gone.
  mutating func update(by writer: FieldWriter, _ difference: FieldComparison.Difference, time: String) {
    let own = index(writer)
    for index in entries.indices {
      entries[index].remove(difference.removed)
      if index != own { entries[index].remove(difference.changed) }
    }
    if !difference.changed.isEmpty {
      // Writes to the scale subresource carry no time.
      let time = writer.subresource == "scale" ? nil : time
      if let own {
        entries[own].add(difference.changed)
        entries[own].time = time
      } else {
        entries.append(Entry(writer, time: time, fields: difference.changed))
      }
    }
    entries.removeAll(where: \.isEmpty)
  }

  /// An apply: the writer holds exactly what it sent; where it won, the others lose.
  ///
  /// - Parameter changed: what differs from before.
  mutating func apply(by writer: FieldWriter, _ applied: FieldSet, changed: FieldComparison.Difference) {
    let own = index(writer)
    for index in entries.indices where index != own {
      entries[index].remove(changed.changed)
      entries[index].remove(changed.removed)
    }
    if let own {
      entries[own].fields = applied
      entries[own].apiVersion = writer.apiVersion
    } else {
      entries.append(Entry(writer, time: nil, fields: applied))
    }
    entries.removeAll(where: \.isEmpty)
  }

  mutating func setTime(of writer: FieldWriter, _ time: String) {
    if let own = index(writer) { entries[own].time = time }
  }
}

extension ManagedFields.Entry {
  fileprivate init(_ writer: FieldWriter, time: String?, fields: FieldSet) {
    self.init(
      manager: writer.manager, isApply: writer.isApply, apiVersion: writer.apiVersion, subresource: writer.subresource,
      time: time, fields: fields)
  }

  /// As it is named in a conflict.
  var conflictName: String {
    var text = "\"\(manager)\""
    if !subresource.isEmpty { text += " with subresource \"\(subresource)\"" }
    guard !isApply else { return text }
    text += " using \(apiVersion)"
    if let time { text += " at \(time)" }
    return text
  }
}

/// Who writes, and how.
struct FieldWriter {
  var manager: String
  var isApply = false
  var apiVersion: String
  var subresource = ""
}
