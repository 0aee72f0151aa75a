import SPDY
import TestSupport
import Testing

/// Mutated frames by a seed, which each target prints first; CI runs longer.
@Suite struct SPDYFuzzTests {
  private static let frameBytesMax = 4096

  private struct Reading: Equatable {
    var frames: [SPDYFrame] = []
    var failure: SPDYError?
  }

  private static func read(_ pieces: [[UInt8]]) -> Reading {
    var decoder = SPDYDecoder(frameBytesMax: frameBytesMax)
    var reading = Reading()
    do throws(SPDYError) {
      for piece in pieces {
        decoder.append(piece)
        while let frame = try decoder.next() { reading.frames.append(frame) }
      }
    } catch {
      reading.failure = error
    }
    return reading
  }

  @Test("mutated frames never crash the decoder, and every way of cutting them reads the same", arguments: 0..<8)
  func cuts(seed: UInt64) {
    var random = Fuzz(target: "SPDY frames \(seed)", seed)
    for round in 0..<Fuzz.rounds / 2 {
      let bytes = Self.mutated(&random)
      let whole = Self.read([bytes])
      let cut = Self.read(random.cut(bytes))
      #expect(whole == cut, "seed \(seed) round \(round): \(bytes)")
    }
  }

  @Test("frames that were not mutated come back as they were", arguments: 0..<4)
  func frames(seed: UInt64) {
    var random = Fuzz(target: "SPDY frames as they were \(seed)", seed)
    for round in 0..<Fuzz.rounds / 4 {
      let frames = (0...random.below(6)).map { _ in Self.frame(&random) }
      var encoder = SPDYEncoder()
      var bytes: [UInt8] = []
      for frame in frames { bytes += encoder.bytes(of: frame) }
      #expect(Self.read(random.cut(bytes)) == Reading(frames: frames), "seed \(seed) round \(round)")
    }
  }

  @Test("a session tells only of streams that it told to be open, whatever a client sends", arguments: 0..<4)
  func session(seed: UInt64) {
    var random = Fuzz(target: "SPDY session \(seed)", seed)
    for round in 0..<Fuzz.rounds / 4 {
      var session = SPDYSession()
      var open: Set<UInt32> = []
      var sound = true
      for piece in random.cut(Self.mutated(&random)) {
        for event in session.receive(piece).events {
          switch event {
          case .opened(let stream, _):
            sound = sound && open.insert(stream).inserted
            _ = random.below(2) == 0 ? session.accept(stream) : session.finish(stream)
          case .data(let stream, let bytes): sound = sound && open.contains(stream) && !bytes.isEmpty
          case .finished(let stream): sound = sound && open.contains(stream)
          case .reset(let stream): sound = sound && open.contains(stream)
          case .ended: open = []
          }
        }
      }
      #expect(sound, "seed \(seed) round \(round)")
    }
  }

  private static func frame(_ random: inout Fuzz) -> SPDYFrame {
    // Few streams, so that frames meet.
    let stream = UInt32(1 + random.below(8))
    let isLast = random.below(4) == 0
    var headers: SPDYFrame.Headers = [:]
    for _ in 0..<random.below(4) { headers["h\(random.below(9))"] = "\(random.next())" }
    switch random.below(9) {
    case 0, 1:
      var opening = SPDYFrame.Opening(stream: stream, headers: headers)
      opening.isLast = isLast
      opening.isUnidirectional = random.below(8) == 0
      return .synStream(opening)
    case 2: return .synReply(stream, headers, isLast: isLast)
    case 3: return .headers(stream, headers, isLast: isLast)
    case 4: return .resetStream(stream, .cancel)
    case 5: return .settings([.init(flags: 0, id: 4, value: stream)], clearsOthers: isLast)
    case 6: return .ping(stream)
    case 7: return random.below(4) == 0 ? .goAway(lastStream: stream, .ok) : .windowUpdate(stream, bytes: 1)
    default: return .data(stream, random.bytes(upTo: 300), isLast: isLast)
    }
  }

  /// A few sound frames of all kinds, with some of their bytes changed, dropped or doubled.
  private static func mutated(_ random: inout Fuzz) -> [UInt8] {
    var encoder = SPDYEncoder()
    var bytes: [UInt8] = []
    for _ in 0...random.below(6) { bytes += encoder.bytes(of: frame(&random)) }
    for _ in 0..<random.below(4) {
      let index = random.below(bytes.count)
      switch random.below(3) {
      case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      case 1: if bytes.count > 1 { bytes.remove(at: index) }
      default: bytes.insert(bytes[index], at: index)
      }
    }
    return bytes
  }
}
