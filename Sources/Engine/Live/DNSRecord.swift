/// What must stand at a domain's DNS so that the world finds a load balancer.
package struct DNSRecord: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case ipv4 = "A"
    case ipv6 = "AAAA"
    case name = "CNAME"
  }

  package let domain: String
  package let kind: Kind
  /// An address, or a name.
  package let target: String

  /// An address takes an A or AAAA record, a name a CNAME.
  package init(_ domain: String, to address: String) {
    self.domain = domain
    target = address
    let isIPv4 = !address.isEmpty && address.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    kind = isIPv4 ? .ipv4 : address.contains(":") ? .ipv6 : .name
  }

  /// As a zone file has it; names end with a dot there.
  package var text: String { "\(domain).  \(kind.rawValue)  \(target)\(kind == .name ? "." : "")" }
}
