import HTTP
import JSON

/// The server's end of one WebSocket of exec, attach or port-forward.
class StreamSession {
  let wakeup = Wakeup()
  let id: Int
  private var outbound: [WebSocketMessage] = []
  private(set) var isClosed = false

  /// Beyond it nobody reads, and the session ends.
  private static let outboundLimit = 10_000

  init(id: Int) {
    self.id = id
  }

  /// A frame of `channel.k8s.io`: the channel's number and what goes through it.
  func send(_ channel: UInt8, _ bytes: some Sequence<UInt8>) {
    guard !isClosed, outbound.count < StreamSession.outboundLimit else { return }
    outbound.append(.binary([channel] + bytes))
    wakeup.signal()
  }

  func close() {
    isClosed = true
    wakeup.signal()
  }

  func next() -> WebSocketStep {
    if !outbound.isEmpty { return .message(outbound.removeFirst()) }
    return isClosed ? .closed : .later
  }

  /// A frame from the client.
  func receive(_ channel: UInt8, _ bytes: ArraySlice<UInt8>, _ cluster: Cluster) {}
}

extension Cluster {
  func openWebSocket(_ request: HTTPRequest, from user: SimulatedUser, subprotocols: [String]) -> WebSocketReply {
    do throws(APIError) {
      return try openStream(request, from: user, subprotocols: subprotocols)
    } catch {
      return .refused(error.reply)
    }
  }

  private func openStream(
    _ request: HTTPRequest, from user: SimulatedUser, subprotocols: [String]
  ) throws(APIError) -> WebSocketReply {
    let user = try impersonated(try authenticate(request, user), request)
    var info = RequestInfo(request)
    // Whoever may create a stream may open it, by whatever method.
    info.verb = "create"
    try authorize(info, user)
    guard info.isResource, info.resource == "pods", ["exec", "attach", "portforward"].contains(info.subresource) else {
      throw .unknownResource
    }
    guard let pod = find(type("", "pods"), ObjectKey(namespace: info.namespace, name: info.name)) else {
      throw .notFound(GroupResource(group: "", resource: "pods"), info.name)
    }
    let isForward = info.subresource == "portforward"
    var container: ContainerRuntime?
    if !isForward {
      let name = try containerName(request, pod)
      if info.subresource == "exec", request.parameter("command") == nil {
        throw .badRequest("you must specify at least 1 command for the container")
      }
      if !["stdin", "stdout", "stderr"].contains(where: request.flag) {
        throw .badRequest("you must specify at least one of stdin, stdout, stderr")
      }
      container = running[pod.uid]?.container(name)
    }
    guard pod.json[at: "spec", "nodeName"] != nil else {
      throw .badRequest("pod \(pod.key.name) does not have a host assigned")
    }
    if isForward, running[pod.uid]?.isSandboxReady != true {
      // The kubelet's answer, which is no `Status`, handed on as it is.
      return .refused(Reply(status: 500, text: "pod not found (\"\(pod.key.name)_\(pod.key.namespace)\")"))
    }
    let known =
      isForward ? ["v4.channel.k8s.io", "SPDY/3.1+portforward.k8s.io"] : ["v5.channel.k8s.io", "v4.channel.k8s.io"]
    guard let subprotocol = subprotocols.first(where: known.contains) else {
      return .refused(Reply(status: 403, text: ""))
    }
    nextStreamID += 1
    let session = makeSession(request, info, pod, container, subprotocol)
    sockets[session.id] = session
    return .opened(id: session.id, session.wakeup, subprotocol: subprotocol)
  }

  private func makeSession(
    _ request: HTTPRequest, _ info: RequestInfo, _ pod: StoredObject, _ container: ContainerRuntime?,
    _ subprotocol: String
  ) -> StreamSession {
    switch info.subresource {
    case "portforward": return PortForwardSession(id: nextStreamID, request, pod, self)
    case "attach": return AttachSession(id: nextStreamID, pod, container, self)
    default:
      return ExecSession(
        id: nextStreamID, command: request.query.filter { $0.name == "command" }.map(\.value), pod, container,
        isTTY: request.flag("tty"), readsInput: request.flag("stdin"), version: subprotocol.hasPrefix("v5") ? 5 : 4,
        self)
    }
  }

  func receive(_ message: WebSocketMessage, in id: Int) -> Bool {
    guard let session = sockets[id], !session.isClosed else { return false }
    let bytes: [UInt8] =
      switch message {
      case .binary(let bytes): bytes
      case .text(let text): Array(text.utf8)
      }
    if let channel = bytes.first { session.receive(channel, bytes.dropFirst(), self) }
    return true
  }

  func nextMessage(of id: Int) -> WebSocketStep {
    guard let session = sockets[id] else { return .closed }
    let step = session.next()
    if case .closed = step { sockets[id] = nil }
    return step
  }

  func closeWebSocket(_ id: Int) {
    sockets.removeValue(forKey: id)?.close()
  }
}
