import Engine
import Foundation
import JSON

extension DomainStatus {
  var json: JSON {
    var json: JSON = [
      "domain": .string(domain), "ingress": .bool(hasIngress),
      "records": .array(
        records.map {
          ["name": .string($0.domain), "type": .string($0.kind.rawValue), "value": .string($0.target)]
        }),
      "certificate": certificate.json,
    ]
    switch resolution {
    case .leadsThere: json["resolution"] = "leads_there"
    case .noSuchName: json["resolution"] = "no_such_name"
    case .leadsElsewhere(let addresses):
      json["resolution"] = "leads_elsewhere"
      json["addresses"] = .array(addresses.map(JSON.string))
    case .unknown(let reason):
      json["resolution"] = "unknown"
      json["resolution_message"] = .string(reason)
    }
    return json
  }
}

extension DomainStatus.Certificate {
  fileprivate var json: JSON {
    let (status, message): (String, String?) =
      switch self {
      case .ready: ("ready", nil)
      case .pending(let reason): ("pending", reason)
      case .failed(let reason): ("failed", reason)
      case .foreign: ("foreign", nil)
      case .missing: ("missing", nil)
      case .unknown(let reason): ("unknown", reason)
      }
    var json: JSON = ["status": .string(status)]
    if let message { json["message"] = .string(message) }
    if case .ready(let until?) = self { json["not_after"] = .string(until.ISO8601Format()) }
    return json
  }
}
