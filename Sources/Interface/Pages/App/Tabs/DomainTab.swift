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
    guard let detail = facts(of: app)?.detail else { return rows + [.placeholder("Reading…")] }
    if let reason = detail.refusals[.ingress] { rows.append(refusalRow(.ingress, reason)) }
    guard !detail.addresses.isEmpty else {
      let text =
        detail.hasIngress
        ? "The load balancer has no address yet: the record follows when it has one."
        : "The cluster has no Ingress of the app yet: deploy it first (d)."
      return rows + [.placeholder(text)]
    }
    rows.append(.placeholder("At the DNS of \(domain), this must stand:"))
    rows += detail.addresses.map { address in
      PageRow("record \(address)", [.init(Self.record(of: domain, to: address), .accent)])
    }
    return rows
  }

  /// An address takes an A or AAAA record, a name a CNAME.
  static func record(of domain: String, to address: String) -> String {
    let isIPv4 = !address.isEmpty && address.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    let (kind, end) = isIPv4 ? ("A", "") : address.contains(":") ? ("AAAA", "") : ("CNAME", ".")
    return "\(domain).  \(kind)  \(address)\(end)"
  }
}
