import Engine
import Foundation
import Kubernetes
import Model

extension EffectRunner {
  /// Tails all pods of an app into the state, batch by batch: the next is taken when the loop has had the last.
  func tail(_ app: AppID, _ request: LogRequest) async {
    // Whoever runs through a list of apps does not want a tail of each.
    try? await clock.sleep(for: .milliseconds(120))
    guard !Task.isCancelled else { return }
    while !Task.isCancelled, await follow(app, request) {
      try? await clock.sleep(for: .seconds(5))
    }
  }

  /// Tails until the task ends. Returns whether it is worth trying again: a cluster that is away may come back.
  private func follow(_ app: AppID, _ request: LogRequest) async -> Bool {
    do throws(EngineError) {
      let tail = try await engine.logs(of: app, request.options)
      await send(.logsRemarked(app, request.emptyText))
      var connection = TailConnection()
      for await events in tail {
        let rows = events.flatMap { connection.rows(of: $0) }
        if !rows.isEmpty { await send(.logsArrived(app, rows)) }
      }
      return false
    } catch .cancelled {
      return false
    } catch {
      await send(.logsRemarked(app, error.explanation.text))
      return error.explanation.kind == .unreachable
    }
  }
}

/// Tells once that a cluster is away, and once that it is back, however often it is tried in between.
struct TailConnection {
  private var isAway = false

  mutating func rows(of event: LogEvent) -> [LogRow] {
    switch event {
    case .disconnected where isAway, .reconnected: return []
    case .disconnected:
      isAway = true
      return [LogRow(event)].compactMap { $0 }
    default:
      defer { isAway = false }
      let back = isAway ? LogRow(.reconnected) : nil
      return [back, LogRow(event)].compactMap { $0 }
    }
  }
}

extension LogRow {
  /// The row of an event; nil for one that need not be told.
  init?(_ event: LogEvent) {
    if case .line(let line) = event {
      self.init(
        pod: line.source.pod, container: line.source.container, time: line.timestamp.date, text: line.text.shownInLog)
    } else if let remark = event.remark() {
      self.init(
        pod: event.source?.pod ?? "", container: event.source?.container ?? "", time: nil, text: remark.neutralised(),
        isRemark: true)
    } else {
      return nil
    }
  }
}

extension String {
  /// A line without colours, with its tabs as spaces and every other control as a picture.
  fileprivate var shownInLog: String {
    guard utf8.contains(where: { $0 < 32 || $0 >= 127 }) else { return self }
    return removingColours().neutralised(keepingTabs: true).replacing("\t", with: "    ")
  }
}
