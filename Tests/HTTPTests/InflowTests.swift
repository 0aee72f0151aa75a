import Synchronization
import Testing

@testable import HTTP

/// What is counted here is what made a transfer slow: how often a reader is woken for so many bytes.
@Suite struct InflowTests {
  private static let pieceCount = 16 << 10

  private func piece(_ byte: UInt8, _ count: Int = pieceCount) -> [UInt8] { [UInt8](repeating: byte, count: count) }

  @Test("however many pieces a turn of the loop brings, they wake the reader once")
  func oneHandOverForATurn() async throws {
    let turns = 64
    let piecesOfATurn = Inflow.gatheredMax / Self.pieceCount
    let (room, hasRoom) = AsyncStream.makeStream(of: Void.self)
    let queue = ByteQueue { hasRoom.yield() }
    let reading = Task {
      var pieces: [[UInt8]] = []
      while let piece = try await queue.next().get() { pieces.append(piece) }
      return pieces
    }
    var inflow = Inflow(to: queue)
    var roomy = room.makeAsyncIterator()
    for turn in 0..<turns {
      for _ in 0..<piecesOfATurn {
        let isTaken = piece(UInt8(turn)).withUnsafeBytes { inflow.receive($0) }
        #expect(isTaken)
      }
      while !inflow.handOver() { await roomy.next() }
    }
    queue.finish(.success(()))
    let pieces = try await reading.value
    #expect(pieces.count <= turns)
    #expect(pieces.reduce([], +) == (0..<turns).flatMap { piece(UInt8($0), Inflow.gatheredMax) })
  }

  @Test("what comes while the reader does not read is refused beyond a bound, and nothing of it is lost")
  func bounded() async throws {
    let rooms = Mutex(0)
    let queue = ByteQueue { rooms.withLock { $0 += 1 } }
    var inflow = Inflow(to: queue)
    var taken = 0
    while piece(UInt8(taken & 0xFF)).withUnsafeBytes({ inflow.receive($0) }) { taken += 1 }
    #expect(taken * Self.pieceCount <= 1 << 20)
    #expect(!inflow.isEmpty)
    #expect(rooms.withLock { $0 } == 0)
    let first = try #require(try await queue.next().get())
    #expect(rooms.withLock { $0 } == 1)
    let isHandedOver = inflow.handOver()
    #expect(isHandedOver)
    let second = try #require(try await queue.next().get())
    #expect(first + second == (0..<taken).flatMap { piece(UInt8($0 & 0xFF)) })
  }

  @Test("the last pieces come before the end, also to a reader that waits")
  func restBeforeEnd() async throws {
    let queue = ByteQueue {}
    var inflow = Inflow(to: queue)
    let isTaken = piece(1, 3).withUnsafeBytes { inflow.receive($0) }
    #expect(isTaken)
    let reading = Task { [await queue.next(), await queue.next()] }
    queue.finish(.failure(.closedEarly(reason: "")), rest: inflow.takeRest())
    #expect(await reading.value == [.success([1, 1, 1]), .failure(.closedEarly(reason: ""))])
  }

  @Test("nothing comes after the reader has cancelled")
  func cancelled() async throws {
    let queue = ByteQueue {}
    var inflow = Inflow(to: queue)
    for isCancelled in [false, true] {
      let isTaken = piece(1).withUnsafeBytes { inflow.receive($0) }
      let isHandedOver = inflow.handOver()
      #expect(isTaken && isHandedOver)
      if !isCancelled { queue.finish(.failure(.cancelled)) }
      #expect(await queue.next() == .failure(.cancelled))
    }
  }
}
