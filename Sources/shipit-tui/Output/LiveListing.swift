import Engine
import Foundation
import Model

/// An app as the store has it, and what its cluster says of it.
struct AnsweredApp: Encodable {
  let app: App
  let answer: LiveAnswer

  private enum CodingKeys: String, CodingKey { case live, liveError = "live_error" }

  private enum LiveKeys: String, CodingKey {
    case status, image, revision, drift
    case message = "status_message"
    case ready = "ready_replicas"
    case desired = "desired_replicas"
    case updated = "updated_replicas"
  }

  /// The record, and beside its fields `live`: null where the cluster has nothing of it; or `live_error`.
  func encode(to encoder: any Encoder) throws {
    try app.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch answer {
    case .unknown(let error): try values.encode(error.explanation.text, forKey: .liveError)
    case .none: try values.encodeNil(forKey: .live)
    case .app(let live):
      var values = values.nestedContainer(keyedBy: LiveKeys.self, forKey: .live)
      try values.encode(live.health.word, forKey: .status)
      try values.encodeIfPresent(live.health.reason, forKey: .message)
      try values.encode(live.ready, forKey: .ready)
      try values.encode(live.desired, forKey: .desired)
      try values.encode(live.updated, forKey: .updated)
      try values.encode(live.image, forKey: .image)
      try values.encodeIfPresent(live.revision, forKey: .revision)
      try values.encode(live.drift.map(\.text), forKey: .drift)
    }
  }

  fileprivate var cells: [String] {
    switch answer {
    case .unknown: ["unknown", "?", "?", "?", "?"]
    case .none: [app.wordWithoutDeployment, "-", "-", "-", "-"]
    case .app(let live):
      [
        live.health.word, "\(live.ready)/\(live.desired)", live.image, live.revision.map(String.init) ?? "-",
        live.drift.isEmpty ? "-" : "≠ " + live.drift.map(\.text).joined(separator: ", "),
      ]
    }
  }
}

extension Listing<AnsweredApp> {
  init(_ apps: [AnsweredApp], _ catalog: Catalog, nothing: String) {
    self.init(
      records: apps, header: ["APP", "NAMESPACE", "STATUS", "READY", "IMAGE", "REVISION", "DRIFT"],
      row: { [catalog.name(of: $0.app), $0.app.namespace] + $0.cells }, name: { catalog.name(of: $0.app) },
      nothing: nothing)
  }
}
