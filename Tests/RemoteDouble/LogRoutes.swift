import HTTP
import JSON
import Synchronization

/// Lines as server-sent events, from one pod, until the pod ends, a line is too long, or the server's 15 s are over.
final class LogStream: HTTPBodySource {
  /// A line that is longer ends the stream (bufio.Scanner's limit).
  private static let lineBytesMax = 64 << 10

  private struct State {
    var pieces: [[UInt8]] = []
    var end: Result<Void, HTTPError>?
    var reader: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func write(_ line: String) {
    guard line.utf8.count <= Self.lineBytesMax else { return finish(.success(())) }
    change { state in
      guard state.end == nil else { return }
      state.pieces.append(Array("data: \(line)\n\n".utf8))
    }
  }

  func finish(_ end: Result<Void, HTTPError>) {
    change { state in state.end = state.end ?? end }
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    while true {
      let step: Result<[UInt8]?, HTTPError>? = state.withLock { state in
        if !state.pieces.isEmpty { return .success(state.pieces.removeFirst()) }
        return state.end.map { end in end.map { nil } }
      }
      if let step { return try step.get() }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isReady = state.withLock { state in
            let isReady = !state.pieces.isEmpty || state.end != nil
            if !isReady { state.reader = continuation }
            return isReady
          }
          if isReady { continuation.resume() }
        }
      } onCancel: {
        cancel()
      }
    }
  }

  func cancel() { finish(.failure(.cancelled)) }

  private func change(_ body: (inout State) -> Void) {
    let reader = state.withLock { state in
      body(&state)
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }
}

extension RemoteDouble {
  /// nil for any other route.
  func logs(_ request: HTTPRequest) -> LogStream? {
    let parts = request.path.split(separator: "/")
    guard request.method == .get, parts.count == 4, parts[0] == "api", parts[1] == "apps", parts[3] == "logs",
      isAuthorized(request), apps[String(parts[2])] != nil
    else { return nil }
    let query = Dictionary(request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let lines = pods[String(parts[2])] ?? []
    let stream = LogStream()
    for line in lines.suffix(query["tail"].flatMap { Int($0) } ?? 100) { stream.write(line) }
    if query["follow"] == "true" {
      streams[String(parts[2]), default: []].append(stream)
    } else {
      stream.finish(.success(()))
    }
    return stream
  }

  // MARK: For tests

  /// The pod of the app of that name writes a line.
  package func write(_ line: String, by app: String) {
    guard let id = id(ofApp: app) else { return }
    pods[id, default: []].append(line)
    for stream in streams[id] ?? [] { stream.write(line) }
  }

  /// Another pod takes its place, with a log of its own.
  package func replacePod(of app: String) {
    guard let id = id(ofApp: app) else { return }
    pods[id] = []
    for stream in streams[id] ?? [] { stream.finish(.success(())) }
    streams[id] = []
  }

  /// 15 s are over.
  package func cutStreams() {
    for stream in streams.values.joined() {
      stream.finish(.failure(.closedEarly(reason: "the server stops writing after 15 s")))
    }
    streams = [:]
  }

  /// How many logs are being followed.
  package func openStreams() -> Int { streams.values.reduce(0) { $0 + $1.count } }

  func id(ofApp name: String) -> String? { apps.first { $0.value["name"]?.string == name }?.key }
}
