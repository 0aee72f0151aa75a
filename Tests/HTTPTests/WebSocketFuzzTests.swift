import TestSupport
import Testing

@testable import HTTP

/// Mutated frames by a seed, which each target prints first; CI runs longer.
@Suite struct WebSocketFuzzTests {
  private static let messageBytesMax = 4096

  @Test("mutated frames never crash the decoder, and every way of cutting them reads the same", arguments: 0..<8)
  func cuts(seed: UInt64) {
    var random = Fuzz(target: "WebSocket frames \(seed)", seed)
    for round in 0..<Fuzz.rounds / 2 {
      let bytes = Self.mutated(&random)
      let whole = Self.read([bytes])
      let cut = Self.read(random.cut(bytes))
      #expect(whole == cut, "seed \(seed) round \(round): \(bytes)")
    }
  }

  @Test("frames that were not mutated come back as the messages they were", arguments: 0..<4)
  func messages(seed: UInt64) {
    var random = Fuzz(target: "WebSocket messages \(seed)", seed)
    for round in 0..<Fuzz.rounds / 4 {
      let messages = (0..<4).map { _ in WebSocketMessage.binary(random.bytes(upTo: 1000)) }
      let mask = random.next() & 1 == 0 ? nil : UInt32(truncatingIfNeeded: random.next())
      let bytes = messages.flatMap { WebSocketFrame($0).encoded(mask: mask) }
      let read = Self.read(random.cut(bytes), expectsMask: mask != nil)
      #expect(read == Reading(events: messages.map { .message($0) }), "seed \(seed) round \(round)")
    }
  }

  private struct Reading: Equatable {
    var events: [WebSocketDecoder.Event] = []
    var failure: WebSocketDecoder.Failure?
  }

  private static func read(_ pieces: [[UInt8]], expectsMask: Bool = false) -> Reading {
    var decoder = WebSocketDecoder(messageBytesMax: messageBytesMax, expectsMask: expectsMask)
    var reading = Reading()
    do throws(WebSocketDecoder.Failure) {
      for piece in pieces {
        decoder.append(piece)
        while let event = try decoder.next() {
          if case .message(.binary(let bytes)) = event { #expect(bytes.count <= messageBytesMax) }
          reading.events.append(event)
        }
      }
    } catch {
      reading.failure = error
    }
    return reading
  }

  /// A few sound frames of all kinds, with some of their bytes changed, dropped or doubled.
  private static func mutated(_ random: inout Fuzz) -> [UInt8] {
    let opcodes: [WebSocketFrame.Opcode] = [.continuation, .text, .binary, .close, .ping, .pong]
    var bytes: [UInt8] = []
    for _ in 0...random.below(4) {
      var frame = WebSocketFrame(opcodes[random.below(opcodes.count)], random.bytes(upTo: 300)).encoded(mask: nil)
      if random.below(3) == 0 { frame[0] &= 0x7F }
      bytes += frame
    }
    for _ in 0..<random.below(4) where !bytes.isEmpty {
      // Mostly near the start, where the headers are.
      let index = random.below(random.below(2) == 0 ? min(bytes.count, 16) : bytes.count)
      switch random.below(3) {
      case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: index)
      default: bytes.insert(bytes[index], at: index)
      }
    }
    return bytes
  }
}
