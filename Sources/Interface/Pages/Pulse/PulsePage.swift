import Engine
import Model
import Terminal

/// All clusters of a project at once: how each is, and what is troubled there.
extension State {
  private static let clusterPrefix = "cluster "
  private static let appPrefix = "app "

  var pulseRows: [PageRow] {
    guard let project = selectedProject else { return [] }
    let clusters = (records?.clusters ?? []).filter { $0.projectID == project.id }
    let width = clusters.map(\.name.displayWidth).max() ?? 0
    return clusters.enumerated().flatMap { index, cluster in
      (index == 0 ? [] : [PageRow.blank]) + pulse(of: cluster, nameWidth: width)
    }
  }

  private func pulse(of cluster: Cluster, nameWidth: Int) -> [PageRow] {
    let apps = (records?.apps ?? []).filter { $0.clusterID == cluster.id }
    let known = apps.compactMap { live(of: $0) }
    var pieces: [PageRow.Piece] = []
    switch live[cluster.id]?.connection ?? .connecting {
    case .connected(let version, let latency):
      pieces = [
        .init("● ", .good), .init(cluster.name.padded(to: nameWidth + 2), .text, .bold),
        .init("\(version.neutralised())  \(latency.milliseconds)".padded(to: 20), .muted),
      ]
    case .connecting:
      pieces = [.init("◌ ", .progress), .init(cluster.name.padded(to: nameWidth + 2)), .init("connecting…", .muted)]
    case .disconnected(let reason):
      let age = live[cluster.id]?.asOf.map { ", as of \(humanAge(from: $0, to: now)) ago" } ?? ""
      // The sentence goes on where the age is known.
      let why = !age.isEmpty && reason.hasSuffix(".") ? String(reason.dropLast()) : reason
      pieces = [
        .init("✗ ", .bad), .init(cluster.name.padded(to: nameWidth + 2), .text, .bold),
        .init("\(why.neutralised())\(age)", .bad),
      ]
    }
    if !known.isEmpty {
      let (ready, desired) = (known.map(\.ready).reduce(0, +), known.map(\.desired).reduce(0, +))
      let restarts = known.map(\.restarts).reduce(0, +)
      pieces.append(.init("  pods \(ready)/\(desired)", ready < desired ? .warning : .text))
      pieces.append(.init("  \(restarts) restart\(restarts == 1 ? "" : "s")", restarts > 0 ? .warning : .muted))
    }
    let summary = states(of: apps)
    var rows = [PageRow(Self.clusterPrefix + cluster.id.rawValue, pieces)]
    if !summary.isEmpty { rows.append(PageRow(nil, [.init("  ")] + summary)) }
    let troubled = apps.filter { [.bad, .warning].contains(status(of: $0).role) }
    let names = troubled.map(\.name.displayWidth).max() ?? 0
    return rows
      + troubled.map { app in
        let status = status(of: app)
        let live = live(of: app)
        return PageRow(
          Self.appPrefix + app.id.rawValue,
          [
            .init("  \(status.sign) ", status.role), .init(app.name.padded(to: names + 2)),
            .init((live.map { "\($0.ready)/\($0.desired)" } ?? "–").padded(to: 8)),
            .init(status.text.neutralised(), status.role),
          ])
      }
  }

  /// `3 running · 1 degraded`, each with its sign, the most frequent first.
  private func states(of apps: [App]) -> [PageRow.Piece] {
    var counts: [(line: StatusLine, count: Int)] = []
    for app in apps {
      let status = status(of: app)
      let word = status.role == .bad ? "failing" : status.role == .progress ? "rolling" : status.text
      let line = StatusLine(sign: status.sign, text: word, role: status.role)
      if let index = counts.firstIndex(where: { $0.line.text == word }) {
        counts[index].count += 1
      } else {
        counts.append((line, 1))
      }
    }
    let sorted = counts.enumerated().sorted { left, right in
      (right.element.count, left.offset) < (left.element.count, right.offset)
    }.map(\.element)
    return sorted.enumerated().flatMap { index, entry -> [PageRow.Piece] in
      let piece = PageRow.Piece("\(entry.line.sign) \(entry.count) \(entry.line.text.neutralised())", entry.line.role)
      return (index == 0 ? [] : [PageRow.Piece("   ")]) + [piece]
    }
  }

  mutating func runInPulse(_ command: Command, _ old: RowList) -> [Effect]? {
    var list = old
    if list.run(command, in: pulseRows, height: rowListHeight) {
      replacePage(.pulse(list))
      return []
    }
    guard command == .enter || command == .forward else { return nil }
    guard let id = list.id(in: pulseRows) else { return [] }
    if id.hasPrefix(Self.clusterPrefix) {
      go(to: ClusterID(rawValue: String(id.dropFirst(Self.clusterPrefix.count))), app: nil)
    } else if let app = app(AppID(rawValue: String(id.dropFirst(Self.appPrefix.count)))) {
      go(to: app.clusterID, app: app.id)
    }
    return []
  }

  /// Leaves every page for the apps of a cluster.
  mutating func go(to cluster: ClusterID, app: AppID?) {
    pages = []
    focus = .apps
    if let project = self.cluster(cluster)?.projectID, project != selectedProject?.id {
      lists[.projects, default: ListState()].filter = ""
      select(in: .projects) { list, _ in list.selectedID = project.rawValue }
    }
    lists[.clusters, default: ListState()].filter = ""
    select(in: .clusters) { list, _ in list.selectedID = cluster.rawValue }
    lists[.apps, default: ListState()].filter = ""
    if let app { select(in: .apps) { list, _ in list.selectedID = app.rawValue } }
  }

  func drawPulse(_ list: RowList, in rect: Rect, on frame: inout Frame) {
    let name = selectedProject?.name ?? ""
    let clusters = (records?.clusters ?? []).filter { $0.projectID == selectedProject?.id }
    let answering = clusters.count { live[$0.id]?.isConnected == true }
    draw(
      list, pulseRows, title: "Pulse · \(name)", note: "\(answering) of \(clusters.count) clusters answer",
      placeholder: "This project has no clusters yet.", in: rect, on: &frame)
  }
}
