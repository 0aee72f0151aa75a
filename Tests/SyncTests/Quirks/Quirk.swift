import HTTP
import RemoteDouble
import Testing

/// One statement of shipit-server-api.md, as requests whose last answer shows it.
struct Quirk: Sendable, CustomTestStringConvertible {
  enum Step: Sendable {
    case ask(HTTPRequest)
    /// Something happens at the server meanwhile.
    case happen(@Sendable (RemoteDouble) async -> Void)

    static func request(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) -> Step {
      let parts = path.split(separator: "?")
      let query = parts.dropFirst().flatMap { $0.split(separator: "&") }.map { pair in
        let sides = pair.split(separator: "=").map(String.init)
        return HTTPRequest.QueryItem(sides[0], sides[1])
      }
      return .ask(HTTPRequest(method, String(parts[0]), query: query, body: Array((body ?? "").utf8)))
    }

    static let deployed = Step.happen { double in
      for _ in 0..<4 { await double.advanceDeploys() }
    }
  }

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: String
  }

  let name: String
  var requests: [Step]
  let status: Int
  /// nil for an answer without a body.
  var type: String? = "application/json"
  var contains = ""
  var lacks: String?
  var token: [String: String] = ["Authorization": "Bearer \(RemoteDouble.token)"]
  var prepare: @Sendable (RemoteDouble) async -> Void = { _ in }
  /// What a text cannot say.
  var shows: @Sendable (Answer) -> Bool = { _ in true }

  var testDescription: String { name }

  // Identifiers count up from 1: the project is 1, the cluster 3, the app 5.
  static let project = id(1)
  static let cluster = id(3)
  static let app = id(5)

  static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  static let world: [Step] = [
    .request(.post, "/api/projects", #"{"name":"shop"}"#),
    .request(.post, "/api/projects/\(project)/clusters", #"{"name":"prod","kubeconfig":"garbage"}"#),
    .request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"web:1","replicas":0}"#),
  ]

  static func after(_ steps: Step...) -> [Step] { world + steps }

  /// After so many deploys that ran.
  static func deployed(_ count: Int = 1, _ steps: Step...) -> [Step] {
    world + (0..<count).flatMap { _ in [Step.request(.post, "/api/apps/\(app)/deploy"), .deployed] } + steps
  }
}
