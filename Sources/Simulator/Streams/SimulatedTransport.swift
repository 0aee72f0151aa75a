import HTTP

/// Requests go straight to the cluster, answers come back by the contract of `HTTPTransport`.
struct SimulatedTransport: HTTPTransport {
  let core: ClusterActor
  let user: SimulatedUser

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let fault = await core.fault(for: request)
    if let latency = fault?.latency {
      await core.sleep(for: min(latency, request.idleTimeout))
      if Task.isCancelled { throw .cancelled }
      if latency > request.idleTimeout { throw .idle(request.idleTimeout) }
    }
    if Task.isCancelled { throw .cancelled }
    if let refusal = fault?.reply { return HTTPResponse(refusal, body: refusal.wholeBody) }
    let reply = await core.reply(to: request, from: user)
    let body: HTTPBody
    switch reply.body {
    case .whole(let bytes): body = HTTPBody(bytes)
    case .stream(let id, let wakeup):
      body = HTTPBody(PulledBody(id: id, wakeup: wakeup, core: core, idleTimeout: request.idleTimeout))
    }
    return HTTPResponse(reply, body: fault?.damaging(body, core: core, idleTimeout: request.idleTimeout) ?? body)
  }

  func openWebSocket(_ request: HTTPRequest, subprotocols: [String]) async throws(HTTPError) -> any WebSocket {
    switch await core.openWebSocket(request, from: user, subprotocols: subprotocols) {
    case .refused(let reply):
      throw .refused(status: reply.status, headers: reply.headers, body: reply.wholeBytes)
    case .opened(let id, let wakeup, let subprotocol):
      return SimulatedWebSocket(id: id, wakeup: wakeup, core: core, subprotocol: subprotocol)
    }
  }
}

extension HTTPResponse {
  fileprivate init(_ reply: Reply, body: HTTPBody) {
    self.init(status: reply.status, headers: reply.headers, body: body)
  }
}

extension Reply {
  var wholeBytes: [UInt8] {
    guard case .whole(let bytes) = body else { return [] }
    return bytes
  }

  fileprivate var wholeBody: HTTPBody { HTTPBody(wholeBytes) }
}

/// The body of a watch or a followed log.
private final class PulledBody: HTTPBodySource {
  private let id: Int
  private let wakeup: Wakeup
  private let core: ClusterActor
  private let idleTimeout: Duration

  init(id: Int, wakeup: Wakeup, core: ClusterActor, idleTimeout: Duration) {
    self.id = id
    self.wakeup = wakeup
    self.core = core
    self.idleTimeout = idleTimeout
  }

  deinit {
    cancel()
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    while true {
      if Task.isCancelled {
        cancel()
        throw .cancelled
      }
      switch await core.pull(id, idleTimeout: idleTimeout) {
      case .piece(let bytes): return bytes
      case .end: return nil
      case .failed(let error): throw error
      case .later: await wakeup.wait()
      }
    }
  }

  func cancel() {
    let (core, id) = (core, id)
    Task { await core.close(id) }
  }
}
