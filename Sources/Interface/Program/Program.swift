import Engine
import Foundation
import Model
import Synchronization
import Terminal

/// The running app: keys and news come in, frames go out. Everything in it happens on the loop.
@LoopActor package final class Program {
  package private(set) var state: State
  let engine: Engine
  private let screen: any Screen
  private let terminal: TerminalLending
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> Date
  private let folder: PersonalFolder?
  private var tasks: [String: (number: Int, task: Task<Void, Never>)] = [:]
  private var taskCount = 0
  /// Something has changed since the last frame.
  private var needsFrame = false
  /// A frame is drawn when the loop has done what is waiting.
  private var isFrameQueued = false
  /// The last frame was drawn just now.
  private var isResting = false
  private var shownTitle = ""
  private var ended: CheckedContinuation<Void, Never>?
  /// How many frames were drawn: one for any number of actions that come at once.
  package private(set) var frameCount = 0

  /// Between two frames at the least, but for those that show what a person did.
  private static let frameInterval = Duration.milliseconds(16)

  /// - Parameters:
  ///   - folder: where the person's own files are watched; nil for nowhere.
  ///   - files: what stood in them before the first frame.
  ///   - memory: where the person was when they left.
  ///   - news: told one after the other at the start.
  package init(
    engine: Engine, screen: any Screen, clock: any Clock<Duration>, now: @escaping @Sendable () -> Date,
    folder: PersonalFolder? = nil, files: PersonalFiles = PersonalFiles(), memory: ScreenMemory? = nil,
    news: [Message] = []
  ) {
    self.engine = engine
    self.screen = screen
    terminal = TerminalLending(screen)
    self.clock = clock
    self.now = now
    self.folder = folder
    state = State(size: screen.size, now: now())
    if let memory { state.restore(memory) }
    state.read(files, isStart: true)
    state.waitingMessages += news
  }

  /// Runs until the person quits.
  package func run() async {
    screen.onEvent = { [weak self] event in self?.send(.terminal(event)) }
    engine.terminal.lending = .init(isFree: false) { [terminal] purpose, body in
      await terminal.lend { guest in
        await guest.write(Array("\(purpose.neutralised())\n".utf8))
        await body()
      }
    }
    perform(.followStore)
    perform(.followRemotes)
    if folder != nil { perform(.watchFiles) }
    let ticking = Task { [weak self] in
      while let self, !Task.isCancelled {
        try? await clock.sleep(for: .seconds(1))
        if !Task.isCancelled { send(.ticked(now())) }
      }
    }
    draw()
    await withCheckedContinuation { ended = $0 }
    ticking.cancel()
    let memory = state.memory
    if memory != state.remembered { try? await engine.store.setSetting(ScreenMemory.setting, to: memory.json) }
    for (_, task) in tasks.values { task.cancel() }
    engine.terminal.lending = nil
    await terminal.takeBack()
    screen.onEvent = nil
  }

  package func send(_ action: Action) {
    for effect in state.reduce(action) { perform(effect) }
    guard state.isRunning else {
      ended?.resume()
      ended = nil
      return
    }
    needsFrame = true
    if case .terminal = action {
      queueFrame()
    } else if !isResting {
      queueFrame()
    }
  }

  /// Draws when the loop has done what is waiting, so that a burst of news or of keys costs one frame.
  private func queueFrame() {
    guard !isFrameQueued else { return }
    isFrameQueued = true
    Task {
      isFrameQueued = false
      if state.isRunning, needsFrame { draw() }
    }
  }

  /// News wait until the interval is over.
  private func rest() {
    guard !isResting else { return }
    isResting = true
    Task {
      try? await clock.sleep(for: Self.frameInterval)
      isResting = false
      if needsFrame { queueFrame() }
    }
  }

  private func draw() {
    needsFrame = false
    frameCount += 1
    rest()
    screen.show(state.frame(), theme: state.theme)
    state.wasSeen()
    let place =
      state.lock != nil
      ? ["locked"]
      : [state.selectedProject?.name, state.selectedCluster?.name, state.selectedApp?.name].compactMap { $0 }
    let title = (["shipit"] + place).joined(separator: " ▸ ")
    if title != shownTitle { screen.setTitle(title) }
    shownTitle = title
  }

  /// Starts what a reducer asked for. A newer effect of the same id ends the older one.
  private func perform(_ effect: Effect) {
    switch effect {
    case .suspend: screen.suspend()
    case .redraw: screen.redraw()
    case .bell: screen.bell()
    case .copy(let text):
      // Terminals take no more than so much at once (OSC 52).
      if !screen.copy(text) { state.show("That is too long for the clipboard of a terminal.", .warning) }
    case .edit(let app, let text): edit(text, of: app)
    case .quit: break
    case .stopReading: for id in tasks.keys where Effect.isReading(id) { cancel(id) }
    case .stopTail, .stopDetail, .stopPlanning, .forgetCluster, .abandon: cancel(effect.id)
    default:
      guard let id = effect.id else { return }
      cancel(id)
      taskCount += 1
      let number = taskCount
      let runner = EffectRunner(
        engine: engine, clock: clock, now: now, folder: folder, lend: { [terminal] in await terminal.lend($0) }
      ) { [weak self] action in
        // What was cancelled is unwanted: its answer must not reach the state.
        guard let self, self.tasks[id]?.number == number else { return }
        self.send(action)
      }
      let task = Task.detached { [weak self] in
        await runner.run(effect)
        await self?.forget(id, number: number)
      }
      tasks[id] = (number, task)
    }
  }

  private func edit(_ text: String, of app: AppID) {
    let name = state.app(app)?.name ?? "app"
    let environment = engine.environment
    Task {
      let end = Mutex<EditorEnd?>(nil)
      await terminal.lend { _ in
        let edited = await Editor.edit(text, named: "\(name).yaml", environment: environment)
        end.withLock { $0 = edited }
      }
      if let end = end.withLock({ $0 }) { send(.edited(app, from: text, end)) }
    }
  }

  private func cancel(_ id: String?) {
    guard let id else { return }
    tasks.removeValue(forKey: id)?.task.cancel()
  }

  private func forget(_ id: String, number: Int) {
    if tasks[id]?.number == number { tasks[id] = nil }
  }
}
