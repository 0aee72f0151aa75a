import SPDY
import Testing

/// What the server's side makes of a client's frames.
@Suite struct SPDYSessionTests {
  /// A session, and a client's half of the codec.
  private final class Conversation {
    var session = SPDYSession()
    var encoder = SPDYEncoder()
    var decoder = SPDYDecoder()

    /// The events that the frames are, and the frames that come back at once.
    func send(_ frames: SPDYFrame...) throws -> (events: [SPDYSession.Event], answer: [SPDYFrame]) {
      var events: [SPDYSession.Event] = []
      var answer: [SPDYFrame] = []
      for frame in frames {
        let result = session.receive(encoder.bytes(of: frame))
        events += result.events
        answer += try read(result.answer)
      }
      return (events, answer)
    }

    func read(_ bytes: [UInt8]) throws -> [SPDYFrame] {
      decoder.append(bytes)
      var frames: [SPDYFrame] = []
      while let frame = try decoder.next() { frames.append(frame) }
      return frames
    }
  }

  private func opening(_ stream: UInt32) -> SPDYFrame { .synStream(.init(stream: stream, headers: ["port": "80"])) }

  @Test("a stream is opened, accepted, carries data both ways and is closed from both sides")
  func exchange() throws {
    let talk = Conversation()
    #expect(try talk.send(opening(1)).events == [.opened(1, ["port": "80"])])
    let accepted = talk.session.accept(1)
    #expect(try talk.read(accepted) == [.synReply(1, [:], isLast: false)])
    #expect(
      try talk.send(.data(1, [1, 2], isLast: false), .data(1, [], isLast: true)).events == [
        .data(1, [1, 2]), .finished(1),
      ])
    let sent = talk.session.send([3], on: 1) + talk.session.finish(1)
    #expect(try talk.read(sent) == [.data(1, [3], isLast: false), .data(1, [], isLast: true)])
    let late = talk.session.send([4], on: 1) + talk.session.finish(1)
    #expect(late.isEmpty)
  }

  @Test("nothing is sent on a stream that the client has reset")
  func reset() throws {
    let talk = Conversation()
    _ = try talk.send(opening(1))
    #expect(try talk.send(.resetStream(1, .cancel), .resetStream(1, .cancel)).events == [.reset(1)])
    let late = talk.session.send([1], on: 1) + talk.session.finish(1) + talk.session.refuse(1)
    #expect(late.isEmpty)
    #expect(try talk.send(.data(1, [1], isLast: false)).answer.isEmpty)
  }

  @Test("streams that a client may not open are reset; the others live on")
  func wrongStreams() throws {
    let talk = Conversation()
    _ = try talk.send(opening(5))
    for stream: UInt32 in [2, 3] {
      let result = try talk.send(opening(stream))
      #expect(result.events.isEmpty && result.answer == [.resetStream(stream, .protocolError)])
    }
    #expect(try talk.send(.data(7, [1], isLast: false)).answer == [.resetStream(7, .invalidStream)])
    #expect(try talk.send(.data(5, [1], isLast: true)).events == [.data(5, [1]), .finished(5)])
    let late = try talk.send(.data(5, [1], isLast: false))
    #expect(late.events == [.reset(5)] && late.answer == [.resetStream(5, .streamAlreadyClosed)])
  }

  @Test("the thousand and first stream is refused")
  func limit() throws {
    let talk = Conversation()
    for index in 0..<1000 { _ = try talk.send(opening(UInt32(2 * index + 1))) }
    #expect(try talk.send(opening(2001)).answer == [.resetStream(2001, .refusedStream)])
    _ = try talk.send(.resetStream(1, .cancel))
    #expect(try talk.send(opening(2003)).events == [.opened(2003, ["port": "80"])])
  }

  @Test("a client's ping comes back; settings and windows change nothing")
  func connection() throws {
    let talk = Conversation()
    let result = try talk.send(.ping(1), .ping(2), .settings([], clearsOthers: false), .windowUpdate(0, bytes: 1))
    #expect(result.events.isEmpty && result.answer == [.ping(1)])
  }

  @Test("after it went away, or sent what is no SPDY, nothing of a client is heard")
  func end() throws {
    let talk = Conversation()
    #expect(try talk.send(.goAway(lastStream: 0, .ok), opening(1)).events == [.ended(nil)])
    let late = talk.session.accept(1) + talk.session.goAway()
    #expect(late.isEmpty)
    let other = Conversation()
    _ = try other.send(opening(1))
    let result = other.session.receive([0x80, 1, 0, 1, 0, 0, 0, 0])
    #expect(result.events == [.ended(.unsupportedVersion(1))])
    #expect(try other.read(result.answer) == [.goAway(lastStream: 1, .protocolError)])
  }
}
