import Engine
import Foundation
import Kubernetes
import Model
import Terminal

extension State {
  /// What the app is and how it is, what runs of it, what it uses, and what the cluster reports about it.
  func overviewRows(of app: App, width: Int) -> [PageRow] {
    let status = status(of: app)
    let live = live(of: app)
    var rows: [PageRow] = [
      .heading("State"),
      .field("Status", "\(status.sign) \(status.text)" + (isStale(app) ? ", as last seen" : ""), status.role),
    ]
    let detail = facts(of: app)?.detail
    if let rollout = detail?.rollout { rows += rolloutRows(rollout, of: app, width: width) }
    rows += timelineRows(of: app)
    rows += [
      .field("Ready", live.map { "\($0.ready) of \($0.desired)" } ?? "–"),
      .field("Image", live?.image ?? app.configuration.image),
      .field("Revision", revisionText(of: app)),
      .field("Namespace", app.namespace), .blank,
    ]
    guard let detail else {
      return rows + [PageRow(nil, [.init(app.currentRevision == 0 ? "Nothing runs yet." : "Reading…", .placeholder)])]
    }
    rows += runningRows(detail, width: width)
    rows += usageRows(detail, of: app, width: width)
    rows += reportRows(detail, width: width)
    return rows
  }

  private func revisionText(of app: App) -> String {
    guard app.currentRevision > 0 else { return "–" }
    guard let revision = revisions.first(where: { $0.number == app.currentRevision }) else {
      return "\(app.currentRevision)"
    }
    let by = revision.deployedBy.map { " by \($0)" } ?? ""
    return "\(revision.number), \(humanAge(from: revision.createdAt, to: now)) ago\(by)"
  }

  // MARK: Rollout

  private func rolloutRows(_ rollout: AppDetail.Rollout, of app: App, width: Int) -> [PageRow] {
    switch rollout.phase {
    case .complete: return rollout.isPaused ? [.field("Rollout", "paused", .warning)] : []
    case .failed: return [.field("Rollout", "✗ \(rollout.text)", .bad)]
    case .underWay: break
    }
    let bar = Sparkline.progress(rollout.available, of: rollout.desired, width: min(20, max(6, width - 56)))
    let count = "\(rollout.available) of \(rollout.desired) available, \(rollout.updated) updated"
    var rows: [PageRow] = [.field("Rollout", "\(bar) \(count)", .progress)]
    rows.append(.field("", rollout.text, .muted, id: "rollout text"))
    rows.append(
      .field("Deadline", deadlineText(rollout, of: app), rollout.isPaused ? .warning : .text))
    return rows
  }

  /// What a job of the app has told so far, each at its time since it began.
  private func timelineRows(of app: App) -> [PageRow] {
    guard let job = selectedJob, !job.told.isEmpty else { return [] }
    return job.told.enumerated().map { index, told in
      PageRow(
        "told \(index)",
        [
          .init((index == 0 ? "Timeline" : "").padded(to: 18), .muted),
          .init("+\(humanAge(from: job.startedAt, to: told.at))".padded(to: 8), .muted),
          .init(told.text.neutralised(), index == job.told.count - 1 ? .progress : .text),
        ])
    }
      + (abortTarget == nil
        ? []
        : [
          .field(
            "", "\(hint(.abort)) aborts and goes back to revision \(abortTarget?.good.number ?? 0)", .muted, id: "abort"
          )
        ])
  }

  /// Each pod that becomes ready gives the rollout its whole patience again, so the moment is the earliest possible.
  private func deadlineText(_ rollout: AppDetail.Rollout, of app: App) -> String {
    guard !rollout.isPaused else { return "none while it is paused" }
    let patience = humanAge(seconds: rollout.patience)
    guard let start = revisions.first(where: { $0.number == app.currentRevision })?.createdAt else {
      return "fails after \(patience) without progress"
    }
    let elapsed = Int(now.timeIntervalSince(start))
    let left = rollout.patience - elapsed
    let earliest = left > 0 ? ", in \(humanAge(seconds: left)) at the earliest" : ""
    return "under way for \(humanAge(seconds: elapsed)); fails after \(patience) without progress\(earliest)"
  }

  // MARK: What runs

  private func runningRows(_ detail: AppDetail, width: Int) -> [PageRow] {
    var rows: [PageRow] = [podTitles(width: width)]
    for part in [AppDetail.Part.deployment, .replicaSets, .pods] {
      if let reason = detail.refusals[part] { rows.append(refusalRow(part, reason)) }
    }
    for generation in detail.generations {
      rows.append(generationRow(generation))
      rows += generation.pods.map { podRow($0, indent: 2, width: width) }
    }
    if !detail.others.isEmpty {
      rows.append(PageRow(nil, [.init("others", .muted)]))
      rows += detail.others.map { podRow($0, indent: 2, width: width) }
    }
    if detail.pods.isEmpty { rows.append(PageRow(nil, [.init("No pods.", .placeholder)])) }
    return rows + [.blank]
  }

  private func generationRow(_ generation: AppDetail.Generation) -> PageRow {
    let name = generation.revision.map { "revision \($0)" } ?? "not by shipit"
    let template = generation.templateRevision.map { " (kubectl: \($0))" } ?? ""
    let age = generation.createdAt.map { " · \(humanAge(from: $0, to: now))" } ?? ""
    let isWhole = generation.ready >= generation.desired
    return PageRow(
      "set \(generation.name)",
      [
        .init(generation.isCurrent ? "▾ " : "▿ ", .muted),
        .init(name, generation.isCurrent ? .accent : .muted, generation.isCurrent ? .bold : []),
        .init(template, .muted),
        .init("  \(generation.ready)/\(generation.desired) ready", isWhole ? .text : .warning),
        .init("  \(generation.name)\(age)  \(generation.image)", .muted),
      ])
  }

