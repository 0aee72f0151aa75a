import HTTP
import JSON

/// What the API server answers.
struct Reply: Sendable {
  enum Body: Sendable {
    case whole([UInt8])
    /// Pulled piece by piece from the stream of that id.
    case stream(id: Int, Wakeup)
  }

  var status: Int
  var headers: HTTPHeaders
  var body: Body

  init(status: Int = 200, contentType: String = "application/json", headers: HTTPHeaders = [:], body: Body) {
    self.status = status
    self.headers = headers
    self.headers["Content-Type"] = contentType
    self.body = body
  }

  init(status: Int = 200, json: JSON) {
    self.init(status: status, body: .whole(json.encoded() + [0x0A]))
  }

  init(status: Int = 200, text: String) {
    self.init(status: status, contentType: "text/plain; charset=utf-8", body: .whole(Array(text.utf8)))
  }
}

/// A body that grows while it is read: a watch or a followed log.
protocol ReplyStream: AnyObject {
  var wakeup: Wakeup { get }
  /// The next piece; called again after `wakeup` when there is none yet.
  func pull(from cluster: Cluster) -> StreamStep
  /// The reader has gone.
  func close(in cluster: Cluster)
}

enum StreamStep: Sendable {
  case piece([UInt8])
  case later
  case end
  case failed(HTTPError)
}
