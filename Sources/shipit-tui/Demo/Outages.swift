import HTTP
import Simulator
import Synchronization

/// The lines between this machine and the demo's clusters, of which some are down.
final class Outages: Sendable {
  private struct State {
    var down: Set<String> = []
    var nextID = 0
    /// What waits on a line for the next piece of an answer.
    var pulls: [Int: (host: String, cancel: @Sendable () -> Void)] = [:]
  }

  private let state = Mutex(State())

  /// From now on nothing gets through, and what is on its way breaks off.
  func begin(_ host: String) {
    let pulls = state.withLock { state in
      state.down.insert(host)
      return state.pulls.values.filter { $0.host == host }
    }
    for pull in pulls { pull.cancel() }
  }

  func end(_ host: String) { _ = state.withLock { $0.down.remove(host) } }

  /// The way to a host: a cluster of the demo while its line is up.
  func transport(_ host: String, _ clusters: [String: SimulatedCluster]) -> any HTTPTransport {
    Line(host: host, outages: self, end: clusters[host]?.transport())
  }

  fileprivate func isDown(_ host: String) -> Bool { state.withLock { $0.down.contains(host) } }

  fileprivate func register(_ host: String, _ cancel: @escaping @Sendable () -> Void) -> Int {
    let (id, isDown) = state.withLock { state in
      state.nextID += 1
      state.pulls[state.nextID] = (host, cancel)
      return (state.nextID, state.down.contains(host))
    }
    if isDown { cancel() }
    return id
  }

  fileprivate func forget(_ id: Int) { state.withLock { $0.pulls[id] = nil } }
}

private struct Line: HTTPTransport {
  let host: String
  let outages: Outages
  /// nil for a host that the demo does not have.
  let end: (any HTTPTransport)?

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let response = try await reached().send(request)
    let body = BodyOnLine(response.body.makeAsyncIterator(), host, outages)
    return HTTPResponse(status: response.status, headers: response.headers, body: HTTPBody(body))
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    try await reached().openWebSocket(request, subprotocols: subprotocols)
  }

  private func reached() throws(HTTPError) -> any HTTPTransport {
    guard let end else { throw .nameNotFound(host: host) }
    guard !outages.isDown(host) else { throw .notConnected(host: host, port: 443, reason: "No route to host") }
    return end
  }
}

/// An answer that breaks off when its line goes down.
private final class BodyOnLine: HTTPBodySource {
  private let iterator: Mutex<HTTPBody.Iterator>
  private let host: String
  private let outages: Outages

  init(_ iterator: HTTPBody.Iterator, _ host: String, _ outages: Outages) {
    self.iterator = Mutex(iterator)
    self.host = host
    self.outages = outages
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    var iterator = iterator.withLock { $0 }
    let pull = Task { () -> Result<[UInt8]?, HTTPError> in
      do throws(HTTPError) {
        return .success(try await iterator.next())
      } catch {
        return .failure(error)
      }
    }
    let id = outages.register(host) { pull.cancel() }
    let result = await withTaskCancellationHandler {
      await pull.value
    } onCancel: {
      pull.cancel()
    }
    outages.forget(id)
    if outages.isDown(host) { throw .closedEarly(reason: "the line is down") }
    return try result.get()
  }

  func cancel() {}
}
