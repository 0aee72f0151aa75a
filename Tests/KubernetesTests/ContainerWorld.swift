import HTTP

@testable import Kubernetes

/// A container that writes, crashes and restarts, its kubelet, and a bad network: the world of one `ContainerTail`.
struct ContainerWorld {
  private var random: SeededGenerator
  private let restartsAtOnce: Int
  private var tail = ContainerTail(pod: "p", podUID: "u", container: "c", options: LogOptions())
  /// The log of each instance; every line is different.
  private var logs: [[LogLineReader.Line]] = [[]]
  private var isRunning = true
  private var clock = Timestamp(seconds: 1_000)
  private var hasFaults = true

  private(set) var received: [String] = []
  private(set) var gaps = 0
  private(set) var endedInstances: [Int] = []

  var instance: Int { logs.count - 1 }
  var written: [String] { logs.joined().map(\.text) }

  init(seed: UInt64, restartsAtOnce: Int) {
    random = SeededGenerator(seed: seed)
    self.restartsAtOnce = restartsAtOnce
  }

  mutating func run(steps: Int) {
    for _ in 0..<steps {
      live()
      step()
    }
    isRunning = false
    hasFaults = false
    for _ in 0..<100 { step() }
  }

  /// The container goes on with its life; never twice through an instance that nobody could read.
  private mutating func live() {
    for _ in 0..<Int.random(in: 0..<6, using: &random) where isRunning { write() }
    guard Int.random(in: 0..<8, using: &random) == 0 else { return }
    if isRunning {
      isRunning = false
      return
    }
    // The kubelet keeps the last two logs, so a reader must have come to the instance before.
    let restarts = restartsAtOnce > 1 ? Int.random(in: 1...restartsAtOnce, using: &random) : 1
    guard restartsAtOnce > 1 || instance == 0 || endedInstances.contains(instance - 1) else { return }
    for _ in 0..<restarts {
      logs.append([])
      isRunning = true
      write()
    }
  }

  private mutating func write() {
    let gap = [0, 0, 5, 300_000_000, 1_500_000_000].randomElement(using: &random) ?? 0
    let nanoseconds = Int64(clock.nanoseconds) + Int64(gap)
    // Now and then it is quiet for long.
    if Int.random(in: 0..<40, using: &random) == 0 { clock.seconds += Int64.random(in: 0...90, using: &random) }
    clock = Timestamp(
      seconds: clock.seconds + nanoseconds / 1_000_000_000, nanoseconds: Int32(nanoseconds % 1_000_000_000))
    logs[instance].append(.init(timestamp: clock, text: "\(instance).\(logs[instance].count)"))
  }

  private mutating func step() {
    switch tail.next {
    case .examine, .awaitChange:
      if hasFaults, Int.random(in: 0..<5, using: &random) == 0 {
        record(tail.failed(.unreachable(.closedEarly(reason: ""))))
      } else {
        record(tail.examined(view, at: .zero))
      }
    case .read(let query):
      read(query)
    case .finished:
      return
    }
  }

  private var view: ContainerView {
    var view = ContainerView(instance: instance)
    view.isRunning = isRunning
    if !isRunning { view.termination = Container.Termination() }
    view.hasPrevious = instance > 0
    if instance > 0 { view.previousTermination = Container.Termination() }
    return view
  }

  private mutating func read(_ query: LogQuery) {
    if hasFaults, Int.random(in: 0..<6, using: &random) == 0 {
      record(tail.readEnded(.tooManyRequests(message: "", retryAfter: nil), after: .zero, leftover: []))
      return
    }
    let log = logs[query.isPrevious ? instance - 1 : instance]
    if !log.isEmpty, !tail.confirm(view) {
      record(tail.readEnded(nil, after: .zero, leftover: []))
      return
    }
    var stream: [UInt8] = []
    for line in log where (line.timestamp?.seconds ?? 0) >= query.sinceSecond ?? 0 {
      stream += Array("\((line.timestamp ?? clock).rfc3339) ".utf8) + line.text.utf8 + [0x0A]
    }
    let isCut = hasFaults && !stream.isEmpty && Int.random(in: 0..<3, using: &random) == 0
    if isCut { stream = Array(stream.prefix(Int.random(in: 0..<stream.count, using: &random))) }
    var reader = LogLineReader()
    var events: [LogEvent] = []
    _ = tail.received(stream, &reader, into: &events)
    record(events)
    let error = isCut ? KubernetesError.unreachable(.closedEarly(reason: "")) : nil
    record(tail.readEnded(error, after: .zero, leftover: reader.leftover))
  }

  private mutating func record(_ events: [LogEvent]) {
    for event in events {
      switch event {
      case .line(let line): received.append(line.text)
      case .gap: gaps += 1
      case .ended(let source, _): endedInstances.append(source.restartCount)
      default: continue
      }
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension LogLineReader {
  mutating func receive(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    receive(bytes) { lines.append($0) }
    return lines
  }
}
