import Model
import Storage

/// Which way changes may go.
package enum SyncDirection: Hashable, Sendable {
  case both, pull, push

  func allows(there: Bool) -> Bool {
    switch self {
    case .both: true
    case .pull: !there
    case .push: there
    }
  }
}

package enum SyncSide: String, CaseIterable, Hashable, Sendable {
  case local, remote
}

package struct SyncOptions: Hashable, Sendable {
  package var direction = SyncDirection.both
  /// Whose word counts where both sides changed the same thing; nil leaves it to a person.
  package var prefers: SyncSide?
  /// What a person has chosen for single conflicts, as they were shown.
  package var choices: [SyncConflict: SyncSide] = [:]
  /// Create-only fields are changed by deleting the app there and making it again.
  package var recreates = false
  /// Kubeconfigs may leave this machine for the server.
  package var sendsKubeconfigs = false
  /// Only this project, by its name.
  package var project: String?

  package init() {}

  func side(of conflict: SyncConflict) -> SyncSide? { choices[conflict] ?? prefers }
}

/// A field with both values, as it is shown.
package struct SyncFieldChange: Hashable, Sendable, Codable {
  package var field: String
  package var old: String?
  package var new: String?
}

package struct SyncConflict: Hashable, Sendable, Codable {
  package var subject: String
  /// nil for the whole record.
  package var field: String?
  package var base: String?
  package var local: String?
  package var remote: String?
}

package struct SyncStep: Hashable, Sendable, Codable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case createThere = "create_there"
    case createHere = "create_here"
    case change
    case recreateThere = "recreate_there"
    case deleteThere = "delete_there"
    case deleteHere = "delete_here"
    case remember, forget
  }

  package var kind: Kind
  package var subject: String
  /// Of an app: what changes in this store.
  package var here: [SyncFieldChange] = []
  /// Of an app: what changes on the server.
  package var there: [SyncFieldChange] = []

  /// Whether a person has to agree first: it takes something away that one side still has.
  package var asks: Bool {
    switch kind {
    case .deleteThere, .deleteHere, .recreateThere: true
    case .change: (here + there).contains { $0.field.hasPrefix(SyncField.secret) && $0.new == nil }
    default: false
    }
  }

  /// Whether the server takes a workload down for it, on the cluster with that path.
  package func takesDown(below cluster: String) -> Bool {
    (kind == .deleteThere || kind == .recreateThere) && Subject.parts(subject).count == 4
      && subject.hasPrefix(cluster + "/")
  }

  /// Whether anybody wants to read of it.
  package var isShown: Bool { kind != .remember && kind != .forget }
}

/// What a sync would do. Equal records make equal plans.
package struct SyncPlan: Hashable, Sendable {
  package var steps: [SyncStep] = []
  package var conflicts: [SyncConflict] = []
  /// What stays as it is, and why; for people.
  package var notes: [String] = []

  var base: [String: BaseEntry] = [:]
  var here = SyncTree()
  var there = SyncTree()
  /// What an interrupted sync left, settled.
  var settlement: [SyncMemoryChange] = []
  var project: String?
  /// Of the apps here, by id, as they were when the plan was made.
  var configurations: [String: AppConfiguration] = [:]
  /// What was told while both sides were read.
  var readNotes: [String] = []

  /// The same two sides with other wishes, without reading anything again.
  package func following(_ options: SyncOptions) -> SyncPlan {
    var plan = Merge.plan(base: base, here: here, there: there, options: options, notes: readNotes)
    (plan.settlement, plan.project, plan.configurations) = (settlement, project, configurations)
    return plan
  }
}
