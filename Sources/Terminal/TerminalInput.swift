import Glibc

/// Reads the terminal without ever waiting for it, and tells what was typed.
@LoopActor final class TerminalInput {
  private let descriptor: Int32
  private var decoder: KeyDecoder
  private var clicks = DoubleClick()
  private var flushing: Task<Void, Never>?
  /// When what the decoder holds back was read.
  private var waitsSince: ContinuousClock.Instant?
  private let emit: @LoopActor (TerminalEvent) -> Void

  /// How long an escape byte may be alone before it is the Escape key.
  private static let escapeDelay = Duration.milliseconds(25)
  /// How late the rest of a sequence may come.
  private static let sequenceDelay = Duration.seconds(1)

  init(descriptor: Int32, sequences: [[UInt8]: Key], emit: @escaping @LoopActor (TerminalEvent) -> Void) {
    self.descriptor = descriptor
    decoder = KeyDecoder(sequences: sequences)
    self.emit = emit
  }

  func start() {
    Loop.watch(descriptor) { [weak self] in self?.receive() }
  }

  /// Leaves what is typed from now on to others.
  func stop() {
    Loop.unwatch(descriptor)
    flushing?.cancel()
    deliver(decoder.flush())
    decoder.forgetPaste()
  }

  private func receive() {
    flushing?.cancel()
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    guard count > 0 else {
      // The terminal is gone.
      stop()
      return emit(.closed)
    }
    let isLate = waitsSince.map { $0.duration(to: .now) >= Self.escapeDelay } ?? false
    deliver(isLate ? decoder.feedLate(bytes.prefix(count)) : decoder.feed(bytes.prefix(count)))
    waitsSince = decoder.isWaiting ? .now : nil
    guard decoder.isWaiting else { return }
    flushing = Task { [weak self] in
      let isInSequence = self?.decoder.isInSequence ?? false
      try? await Task.sleep(for: isInSequence ? Self.sequenceDelay : Self.escapeDelay)
      guard !Task.isCancelled else { return }
      self?.endWaiting()
    }
  }

  private func endWaiting() {
    // When the loop was busy, the rest of the sequence may be there already.
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 0) == 0 else { return receive() }
    waitsSince = nil
    deliver(decoder.flush())
  }

  private func deliver(_ events: [TerminalEvent]) {
    for event in events { emit(clicks.recognize(event, at: .now)) }
  }
}

/// Turns the second of two quick presses at one place into a double click.
struct DoubleClick {
  private var last: (position: Point, time: ContinuousClock.Instant)?

  static let interval = Duration.milliseconds(400)

  mutating func recognize(_ event: TerminalEvent, at time: ContinuousClock.Instant) -> TerminalEvent {
    guard case .mouse(let mouse) = event, mouse.kind == .pressed else { return event }
    if let last, last.position == mouse.position, time - last.time <= Self.interval {
      self.last = nil
      return .mouse(MouseEvent(.doubleClicked, mouse.position))
    }
    last = (mouse.position, time)
    return event
  }
}
