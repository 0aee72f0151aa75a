import Engine
import Foundation
import Kubernetes
import Model
import Terminal

/// What `kubectl describe` and `kubectl get events` print, as lines to read.
package struct Description {
  typealias Line = TextPage.Line

  private let now: Date

  package init(now: Date) {
    self.now = now
  }

  package func lines(of insight: AppInsight, app: App) -> [TextPage.Line] {
    var lines = [field("Name", app.name), field("Namespace", app.namespace)]
    if let deployment = insight.deployment {
      lines += self.lines(of: deployment)
    } else {
      lines.append(Line("The cluster has no Deployment of it.", .placeholder))
    }
    lines += section(
      "Replica sets", ["NAME", "REVISION", "READY", "AGE", "IMAGE"],
      insight.replicaSets.map { set in
        [
          set.metadata.name, set.revision.map(String.init) ?? "–", "\(set.status.readyReplicas)/\(set.replicas)",
          age(set.metadata.createdAt), set.template.containers.first?.image ?? "–",
        ]
      })
    lines += section(
      "Pods", ["NAME", "PHASE", "READY", "RESTARTS", "AGE", "NODE", "IP"],
      insight.pods.map { pod in
        [
          pod.metadata.name, pod.phase.rawValue, pod.isReady ? "yes" : "no", "\(pod.restartCount)",
          age(pod.metadata.createdAt), pod.nodeName.orDash, pod.podIP.orDash,
        ]
      })
    return lines + [Line("")] + [title("Events")] + self.lines(of: insight.events)
  }

  private func lines(of deployment: Deployment) -> [Line] {
    let (metadata, status) = (deployment.metadata, deployment.status)
    return [field("Created", "\(age(metadata.createdAt)) ago")]
      + map("Labels", metadata.labels) + map("Annotations", metadata.annotations)
      + [
        field(
          "Replicas",
          "\(deployment.replicas) desired, \(status.updatedReplicas) updated, \(status.replicas) total, "
            + "\(status.availableReplicas) available, \(status.unavailableReplicas) unavailable")
      ] + deployment.template.containers.map { field("Container", "\($0.name), \($0.image)") }
      + conditions(status.conditions)
  }

  package func lines(of pod: Pod, events: [Event]) -> [TextPage.Line] {
    let metadata = pod.metadata
    var lines = [
      field("Name", metadata.name), field("Namespace", metadata.namespace), field("Node", pod.nodeName.orDash),
      field("Started", pod.startedAt.map { "\(age($0)) ago" } ?? "not yet"),
    ]
    lines += map("Labels", metadata.labels) + map("Annotations", metadata.annotations)
    lines += [field("Phase", pod.phase.rawValue), field("IP", pod.podIP.orDash)]
    if !pod.reason.isEmpty { lines.append(field("Reason", pod.reason, .warning)) }
    if !pod.message.isEmpty { lines.append(field("Message", pod.message, .warning)) }
    if let controller = metadata.controller {
      lines.append(field("Controlled by", "\(controller.kind)/\(controller.name)"))
    }
    for container in pod.containers { lines += self.lines(of: container) }
    lines += conditions(pod.conditions)
    return lines + [Line(""), title("Events")] + self.lines(of: events)
  }

  private func lines(of container: Container) -> [Line] {
    let role = container.role == .main ? "" : " (\(container.isSidecar ? "sidecar" : container.role.rawValue))"
    var lines = [Line(""), title("Container \(container.name)\(role)"), field("Image", container.image, indent: 2)]
    if !container.ports.isEmpty {
      lines.append(field("Ports", container.ports.map(String.init).joined(separator: ", "), indent: 2))
    }
    guard let status = container.status else { return lines }
    if !status.imageID.isEmpty { lines.append(field("Image ID", status.imageID, indent: 2)) }
    switch status.state {
    case .waiting(let reason, let message):
      lines.append(
        field("State", "waiting: \([reason, message].filter { !$0.isEmpty }.joined(separator: ": "))", indent: 2))
    case .running(let since): lines.append(field("State", "running for \(age(since))", indent: 2))
    case .terminated(let end): lines.append(field("State", text(of: end), .warning, indent: 2))
    }
    if let last = status.lastTermination { lines.append(field("Last state", text(of: last), .warning, indent: 2)) }
    return lines + [
      field("Ready", status.isReady ? "yes" : "no", indent: 2),
      field("Restarts", "\(status.restartCount)", status.restartCount > 0 ? .warning : .text, indent: 2),
    ]
  }

  private func text(of end: Container.Termination) -> String {
    var text = "ended: \(end.reason.isEmpty ? "–" : end.reason), exit code \(end.exitCode)"
    if end.signal != 0 { text += ", signal \(end.signal)" }
    if let date = end.finishedAt { text += ", \(age(date)) ago" }
    return end.message.isEmpty ? text : text + ": \(end.message)"
  }

  /// The newest first.
  package func lines(of events: [Event]) -> [TextPage.Line] {
    table(
      ["LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"],
      events.map { event in
        [
          age(event.lastSeen), event.severity.rawValue, event.reason,
          "\(event.subject.kind.lowercased())/\(event.subject.name)", "\(event.count)", event.message,
        ]
      }, roles: events.map { $0.severity == .warning ? .warning : .text })
  }

  // MARK: Parts

  private func conditions(_ conditions: [Condition]) -> [Line] {
    section(
      "Conditions", ["TYPE", "STATUS", "SINCE", "REASON", "MESSAGE"],
      conditions.map { [$0.type, $0.value.rawValue, age($0.changedAt), $0.reason, $0.message] })
  }

  private func title(_ text: String) -> Line { Line(text.neutralised(), .title) }

  private func field(_ name: String, _ value: String, _ role: Role = .text, indent: Int = 0) -> Line {
    Line(String(repeating: " ", count: indent) + "\(name):".padded(to: 16 - indent) + value.neutralised(), role)
  }

  private func map(_ name: String, _ values: [String: String]) -> [Line] {
    values.sorted { $0.key < $1.key }.enumerated().map { index, entry in
      Line((index == 0 ? "\(name):" : "").padded(to: 16) + "\(entry.key)=\(entry.value)".neutralised())
    }
  }

  private func section(_ name: String, _ header: [String], _ rows: [[String]]) -> [Line] {
    [Line(""), title(name)] + table(header, rows, roles: rows.map { _ in .text })
  }

  private func table(_ header: [String], _ rows: [[String]], roles: [Role]) -> [Line] {
    guard !rows.isEmpty else { return [Line("  none", .placeholder)] }
    let clean = rows.map { $0.map { $0.neutralised() } }
    let widths = header.indices.map { column in
      ([header] + clean).map { $0[column].displayWidth }.max() ?? 0
    }
    func text(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        index == cells.count - 1 ? cell : cell.padded(to: widths[index] + 2)
      }
      return "  " + padded.joined()
    }
    return [Line(text(header), .muted)] + zip(clean, roles).map { Line(text($0), $1) }
  }

  private func age(_ date: Date?) -> String { date.map { humanAge(from: $0, to: now) } ?? "–" }
}

extension String {
  fileprivate var orDash: String { isEmpty ? "–" : self }
}
