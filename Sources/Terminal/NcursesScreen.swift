import Glibc

/// A real terminal as a `Screen`.
@LoopActor package final class NcursesScreen: Screen {
  package private(set) var size: Size
  package var onEvent: (@LoopActor (TerminalEvent) -> Void)? {
    didSet { deliverBacklog() }
  }

  private let environment: TerminalEnvironment
  private let curses: Curses
  private let signals: SignalPipe
  private var input: TerminalInput?
  private var backlog: [TerminalEvent] = []
  /// What the terminal shows; nil when that is unknown.
  private var shown: Frame?
  private var last: (frame: Frame, theme: Theme)?
  private var looks: [Style: Curses.Look] = [:]
  /// The terminal is a child's, or given back for good.
  private var isAway = false
  /// Who has the terminal now.
  private var guest: Guest?
  private var deadline: Task<Void, Never>?

  /// Takes the terminal over while `body` runs, and gives it back whatever happens.
  package static func withScreen<R: Sendable>(
    _ options: TerminalOptions = TerminalOptions(), environment: [String: String],
    _ body: @LoopActor (NcursesScreen) async throws -> R
  ) async throws -> R {
    let screen = try NcursesScreen(options, TerminalEnvironment(environment))
    defer { screen.end() }
    return try await body(screen)
  }

  private init(_ options: TerminalOptions, _ environment: TerminalEnvironment) throws(TerminalError) {
    self.environment = environment
    // Before ncurses, which otherwise installs handlers of its own that end the process.
    signals = SignalPipe(catching: [SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT, SIGQUIT])
    do {
      curses = try Curses(environment, options: options)
    } catch {
      signals.close()
      throw error
    }
    size = curses.adoptSize()
    Loop.watch(signals.descriptor) { [weak self] in self?.receiveSignals() }
    let input = TerminalInput(descriptor: STDIN_FILENO, sequences: curses.keySequences) { [weak self] in
      self?.deliver($0)
    }
    self.input = input
    input.start()
  }

  private func end() {
    input?.stop()
    deadline?.cancel()
    isAway = true
    curses.end()
    Loop.unwatch(signals.descriptor)
    signals.close()
  }

  // MARK: - Drawing

  package func show(_ frame: Frame, theme: Theme) {
    if theme != last?.theme { forget() }
    last = (frame, theme)
    guard !isAway else { return }
    if shown?.size != frame.size {
      shown = nil
      curses.erase()
    }
    for y in 0..<min(frame.size.height, size.height) {
      for x in 0..<min(frame.size.width, size.width) {
        let cell = frame[x, y]
        guard !cell.isContinuation, shown?[x, y] != cell else { continue }
        let isWide = x + 1 < frame.size.width && frame[x + 1, y].isContinuation
        curses.put(cell.character, isWide: isWide, x: x, y: y, look(cell.style, in: theme))
      }
    }
    shown = frame
    curses.showCursor(at: frame.cursor)
    curses.refresh()
  }

  private func look(_ style: Style, in theme: Theme) -> Curses.Look {
    if let look = looks[style] { return look }
    let look = curses.look(theme.appearance(of: style, depth: curses.depth))
    looks[style] = look
    return look
  }

  private func forget() {
    shown = nil
    looks = [:]
  }

  package func redraw() {
    guard !isAway, let last else { return }
    shown = nil
    curses.repaint()
    show(last.frame, theme: last.theme)
  }

  package func setTitle(_ title: String) {
    guard environment.speaksXterm, !isAway else { return }
    curses.send(ControlString.title(title))
  }

  package func bell() {
    guard !isAway else { return }
    curses.ring()
  }

  package func copy(_ text: String) -> Bool {
    guard environment.speaksXterm, !isAway, let command = ControlString.copy(text, in: environment) else {
      return false
    }
    curses.send(command)
    return true
  }

  // MARK: - Giving the terminal away

  package func suspend() {
    guard !isAway else { return }
    curses.leave()
    // The others of the job first, then this thread: so the stop has happened when `raise` returns.
    let handler = signal(SIGTSTP, SIG_IGN)
    kill(0, SIGTSTP)
    signal(SIGTSTP, SIG_DFL)
    raise(SIGTSTP)
    signal(SIGTSTP, handler)
    comeBack()
  }

  package func withTerminal<R: Sendable>(_ body: @LoopActor (RawTerminal) async throws -> R) async rethrows -> R {
    input?.stop()
    curses.leave()
    isAway = true
    let guest = Guest()
    self.guest = guest
    defer {
      guest.leave()
      self.guest = nil
      isAway = false
      // What was typed for whoever had the terminal is no command of ours.
      tcflush(STDIN_FILENO, TCIFLUSH)
      input?.start()
      comeBack()
    }
    return try await body(guest.terminal)
  }

  /// Redraws what was last shown, or lets the app do it when the size is another.
  private func comeBack() {
    curses.enter()
    shown = nil
    if !adoptSize(), let last { show(last.frame, theme: last.theme) }
  }

  // MARK: - Events

  /// Returns whether the size has changed.
  private func adoptSize() -> Bool {
    let old = size
    size = curses.adoptSize()
    guard size != old else { return false }
    shown = nil
    deliver(.resized(size))
    return true
  }

  private func receiveSignals() {
    for signal in signals.take() {
      switch signal {
      case SIGWINCH: if isAway { guest?.tellSize() } else { _ = adoptSize() }
      case SIGCONT: if !isAway { comeBack() }
      // An editor that is stopped stops its whole job, or the shell would wait for us and nobody would be there.
      case SIGTSTP: if isAway { kill(getpid(), SIGSTOP) } else { suspend() }
      // While a child has the terminal, what is typed there interrupts it, not us.
      case SIGINT, SIGQUIT: if !isAway { close(signal) }
      default: close(signal)
      }
    }
  }

  /// Asks the app to end, and ends it when it does not.
  private func close(_ signal: Int32) {
    guard deadline == nil else { die(of: signal) }
    deadline = Task { [weak self] in
      try? await Task.sleep(for: .seconds(2))
      if !Task.isCancelled { self?.die(of: signal) }
    }
    deliver(.closed)
  }

  private func die(of signal: Int32) -> Never {
    if !isAway { curses.leave() }
    guest?.leave()
    SignalAction.die(of: signal)
  }

  private func deliver(_ event: TerminalEvent) {
    backlog.append(event)
    deliverBacklog()
  }

  private func deliverBacklog() {
    while let onEvent, !backlog.isEmpty { onEvent(backlog.removeFirst()) }
  }
}
