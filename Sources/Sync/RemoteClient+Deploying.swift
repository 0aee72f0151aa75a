import HTTP
import JSON

extension RemoteClient {
  /// Also a 404 while its cluster is being tested.
  func deploy(_ app: String) async throws(RemoteError) {
    _ = try await call(.post, "/api/apps/\(Self.encoded(app))/deploy")
  }

  func rollBack(_ app: String, to revision: Int?) async throws(RemoteError) {
    var body: JSON = [:]
    body["revision"] = revision.map { .int($0) }
    _ = try await call(.post, "/api/apps/\(Self.encoded(app))/rollback", body)
  }

  /// The last lines of one of its pods.
  func logs(of app: String, tail: Int) async throws(RemoteError) -> [String] {
    let body = try await stream(logRequest(of: app, tail: tail, follows: false))
    var events = EventLines()
    do throws(HTTPError) {
      return events.take(try await body.bytes(limit: 64 << 20))
    } catch {
      throw .http(error)
    }
  }

  /// The same, and what follows until the server cuts it.
  func followLog(of app: String, tail: Int) async throws(RemoteError) -> HTTPBody {
    try await stream(logRequest(of: app, tail: tail, follows: true))
  }

  private func logRequest(of app: String, tail: Int, follows: Bool) -> HTTPRequest {
    var request = HTTPRequest(
      .get, "/api/apps/\(Self.encoded(app))/logs",
      query: [.init("follow", follows ? "true" : "false"), .init("tail", "\(tail)")])
    request.ownConnection = follows
    return request
  }
}
