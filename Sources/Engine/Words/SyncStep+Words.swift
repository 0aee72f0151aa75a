import Model
import Sync

extension SyncStep {
  /// What is done, and where: `create there`.
  package var words: String {
    switch kind {
    case .createThere: "create there"
    case .createHere: "create here"
    case .change: "change"
    case .recreateThere: "delete and create there"
    case .deleteThere: "delete there"
    case .deleteHere: "delete here"
    case .remember: "remember"
    case .forget: "forget"
    }
  }

  package var title: String { "\(words)  \(subject.neutralised())" }
}

extension SyncFieldChange {
  /// `replicas: 2 → 3`
  package var text: String { "\(field.neutralised()): \(Self.shown(old)) → \(Self.shown(new))" }

  package static func shown(_ value: String?) -> String { value?.neutralised() ?? "–" }
}
