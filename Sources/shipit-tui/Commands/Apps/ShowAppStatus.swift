import ArgumentParser
import Engine
import JSON
import Model

struct ShowAppStatus: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Ask the cluster how an app does, with its pods.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    async let domain = domainStatus(of: app.id, session)
    let report = try await session.engine.report(on: app.id)
    let reached: DomainStatus?
    switch await domain {
    case .success(let status): reached = status
    case .failure(let error):
      reached = nil
      session.console.note("How its domain does is not known: \(error.explanation.text)")
    }
    switch output.format {
    case .json, .yaml:
      var json = report.json(now: session.engine.now)
      if let reached { json["domain_status"] = reached.json }
      try session.console.print(json, as: output.format)
    case .name: session.console.print(try await session.catalog().name(of: report.app))
    case .table:
      try print(report, session, name: await session.catalog().name(of: report.app))
      if let reached { print(reached, session) }
    }
  }

  /// What cannot be told of the domain keeps nothing else from being told.
  private func domainStatus(of id: AppID, _ session: Session) async -> Result<DomainStatus?, EngineError> {
    do throws(EngineError) {
      return .success(try await session.engine.domainStatus(of: id))
    } catch {
      return .failure(error)
    }
  }

  private func print(_ domain: DomainStatus, _ session: Session) {
    session.console.print("")
    session.console.print("\(domain.domain) \(domain.resolution.text)")
    for record in domain.records { session.console.print("  DNS: \(record.text)") }
    if domain.records.isEmpty {
      session.console.print(
        domain.hasIngress ? "  DNS: the load balancer has no address yet" : "  DNS: the cluster has no Ingress yet")
    }
    session.console.print("  The certificate \(domain.certificate.text)")
  }

  private func print(_ report: AppReport, _ session: Session, name: String) {
    let now = session.engine.now
    let live = report.live
    let summary = Table(
      header: ["APP", "STATUS", "READY", "UPDATED", "IMAGE", "REVISION"],
      rows: [
        [
          name, report.status, live.map { "\($0.ready)/\($0.desired)" } ?? "-", live.map { "\($0.updated)" } ?? "-",
          live?.image ?? "-", live?.revision.map(String.init) ?? "-",
        ]
      ])
    for line in summary.lines { session.console.print(line) }
    if let reason = report.reason { session.console.print(reason) }
    if let drift = live?.drift, !drift.isEmpty {
      session.console.print(
        "≠ drift: \(drift.map(\.text).joined(separator: ", ")). See: shipit-tui apps verify \(name)")
    }
    guard !report.pods.isEmpty else { return }
    session.console.print("")
    let pods = Table(
      header: ["POD", "PHASE", "READY", "RESTARTS", "AGE", "TROUBLE"],
      rows: report.pods.map { pod in
        [
          pod.name, pod.phase, pod.isReady ? "yes" : "no", "\(pod.restarts)",
          pod.createdAt.map { humanAge(from: $0, to: now) } ?? "-", pod.trouble ?? "",
        ]
      })
    for line in pods.lines { session.console.print(line) }
  }
}
