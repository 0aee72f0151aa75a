import Foundation

extension DomainStatus.Resolution {
  /// As the rest of a sentence that begins with the domain.
  package var text: String {
    switch self {
    case .leadsThere: "leads to the load balancer"
    case .leadsElsewhere(let addresses):
      "leads to \(addresses.prefix(3).joined(separator: ", ")), which is not the load balancer (a proxy before it may be)"
    case .noSuchName: "is not known to the DNS yet"
    case .unknown(let reason): "is not known to lead anywhere: \(reason)"
    }
  }
}

extension DomainStatus.Certificate {
  /// As the rest of a sentence that begins with "The certificate".
  package var text: String {
    switch self {
    case .ready(let until?): "is there, until \(until.ISO8601Format())"
    case .ready(nil): "is there"
    case .pending(let reason): "is not there yet: \(reason)"
    case .failed(let reason): "could not be had: \(reason)"
    case .foreign: "is there, but cert-manager does not know it: until when is not known"
    case .missing: "is not there: neither cert-manager nor a Secret has one"
    case .unknown(let reason): "may not be looked at: \(reason)"
    }
  }
}
