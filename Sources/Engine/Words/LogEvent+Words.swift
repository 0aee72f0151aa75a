import Kubernetes
import Model

extension LogEvent {
  /// What a person should know beside the app's own lines; nil for those, and for what goes without saying.
  ///
  /// - Parameter app: containers of this name go without saying, too.
  package func remark(app: String? = nil, cluster: String = "the cluster") -> String? {
    if case .line = self { return nil }  // Nearly all of them.
    let name = source?.name(in: app) ?? ""
    return switch self {
    case .line, .ended(_, .caughtUp): nil
    case .started(let source):
      source.restartCount == 0 ? "\(name) started" : "\(name) restarted (\(source.restartCount))"
    case .ended(_, .terminated(let code, let reason)):
      "\(name) ended with \(code)\(reason.isEmpty ? "" : " (\(reason.neutralised()))")"
    case .ended(_, .podDeleted): "\(name) is gone"
    case .ended(_, .refused(let error)): "\(name): \(error.explanation(cluster: cluster).text)"
    case .gap(_, let lines, let reason):
      "\(lines.map { "\($0) or more lines" } ?? "lines") of \(name) are missing here: \(reason.words)"
    case .interrupted(_, let error):
      "\(name): the stream broke and is being resumed; nothing is lost: \(error.explanation(cluster: cluster).text)"
    case .disconnected(let error): "new pods go unnoticed for now: \(error.explanation(cluster: cluster).text)"
    case .reconnected: "connected again"
    }
  }

  /// The run of a container that it is about; nil where it is about the cluster.
  package var source: LogSource? {
    switch self {
    case .line(let line): line.source
    case .started(let source), .ended(let source, _), .gap(let source, _, _), .interrupted(let source, _): source
    case .disconnected, .reconnected: nil
    }
  }
}

extension LogSource {
  /// The pod, with the container where that is not the app's own.
  package func name(in app: String?) -> String {
    app == nil || container == app ? pod : "\(pod)/\(container)"
  }
}

extension LogEvent.GapReason {
  fileprivate var words: String {
    switch self {
    case .rotated: "its log was rotated"
    case .instanceReplaced: "it restarted more than once before they could be read"
    case .podDeleted: "it went before they could be read"
    }
  }
}
