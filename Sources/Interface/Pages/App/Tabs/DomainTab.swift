import Engine
import Model
import Terminal

extension State {
  /// Under which name the world reaches the app, and what its DNS needs for that.
  func domainRows(of app: App) -> [PageRow] {
    guard let domain = app.configuration.domain else {
      let reach =
        app.configuration.port.map { "\(app.name).\(app.namespace).svc:80 inside the cluster, to port \($0)" }
        ?? "nothing: it listens to no port"
      return [
        .setting("Domain", nil, default: "none"), .field("Reached by", reach, nameWidth: 22),
      ]
    }
    let cluster = cluster(app.clusterID)
    var rows: [PageRow] = [
      .field("Domain", domain, nameWidth: 22),
      .field("Address", "https://\(domain)/", nameWidth: 22),
      .field("Ingress class", cluster?.ingressClass ?? "–", nameWidth: 22),
      .field("Certificate by", cluster?.certificateIssuer ?? "–", nameWidth: 22), .blank,
      .heading("DNS"),
    ]
    guard let facts = facts(of: app), let detail = facts.detail else { return rows + [.placeholder("Reading…")] }
    if let reason = detail.refusals[.ingress] { rows.append(refusalRow(.ingress, reason)) }
    guard !detail.addresses.isEmpty else {
      let text =
        detail.hasIngress
        ? "The load balancer has no address yet: the record follows when it has one."
        : "The cluster has no Ingress of the app yet: deploy it first (d)."
      return rows + [.placeholder(text)] + certificateRows(facts.domain)
    }
    rows.append(.placeholder("At the DNS of \(domain), this must stand:"))
    rows += detail.addresses.map { address in
      PageRow("record \(address)", [.init(DNSRecord(domain, to: address).text, .accent)])
    }
    if let resolution = facts.domain.value??.resolution {
      rows.append(.field("The name", resolution.text, resolution.role, nameWidth: 22))
    }
    return rows + certificateRows(facts.domain)
  }

  private func certificateRows(_ status: Fact<DomainStatus?>) -> [PageRow] {
    let rows: [PageRow] = [.blank, .heading("Certificate")]
    switch status {
    case .reading: return rows + [.placeholder("Reading…")]
    case .failed(let reason): return rows + [PageRow(nil, [.init("! \(reason)", .warning)])]
    case .known(nil): return []
    case .known(let status?):
      return rows + [.field("The certificate", status.certificate.text, status.certificate.role, nameWidth: 22)]
    }
  }
}

extension DomainStatus.Resolution {
  fileprivate var role: Role {
    switch self {
    case .leadsThere: .good
    case .leadsElsewhere, .noSuchName: .warning
    case .unknown: .muted
    }
  }
}

extension DomainStatus.Certificate {
  fileprivate var role: Role {
    switch self {
    case .ready: .good
    case .pending: .progress
    case .failed: .bad
    case .foreign, .missing: .warning
    case .unknown: .muted
    }
  }
}