  /// The columns of pods: those that matter least go first when it is narrow.
  private static let podColumns = Table(columns: [
    .init(title: "POD", least: 20, most: 50, keepsEnd: true), .init(title: "STATE", least: 14, most: 20),
    .init(title: "RESTARTS", least: 8, most: 8, isRight: true), .init(title: "AGE", least: 6, most: 6, isRight: true),
    .init(title: "CPU", least: 7, most: 7, rank: 1, isRight: true),
    .init(title: "MEMORY", least: 7, most: 7, rank: 1, isRight: true),
    .init(title: "NODE", least: 12, most: 24, rank: 2),
  ])

  private func podTitles(width: Int) -> PageRow {
    let columns = Self.podColumns
    let titles = ["What runs"] + columns.columns.dropFirst().map(\.title)
    return PageRow(nil, columns.pieces(titles.map { .init($0, .muted) }, width: width - 4, indent: 4, headed: true))
  }

  private func podRow(_ pod: AppDetail.Instance, indent: Int, width: Int) -> PageRow {
    let (sign, text, role) = pod.condition
    let last = pod.usage.last
    let cells: [PageRow.Piece] = [
      .init(pod.name), .init(text, role),
      .init(pod.restarts == 0 ? "0" : "\(pod.restarts)", pod.restarts > 0 ? .warning : .muted),
      .init(pod.createdAt.map { humanAge(from: $0, to: now) } ?? "–", .muted),
      .init(last.map { "\($0.cpuMillicores)m" } ?? "–", .muted),
      .init(last.map { "\($0.memoryBytes >> 20)Mi" } ?? "–", .muted), .init(pod.node, .muted),
    ]
    return PageRow(
      "pod \(pod.name)",
      [.init(String(repeating: " ", count: indent)), .init("\(sign) ", role)]
        + Self.podColumns.pieces(cells, width: width - indent - 2))
  }

  // MARK: Use

  private func usageRows(_ detail: AppDetail, of app: App, width: Int) -> [PageRow] {
    var rows: [PageRow] = [.heading("Use, all pods together")]
    if let reason = detail.refusals[.usage] { return rows + [refusalRow(.usage, reason), .blank] }
    guard detail.isMeasured != false else {
      return rows + [PageRow(nil, [.init("This cluster measures nothing (no metrics.k8s.io).", .placeholder)]), .blank]
    }
    let usage = detail.usage
    guard let last = usage.last else {
      return rows + [PageRow(nil, [.init("No measurement yet.", .placeholder)]), .blank]
    }
    let resources = app.configuration.resources
    let count = max(1, detail.pods.count { !$0.usage.isEmpty })
    let space = min(40, max(8, width - 66))
    rows.append(
      Gauge(
        name: "CPU", now: last.cpuMillicores, history: usage.map(\.cpuMillicores),
        request: Quantity(resources.cpuRequest).map { $0.thousandths * count },
        limit: Quantity(resources.cpuLimit).map { $0.thousandths * count }, text: { "\($0)m" }
      ).row(space: space))
    rows.append(
      Gauge(
        name: "Memory", now: last.memoryBytes, history: usage.map(\.memoryBytes),
        request: Quantity(resources.memoryRequest).map { $0.thousandths / 1000 * count },
        limit: Quantity(resources.memoryLimit).map { $0.thousandths / 1000 * count }, text: { "\($0 >> 20)Mi" }
      ).row(space: space))
    return rows + [.blank]
  }

  // MARK: Events

  private func reportRows(_ detail: AppDetail, width: Int) -> [PageRow] {
    var rows: [PageRow] = [.heading("Events")]
    if let reason = detail.refusals[.events] { rows.append(refusalRow(.events, reason)) }
    guard !detail.reports.isEmpty else {
      return rows + [PageRow(nil, [.init("The cluster reports nothing now.", .placeholder)])]
    }
    return rows
      + detail.reports.map { report in
        let age = report.lastSeen.map { humanAge(from: $0, to: now) } ?? "–"
        let times = report.count > 1 ? " ×\(report.count)" : ""
        return PageRow(
          "event \(report.id)",
          [
            .init(age.padded(to: 7), .muted), .init(report.isWarning ? "! " : "  ", .warning),
            .init("\(report.reason)\(times)  ", report.isWarning ? .warning : .text),
            .init("\(report.message)  ", .text), .init(report.object, .muted),
          ])
      }
  }

  func refusalRow(_ part: AppDetail.Part, _ reason: String) -> PageRow {
    PageRow(nil, [.init("! \(part.rawValue): \(reason)", .warning)])
  }
}

extension AppDetail.Instance {
  /// A sign that does not depend on colour, a word, and a role.
  var condition: (sign: Character, text: String, role: Role) {
    if isEnding { return ("◌", "ending", .muted) }
    if let trouble { return ("✗", trouble, .bad) }
    if phase == "Running" { return isReady ? ("●", "ready", .good) : ("◐", "not ready", .progress) }
    if phase == "Succeeded" { return ("✓", "done", .muted) }
    if phase == "Pending" { return ("◐", "pending", .progress) }
    return ("✗", phase, .bad)
  }
}
