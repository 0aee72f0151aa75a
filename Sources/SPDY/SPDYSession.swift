/// The server's side of one connection: which streams there are, and what may still be sent on them.
///
/// It performs no I/O: bytes come in, events and bytes to send go out. Windows are not counted in either direction; the SPDY of
/// the Kubernetes components (moby/spdystream) neither heeds nor sends their updates.
package struct SPDYSession: ~Copyable {
  package typealias StreamID = SPDYFrame.StreamID

  package enum Event: Hashable, Sendable {
    /// To be answered by `accept` or `refuse`.
    case opened(StreamID, SPDYFrame.Headers)
    case data(StreamID, [UInt8])
    /// The client sends nothing more on it.
    case finished(StreamID)
    case reset(StreamID)
    /// The client goes away, or does not speak SPDY; nothing follows.
    case ended(SPDYError?)
  }

  private struct Stream {
    var isReceiving: Bool
    var isSending: Bool
  }

  /// More at once are refused.
  private static let streamsMax = 1000

  private var decoder = SPDYDecoder()
  private var encoder = SPDYEncoder()
  private var streams: [StreamID: Stream] = [:]
  private var lastStream: StreamID = 0
  private var hasEnded = false

  package init() {}

  // MARK: - From the client

  /// - Returns: what happened, in order, and what is to be sent back at once.
  package mutating func receive(_ bytes: some Collection<UInt8>) -> (events: [Event], answer: [UInt8]) {
    var events: [Event] = []
    var answer: [UInt8] = []
    guard !hasEnded else { return ([], []) }
    decoder.append(bytes)
    do throws(SPDYError) {
      while !hasEnded, let frame = try decoder.next() { handle(frame, &events, &answer) }
    } catch {
      answer += encoder.bytes(of: .goAway(lastStream: lastStream, .protocolError))
      end(error, &events)
    }
    return (events, answer)
  }

  private mutating func handle(_ frame: SPDYFrame, _ events: inout [Event], _ answer: inout [UInt8]) {
    switch frame {
    case .synStream(let opening): open(opening, &events, &answer)
    case .data(let id, let bytes, let isLast):
      guard let stream = streams[id] else {
        // What was under way when a stream was closed is nobody's fault.
        if id > lastStream { answer += encoder.bytes(of: .resetStream(id, .invalidStream)) }
        return
      }
      guard stream.isReceiving else {
        streams[id] = nil
        answer += encoder.bytes(of: .resetStream(id, .streamAlreadyClosed))
        return events.append(.reset(id))
      }
      if !bytes.isEmpty { events.append(.data(id, bytes)) }
      if isLast { finishReceiving(id, &events) }
    case .headers(let id, _, let isLast): if isLast { finishReceiving(id, &events) }
    case .resetStream(let id, _): if streams.removeValue(forKey: id) != nil { events.append(.reset(id)) }
    // Ours would be even, and we send none.
    case .ping(let id): if id % 2 == 1 { answer += encoder.bytes(of: .ping(id)) }
    case .goAway: end(nil, &events)
    // We open no streams that could be replied to.
    case .synReply(let id, _, _): answer += encoder.bytes(of: .resetStream(id, .invalidStream))
    case .settings, .windowUpdate: break
    }
  }

  private mutating func open(_ opening: SPDYFrame.Opening, _ events: inout [Event], _ answer: inout [UInt8]) {
    let id = opening.stream
    guard id % 2 == 1, id > lastStream else {
      answer += encoder.bytes(of: .resetStream(id, .protocolError))
      if streams.removeValue(forKey: id) != nil { events.append(.reset(id)) }
      return
    }
    lastStream = id
    guard streams.count < Self.streamsMax else {
      answer += encoder.bytes(of: .resetStream(id, .refusedStream))
      return
    }
    streams[id] = Stream(isReceiving: true, isSending: !opening.isUnidirectional)
    events.append(.opened(id, opening.headers))
    if opening.isLast { finishReceiving(id, &events) }
  }

  private mutating func finishReceiving(_ id: StreamID, _ events: inout [Event]) {
    guard let stream = streams[id], stream.isReceiving else { return }
    streams[id] = stream.isSending ? Stream(isReceiving: false, isSending: true) : nil
    events.append(.finished(id))
  }

  private mutating func end(_ error: SPDYError?, _ events: inout [Event]) {
    hasEnded = true
    streams = [:]
    events.append(.ended(error))
  }

  // MARK: - To the client

  package mutating func accept(_ id: StreamID) -> [UInt8] {
    // Data on a stream that was not replied to is thrown away by spdystream, so a finished one is replied to as well.
    hasEnded ? [] : encoder.bytes(of: .synReply(id, [:], isLast: false))
  }

  package mutating func refuse(_ id: StreamID) -> [UInt8] {
    guard streams.removeValue(forKey: id) != nil else { return [] }
    return encoder.bytes(of: .resetStream(id, .cancel))
  }

  /// Nothing when the stream is closed, which the client may have done meanwhile.
  package mutating func send(_ bytes: some Collection<UInt8>, on id: StreamID) -> [UInt8] {
    guard !bytes.isEmpty, streams[id]?.isSending == true else { return [] }
    return encoder.bytes(of: .data(id, Array(bytes), isLast: false))
  }

  /// Nothing more is sent on that stream.
  package mutating func finish(_ id: StreamID) -> [UInt8] {
    guard let stream = streams[id], stream.isSending else { return [] }
    streams[id] = stream.isReceiving ? Stream(isReceiving: true, isSending: false) : nil
    return encoder.bytes(of: .data(id, [], isLast: true))
  }

  /// No more streams are taken; the client closes the connection when it has read what is on those that are open.
  package mutating func goAway() -> [UInt8] {
    hasEnded ? [] : encoder.bytes(of: .goAway(lastStream: lastStream, .ok))
  }
}
