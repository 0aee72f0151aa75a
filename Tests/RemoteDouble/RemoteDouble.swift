import Foundation
import HTTP
import JSON

/// A shipit server in memory, as /work/shared/shipit-server-api.md saw it on the wire, quirks included.
package actor RemoteDouble: HTTPTransport {
  package static let token = "double-token"

  struct Cluster {
    var json: JSON
    var apps: [String] = []
  }

  var projects: [(json: JSON, clusters: [String])] = []
  var clusters: [String: Cluster] = [:]
  var apps: [String: JSON] = [:]
  var secrets: [String: [String: JSON]] = [:]
  /// By app and key. They never leave it.
  var secretValues: [String: [String: String]] = [:]
  var revisions: [String: [JSON]] = [:]
  /// What each app's pod has written.
  var pods: [String: [String]] = [:]
  var streams: [String: [LogStream]] = [:]
  /// What is still to come of a deploy.
  var courses: [String: [String]] = [:]
  /// What becomes of the next deploys.
  var fate = DeployFate.runs
  /// Paths where the answers to writes take longer than the server goes on writing.
  private var slowPaths: Set<String> = []
  /// Names of clusters that stay `pending` when they are made.
  var hangs: Set<String> = []
  /// Nothing of it can be reached: domains and autoscaling fail.
  var isClusterAway = false
  /// The whole server has come down, as after a deploy of a quantity that cannot be parsed.
  var isDown = false
  /// Routes below an app whose changes are accepted and not made.
  var deafParts: Set<String> = []
  private var count = 0
  /// Seconds that went by between requests.
  private var idle = 0
  /// Method and path of every request so far.
  package private(set) var log: [String] = []

  package init() {}

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    log.append("\(request.method.rawValue) \(request.path)")
    guard !isDown else { throw .closedEarly(reason: "the server is down") }
    if let stream = logs(request) {
      return HTTPResponse(status: 200, headers: ["Content-Type": "text/event-stream"], body: HTTPBody(stream))
    }
    let reply = answer(request)
    guard request.method == .get || !slowPaths.contains(request.path) else {
      throw .closedEarly(reason: "the server stops writing after 15 s")
    }
    return HTTPResponse(
      status: reply.status, headers: reply.type.isEmpty ? [:] : ["Content-Type": reply.type],
      body: HTTPBody(Array(reply.body.utf8)))
  }

  package func openWebSocket(
    _ request: HTTPRequest, subprotocols: [String]
  ) async throws(HTTPError) -> any WebSocket {
    throw .refused(status: 404, headers: [:], body: [])
  }

  // MARK: For tests

  package func setHangs(_ names: Set<String>) { hangs = names }
  package func setFate(_ fate: DeployFate) { self.fate = fate }
  /// The work is done, and nobody hears of it.
  package func setSlow(writes paths: Set<String>) { slowPaths = paths }
  /// Every cluster is being tested, or none.
  package func setPending(_ isPending: Bool) {
    for id in clusters.keys { clusters[id]?.json["status"] = isPending ? "pending" : "connected" }
  }
  /// Somebody else has changed an app.
  package func setField(_ field: String, _ value: String, ofApp name: String) {
    guard let id = id(ofApp: name) else { return }
    apps[id]?[field] = .string(value)
  }
  package func setClusterAway(_ isAway: Bool) { isClusterAway = isAway }
  package func advance(seconds: Int) { idle += seconds }
  package func setDeaf(_ parts: Set<String>) { deafParts = parts }
  /// Nothing can be reached.
  package func setAway(_ isAway: Bool) { isDown = isAway }
  package func clearLog() { log = [] }

  /// Everything that a client can see, without ids and times.
  package func summary() -> [String] {
    var lines: [String] = []
    for project in projects {
      let name = project.json["name"]?.string ?? ""
      lines.append(name)
      for id in project.clusters {
        guard let cluster = clusters[id] else { continue }
        let path = "\(name)/\(cluster.json["name"]?.string ?? "")"
        lines.append(path)
        for app in cluster.apps.compactMap({ apps[$0] }) {
          var shown = app
          for key in ["id", "cluster_id", "created_at", "updated_at", "status", "status_message"] { shown[key] = nil }
          lines.append("\(path) \(String(decoding: shown.encoded(), as: UTF8.self))")
        }
      }
    }
    return lines.sorted()
  }

  /// The values of all secrets, by app and key, which no client can see.
  package func valuesOfSecrets() -> [String: String] {
    var values: [String: String] = [:]
    for (id, secrets) in secretValues {
      guard let app = apps[id] else { continue }
      for (key, value) in secrets { values["\(app["name"]?.string ?? "") \(key)"] = value }
    }
    return values
  }

  /// An automatic rollback, as the rows show it: the app's row still names the image that failed.
  package func rollBack(app name: String, from image: String, to good: String) {
    guard let id = apps.first(where: { $0.value["name"]?.string == name })?.key else { return }
    apps[id]?["image"] = .string(image)
    apps[id]?["current_revision"] = 3
    revisions[id] = [
      ["revision_number": 3, "image": .string(good), "deploy_status": "success"],
      ["revision_number": 2, "image": .string(image), "deploy_status": "rolled_back"],
    ]
  }

  // MARK: Records

  func newID() -> String {
    count += 1
    let digits = String(count, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// Every moment is a second after the one before, as PostgreSQL writes it: in the session's offset, with a fraction
  /// without its last zeros.
  func time() -> JSON {
    count += 1
    let seconds = count + idle
    let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { String(format: "%02d", $0) }
    let fraction = count % 10 == 0 ? "" : ".\(count % 1_000_000)"
    let day = String(format: "%02d", 1 + seconds / 86_400)
    return .string("2026-01-\(day)T\(clock.joined(separator: ":"))\(fraction)+02:00")
  }
}

/// An answer before it goes on the wire.
struct Reply {
  var status: Int
  var type = "application/json"
  var body = ""

  init(_ status: Int, _ json: JSON) {
    self.status = status
    body = String(decoding: json.encoded(), as: UTF8.self) + "\n"
  }

  init(_ status: Int, type: String = "", text: String = "") {
    (self.status, self.type, body) = (status, type, text)
  }

  static func error(_ status: Int, _ message: String) -> Reply {
    // As Go's encoding/json has it.
    let escaped = message.replacing("&", with: "\\u0026").replacing("<", with: "\\u003c").replacing(
      ">", with: "\\u003e")
    return Reply(status, type: "application/json", text: "{\"error\":\"\(escaped)\"}\n")
  }

  static let unauthorized = Reply(401, type: "text/plain; charset=utf-8", text: "{\"error\": \"unauthorized\"}\n")
  static let noPath = Reply(404, type: "text/plain; charset=utf-8", text: "404 page not found\n")
  static let noMethod = Reply(405)
  static let done = Reply(204)

  /// An empty list is `null`.
  static func list(_ items: [JSON]) -> Reply { Reply(200, items.isEmpty ? .null : .array(items)) }
}
