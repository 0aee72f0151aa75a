import Kubernetes
import Model

extension LogEvent {
  /// What a person should know beside the app's own lines; nil for those, and for what goes without saying.
  package var remark: String? {
    switch self {
    case .line, .ended(_, .caughtUp): nil
    case .started(let source):
      source.restartCount == 0 ? "\(source.pod) started" : "\(source.pod) restarted (\(source.restartCount))"
    case .ended(let source, .terminated(let code, let reason)):
      "\(source.pod) ended with \(code)\(reason.isEmpty ? "" : " (\(reason.neutralised()))")"
    case .ended(let source, .podDeleted): "\(source.pod) is gone"
    case .ended(let source, .refused(let error)): "\(source.pod): \(error.explanation(cluster: "the cluster").text)"
    case .gap(let source, let lines, let reason):
      "\(lines.map { "\($0) or more lines" } ?? "lines") of \(source.pod) are missing here: \(reason.words)"
    case .interrupted(let source, _): "\(source.pod): the stream broke and is being resumed; nothing is lost"
    case .disconnected(let error): "new pods go unnoticed for now: \(error.explanation(cluster: "the cluster").text)"
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

extension LogEvent.GapReason {
  fileprivate var words: String {
    switch self {
    case .rotated: "its log was rotated"
    case .instanceReplaced: "it restarted more than once before they could be read"
    case .podDeleted: "it went before they could be read"
    }
  }
}
