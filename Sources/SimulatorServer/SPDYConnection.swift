import HTTP
import SPDY
import Synchronization

/// A client's request for SPDY that was granted.
struct SPDYUpgrade: Sendable {
  let request: HTTPRequest
  let streams: PodStreams
  /// What the transport opened for the request: a command's channels. For port-forward it says only that it is allowed.
  let socket: any WebSocket
  let transport: any HTTPTransport
}

/// Serves the streams of one SPDY connection from WebSockets of the transport, one for each exchange.
final class SPDYConnection: Sendable {
  private let upgrade: SPDYUpgrade
  private let session = Mutex(SPDYSession())
  /// Waits while the client does not read.
  private let write: @Sendable ([UInt8]) async throws -> Void

  /// What the task that reads from the client knows.
  private struct State {
    /// Exchanges that lack streams yet: the streams by channel.
    var gathering: [String: [UInt8: SPDYFrame.StreamID]] = [:]
    /// Streams on which nothing follows, of those exchanges.
    var finishedEarly: Set<SPDYFrame.StreamID> = []
    /// Where a stream's bytes go.
    var inputs: [SPDYFrame.StreamID: (channel: UInt8, socket: any WebSocket)] = [:]
  }

  init(_ upgrade: SPDYUpgrade, write: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.upgrade = upgrade
    self.write = write
  }

  /// Until the client goes away. However it ends, every WebSocket is closed then.
  func serve<Bytes: AsyncSequence>(_ bytes: Bytes) async where Bytes.Element == [UInt8] {
    await withDiscardingTaskGroup { group in
      var state = State()
      do {
        reading: for try await piece in bytes {
          let (events, answer) = session.withLock { $0.receive(piece) }
          if !answer.isEmpty { try await write(answer) }
          for event in events {
            if case .ended = event { break reading }
            try await handle(event, &state, &group)
          }
        }
      } catch {}  // The connection broke, which ends it as well.
      for input in state.inputs.values { await input.socket.close() }
      await upgrade.socket.close()
      group.cancelAll()
    }
  }

  private func handle(_ event: SPDYSession.Event, _ state: inout State, _ group: inout DiscardingTaskGroup) async throws
  {
    switch event {
    case .opened(let stream, let headers): try await opened(stream, headers, &state, &group)
    case .data(let stream, let bytes):
      // Nobody takes it before the exchange is complete, and kubectl sends none.
      guard let input = state.inputs[stream] else { return try await write(session.withLock { $0.refuse(stream) }) }
      try? await input.socket.send(.binary([input.channel] + bytes))
    case .finished(let stream):
      if let input = state.inputs.removeValue(forKey: stream) {
        await closeInput(input.channel, of: input.socket)
      } else {
        state.finishedEarly.insert(stream)
      }
    case .reset(let stream):
      if let input = state.inputs.removeValue(forKey: stream) { await input.socket.close() }
      state.finishedEarly.remove(stream)
      state.gathering = state.gathering.filter { !$0.value.values.contains(stream) }
    case .ended: break
    }
  }

  private func opened(
    _ stream: SPDYFrame.StreamID, _ headers: SPDYFrame.Headers, _ state: inout State,
    _ group: inout DiscardingTaskGroup
  ) async throws {
    guard let place = upgrade.streams.place(of: stream, headers), state.gathering[place.exchange]?[place.channel] == nil
    else { return try await write(session.withLock { $0.refuse(stream) }) }
    try await write(session.withLock { $0.accept(stream) })
    state.gathering[place.exchange, default: [:]][place.channel] = stream
    guard let streams = state.gathering[place.exchange], upgrade.streams.channels.isSubset(of: streams.keys) else {
      return
    }
    state.gathering[place.exchange] = nil
    let socket: any WebSocket
    do throws(HTTPError) {
      socket = try await self.socket(forPort: place.port)
    } catch {
      return try await refuse(streams, place, error)
    }
    for (channel, stream) in streams {
      if state.finishedEarly.remove(stream) == nil {
        state.inputs[stream] = (channel, socket)
      } else {
        await closeInput(channel, of: socket)
      }
    }
    group.addTask { await self.carry(from: socket, to: streams) }
  }

  private func closeInput(_ channel: UInt8, of socket: any WebSocket) async {
    // Both data and standard input are channel 0; that nothing follows on the others means nothing.
    if channel == PodStreams.Channel.data { try? await socket.send(.binary([PodStreams.Channel.close, channel])) }
  }

  private func socket(forPort port: Int) async throws(HTTPError) -> any WebSocket {
    guard upgrade.streams == .portForward else { return upgrade.socket }
    var request = upgrade.request
    request.method = .get
    request.query = [.init("ports", "\(port)")]
    return try await upgrade.transport.openWebSocket(request, subprotocols: ["v4.channel.k8s.io"])
  }

  /// The pod has gone since the connection was made, or another one runs under its name.
  private func refuse(
    _ streams: [UInt8: SPDYFrame.StreamID], _ place: PodStreams.Place, _ error: HTTPError
  ) async throws {
    var reason = "\(error)"
    if case .refused(_, _, let body) = error { reason = String(decoding: body, as: UTF8.self) }
    let text = "error forwarding port \(place.port) to pod: \(reason)"
    if let stream = streams[PodStreams.Channel.errors] {
      try await write(session.withLock { $0.send(Array(text.utf8), on: stream) })
    }
    try await finish(streams)
  }

  // MARK: - To the client

  private func carry(from socket: any WebSocket, to streams: [UInt8: SPDYFrame.StreamID]) async {
    // The first message of each of port-forward's channels is the port's number.
    var greetings = upgrade.streams == .portForward ? Set(streams.keys) : []
    do {
      while let message = try await socket.receive() {
        guard case .binary(let bytes) = message, let channel = bytes.first, let stream = streams[channel],
          greetings.remove(channel) == nil
        else { continue }
        try await write(session.withLock { $0.send(bytes.dropFirst(), on: stream) })
      }
      try await finish(streams)
      // A command's connection is for that command.
      if upgrade.streams != .portForward { try await write(session.withLock { $0.goAway() }) }
    } catch {}  // Either side is gone, and the other one is told so by the task that reads.
    await socket.close()
  }

  /// The kubelet closes the stream of errors before that of data.
  private func finish(_ streams: [UInt8: SPDYFrame.StreamID]) async throws {
    for (_, stream) in streams.sorted(by: { $0.key > $1.key }) {
      try await write(session.withLock { $0.finish(stream) })
    }
  }
}
