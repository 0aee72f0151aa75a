/// What libcurl brings in pieces of 16 kB, on its way to the reader: gathered while the loop has its turn, and handed over
/// once at its end, because each hand-over wakes a task. Belongs to the multi's thread.
struct Inflow {
  /// What is gathered at most before it is handed over within a turn.
  static let gatheredMax = 256 << 10

  private let queue: ByteQueue
  private var gathered: [UInt8] = []
  /// The size of the last hand-over, which is the best guess of the next one's.
  private var lastCount = 0

  init(to queue: ByteQueue) {
    self.queue = queue
  }

  /// Nothing waits to be handed over.
  var isEmpty: Bool { gathered.isEmpty }

  /// Takes all of `piece`, or none where the reader has no room for what came before it.
  mutating func receive(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard gathered.isEmpty || gathered.count + piece.count <= Self.gatheredMax || handOver() else { return false }
    if gathered.isEmpty { gathered.reserveCapacity(max(lastCount, piece.count)) }
    gathered.append(contentsOf: piece)
    return true
  }

  /// Gives the reader everything that was gathered, or nothing where it has no room; the queue then tells when it has.
  mutating func handOver() -> Bool {
    guard !gathered.isEmpty else { return true }
    let count = gathered.count
    guard queue.offer(&gathered) else { return false }
    lastCount = count
    return true
  }

  /// Hands over what is left, for which there is always room: nothing follows.
  mutating func takeRest() -> [UInt8] {
    defer { gathered = [] }
    return gathered
  }
}
