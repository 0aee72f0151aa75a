import Kubernetes

/// What is asked of the cluster for a tail: how much of the past, and of which instance.
package struct LogRequest: Hashable, Sendable {
  package enum Span: Hashable, Sendable {
    /// The last lines of each container.
    case tail
    case minutes(Int)
    case all
  }

  package var span: Span
  /// The instances before the current ones: what was said before a restart.
  package var isPrevious: Bool
  /// Nil for all.
  package var container: String?

  package init(_ span: Span = .tail, isPrevious: Bool = false, container: String? = nil) {
    self.span = span
    self.isPrevious = isPrevious
    self.container = container
  }

  package var options: LogOptions {
    switch span {
    case .tail: LogOptions(tailLines: 200, isPrevious: isPrevious, container: container)
    case .minutes(let minutes):
      LogOptions(since: .seconds(minutes * 60), isPrevious: isPrevious, container: container)
    case .all: LogOptions(isPrevious: isPrevious, container: container)
    }
  }

  /// What the pane's title says of it; empty for what is usual.
  package var title: String {
    let span: String? =
      switch span {
      case .tail: nil
      case .minutes(60): "last hour"
      case .minutes(1): "last minute"
      case .minutes(let minutes): "last \(minutes) minutes"
      case .all: "whole log"
      }
    return [container, isPrevious ? "previous instance" : nil, span].compactMap { $0 }.joined(separator: " · ")
  }

  /// What is said while there is no line.
  var emptyText: String {
    if isPrevious { return "No container here has restarted, so there is no previous instance.\np goes back." }
    if case .minutes = span { return "No lines in the \(title). A shows the whole log." }
    return "No lines yet."
  }
}

extension State {
  /// Asks the cluster anew, with the span or the instance that the command names.
  mutating func runOnTail(_ command: Command) -> [Effect] {
    guard let app = selectedApp else { return [] }
    switch command {
    case .logTail: logs.request.span = .tail
    case .logMinute: logs.request.span = .minutes(1)
    case .logFiveMinutes: logs.request.span = .minutes(5)
    case .logQuarter: logs.request.span = .minutes(15)
    case .logHour: logs.request.span = .minutes(60)
    case .logAll: logs.request.span = .all
    case .logPrevious: logs.request.isPrevious.toggle()
    case .logContainer:
      let index = logs.request.container.flatMap { logs.containers.firstIndex(of: $0) }
      let next = index.map { $0 + 1 } ?? 0
      logs.request.container = next < logs.containers.count ? logs.containers[next] : nil
    default: return []
    }
    restartTails(of: app.id)
    return startTail(of: app)
  }
}
