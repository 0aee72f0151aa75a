import Model

/// Compares the base with both sides and says what to do. Pure: it neither reads nor asks.
struct Merge {
  private let base: [String: BaseEntry]
  private let here: SyncTree
  private let there: SyncTree
  private let options: SyncOptions
  private var plan: SyncPlan
  /// Decided as a whole, with everything below.
  private var settled: Set<String> = []
  /// One side is brought back there: what was the same once says nothing any more.
  private var restored: Set<String> = []

  static func plan(
    base: [String: BaseEntry], here: SyncTree, there: SyncTree, options: SyncOptions, notes: [String] = []
  ) -> SyncPlan {
    var merge = Merge(base: base, here: here, there: there, options: options, notes: notes)
    let subjects = Set(base.keys).union(here.entries.keys).union(there.entries.keys)
    for subject in subjects.sorted() { merge.judge(subject) }
    return merge.plan
  }

  private init(
    base: [String: BaseEntry], here: SyncTree, there: SyncTree, options: SyncOptions, notes: [String]
  ) {
    (self.base, self.here, self.there, self.options) = (base, here, there, options)
    plan = SyncPlan(notes: notes, base: base, here: here, there: there, readNotes: notes)
  }

  private mutating func judge(_ subject: String) {
    if let project = options.project, subject != project, !subject.hasPrefix(project + "/") { return }
    guard !settled.contains(where: { subject.hasPrefix($0 + "/") }), here.knows(subject), there.knows(subject)
    else { return }
    let isRestored = restored.contains { subject == $0 || subject.hasPrefix($0 + "/") }
    let base = isRestored ? nil : base[subject]
    switch (here.entries[subject], there.entries[subject]) {
    case (nil, nil):
      if base != nil { plan.steps.append(SyncStep(kind: .forget, subject: subject)) }
    case (let mine?, let theirs?):
      compare(subject, base, mine, theirs)
    case (let mine, let theirs):
      appear(subject, base, isHere: mine != nil, isThere: theirs != nil)
    }
  }

  /// It is on one side only.
  private mutating func appear(_ subject: String, _ base: BaseEntry?, isHere: Bool, isThere: Bool) {
    if base != nil, !there.isWhole(subject) {
      plan.notes.append("\(subject): not all of it can be read there; it stays as it is this time")
      return settle(subject)
    }
    let wasSame = base.map { _ in content(ofBase: subject) }
    let decision = Decision(
      base: wasSame, here: isHere ? content(subject, here, \.localID) : nil,
      there: isThere ? content(subject, there, \.recordID) : nil)
    switch decision {
    case .createThere: create(.createThere, subject)
    case .createHere: create(.createHere, subject)
    case .deleteThere, .deleteHere:
      delete(decision == .deleteThere ? .deleteThere : .deleteHere, subject)
    default: conflict(subject, isHere: isHere)
    }
  }

  private mutating func create(_ kind: SyncStep.Kind, _ subject: String) {
    guard options.direction.allows(there: kind == .createThere) else { return settle(subject) }
    let fields = (kind == .createThere ? here : there).entries[subject]?.fields ?? [:]
    if let reason = obstacle(to: kind, subject, fields) {
      plan.notes.append("\(subject): \(reason)")
      return settle(subject)
    }
    let secrets = fields.keys.filter { $0.hasPrefix(SyncField.secret) }.sorted()
    if kind == .createHere, !secrets.isEmpty {
      plan.notes.append("\(subject): the values of its secrets are unknown here: \(secrets.joined(separator: ", "))")
    }
    let changes = fields.sorted { $0.key < $1.key }.map {
      SyncFieldChange(field: $0.key, old: nil, new: shown($0.key, $0.value))
    }
    plan.steps.append(
      SyncStep(
        kind: kind, subject: subject, here: kind == .createHere ? changes : [],
        there: kind == .createThere ? changes : []))
  }

  /// Why it cannot be made on the other side.
  private func obstacle(to kind: SyncStep.Kind, _ subject: String, _ fields: [String: String]) -> String? {
    let parts = Subject.parts(subject)
    if parts.count == 4 {
      let names =
        kind == .createHere ? [Validation.appName(parts[3]), Validation.namespace(parts[2])].compactMap { $0 } : []
      return (names + SyncField.configuration(fields, over: nil).problems).first.map {
        "it stays where it is: \($0.rule)"
      }
    }
    guard kind == .createThere, parts.count == 2 else { return nil }
    guard here.credentials.contains(subject) else {
      return "the server has no such cluster any more, and there is no kubeconfig here to make it with"
    }
    return options.sendsKubeconfigs
      ? nil : "it stays here, because its kubeconfig would go to the server; say so with --with-kubeconfigs"
  }

  private mutating func delete(_ kind: SyncStep.Kind, _ subject: String) {
    settle(subject)
    guard options.direction.allows(there: kind == .deleteThere) else { return }
    plan.steps.append(SyncStep(kind: kind, subject: subject))
  }

  /// Deleted on one side and changed on the other.
  private mutating func conflict(_ subject: String, isHere: Bool) {
    let (gone, changed) = ("deleted", "changed")
    let conflict = SyncConflict(subject: subject, local: isHere ? changed : gone, remote: isHere ? gone : changed)
    guard let side = options.side(of: conflict), here.isWhole(subject) else {
      plan.conflicts.append(conflict)
      return settle(subject)
    }
    if (side == .local) == isHere {
      restored.insert(subject)
      create(isHere ? .createThere : .createHere, subject)
    } else {
      delete(isHere ? .deleteHere : .deleteThere, subject)
    }
  }

  private mutating func settle(_ subject: String) { settled.insert(subject) }

  // MARK: A record that both sides have

  private mutating func compare(_ subject: String, _ base: BaseEntry?, _ mine: SyncEntry, _ theirs: SyncEntry) {
    var change = SyncStep(kind: .change, subject: subject)
    var remembers = base?.localID != mine.id || base?.recordID != theirs.id || base?.secretTimes != theirs.secretTimes
    let old = base?.fields ?? [:]
    var withheld: [String] = []
    for field in Set(old.keys).union(mine.fields.keys).union(theirs.fields.keys).sorted() {
      let values = (base: old[field], here: mine.fields[field], there: theirs.fields[field])
      var decision = Decision(base: values.base, here: values.here, there: values.there)
      let conflict = SyncConflict(
        subject: subject, field: field, base: shown(field, values.base), local: shown(field, values.here),
        remote: shown(field, values.there))
      if decision == .conflict, let side = options.side(of: conflict) {
        decision = side == .local ? .changeThere : .changeHere
      }
      switch decision {
      case .nothing: break
      case .remember, .forget: remembers = true
      case .conflict: plan.conflicts.append(conflict)
      default:
        guard let isThere = decision.isThere else { break }
        let isUnknown = !isThere && field.hasPrefix(SyncField.secret) && values.there != nil
        guard options.direction.allows(there: isThere) else {
          if !isUnknown { withheld.append(field) }
          break
        }
        if isThere {
          change.there.append(
            SyncFieldChange(field: field, old: shown(field, values.there), new: shown(field, values.here)))
        } else if isUnknown {
          guard !theirs.wasTold(of: field, base) else { break }
          remembers = true
          plan.notes.append("\(subject): the \(field) was set there, and its value is unknown here")
        } else {
          change.here.append(
            SyncFieldChange(field: field, old: shown(field, values.here), new: shown(field, values.there)))
        }
      }
    }
    if change.there.contains(where: { $0.field == "port" }) {
      recreate(&change, theirs, loses: withheld)
    }
    finish(change, remembers)
  }

  /// A port is changed there by deleting the app and making it again, by which nothing of theirs must be lost unseen.
  private mutating func recreate(_ change: inout SyncStep, _ theirs: SyncEntry, loses withheld: [String]) {
    let condition =
      if !options.recreates {
        "say so with --recreate"
      } else if plan.conflicts.contains(where: { $0.subject == change.subject }) {
        "decide its conflicts first"
      } else if let field = withheld.first {
        "its \(field) was changed there, which has to come here first"
      } else {
        nil as String?
      }
    if let condition {
      plan.notes.append(
        "\(change.subject): its port can be changed there only by deleting and making it again; \(condition)")
      // How a health check's port reads depends on the app's.
      change.there.removeAll { $0.field == "port" || $0.field == "health" }
      return
    }
    change.kind = .recreateThere
    let mine = here.entries[change.subject]?.fields ?? [:]
    for field in theirs.fields.keys.sorted() where field.hasPrefix(SyncField.secret) {
      guard mine[field] != theirs.fields[field], !change.there.contains(where: { $0.field == field }) else { continue }
      change.there.append(
        SyncFieldChange(field: field, old: shown(field, theirs.fields[field]), new: shown(field, mine[field])))
    }
  }

  private mutating func finish(_ change: SyncStep, _ remembers: Bool) {
    var change = change
    let mine = SyncField.applying(change.here, to: here.entries[change.subject]?.fields ?? [:])
    let theirs = SyncField.applying(change.there, to: there.entries[change.subject]?.fields ?? [:])
    if !change.here.isEmpty, let problem = SyncField.configuration(mine, over: nil).problems.first {
      plan.notes.append("\(change.subject): what was changed there is not taken: \(problem.rule)")
      change.here = []
      // What is not taken would be lost.
      if change.kind == .recreateThere { (change.kind, change.there) = (.change, []) }
    }
    if !change.there.isEmpty, let problem = SyncField.configuration(theirs, over: nil).problems.first {
      plan.notes.append("\(change.subject): what was changed here is not sent: \(problem.rule)")
      change.there = []
      change.kind = .change
    }
    if !change.here.isEmpty || !change.there.isEmpty {
      plan.steps.append(change)
    } else if remembers {
      plan.steps.append(SyncStep(kind: .remember, subject: change.subject))
    }
  }

  /// A secret is shown as being there, never as its checksum.
  private func shown(_ field: String, _ value: String?) -> String? {
    field.hasPrefix(SyncField.secret) ? value.map { _ in "set" } : value
  }

  // MARK: Comparing whole subtrees

  private struct Content: Hashable {
    var fields: [String: String]
    /// Another id under the same path: it was deleted and made again.
    var wasMadeAgain = false
  }

  private func content(
    _ subject: String, _ tree: SyncTree, _ id: KeyPath<BaseEntry, String?>
  ) -> [String: Content] {
    var contents: [String: Content] = [:]
    for (path, entry) in tree.subtree(subject) {
      contents[path] = Content(
        fields: entry.fields.filter { !entry.wasTold(of: $0.key, base[path]) },
        wasMadeAgain: base[path].map { $0[keyPath: id] != entry.id } ?? false)
    }
    // What does not sync is there all the same, and a deletion must not take it unseen.
    for path in tree.unknown where path.hasPrefix(subject + "/") { contents[path] = Content(fields: [:]) }
    return contents
  }

  private func content(ofBase subject: String) -> [String: Content] {
    base.filter { $0.key == subject || $0.key.hasPrefix(subject + "/") }.mapValues { Content(fields: $0.fields) }
  }
}
