import Engine
import Model
import Sync
import Terminal

/// The page that shows what a sync would do, lets a person choose, does it, and says what came of it.
extension State {
  /// Opens it, or reads both sides anew.
  mutating func openSync() -> [Effect] {
    let known = syncView.flatMap { view in remotes.first { $0.id == view.remote.id } }
    guard let remote = known ?? remotes.first else { return [] }
    if page?.kind != .sync { open(.sync(RowList())) }
    return showSync(with: remote)
  }

  private mutating func showSync(with remote: Remote) -> [Effect] {
    // What is under way is looked at, not begun again.
    if syncJob(remote.id) != nil, syncView?.remote.id == remote.id { return [] }
    var view = SyncView(remote: remote)
    if let old = syncView, old.remote.id == remote.id {
      (view.options.recreates, view.options.sendsKubeconfigs) = (old.options.recreates, old.options.sendsKubeconfigs)
    }
    syncView = view
    return [.planSync(remote.id, view.options)]
  }

  mutating func hear(_ news: SyncNews, of remote: RemoteID) {
    guard syncView?.remote.id == remote else { return }
    switch news {
    case .reading(let what): syncView?.phase = .reading(what)
    case .planned(let plan): syncView?.take(plan)
    case .ended(let report): syncView?.phase = .ended(report)
    case .failed(let reason): syncView?.phase = .failed(reason)
    }
  }

  mutating func runInSync(_ command: Command, _ old: RowList) -> [Effect]? {
    var list = old
    let (rows, items) = syncRows
    if list.run(command, in: rows, height: rowListHeight) {
      replacePage(.sync(list))
      return []
    }
    let item = list.id(in: rows).flatMap { items[$0] }
    switch command {
    case .takeLocal, .takeRemote:
      guard case .conflict(let conflict) = item else { return [] }
      syncView?.choose(command == .takeLocal ? .local : .remote, for: conflict)
      return []
    case .agree, .enter:
      if let item { syncView?.toggle(item) }
      return []
    case .applySync: return ask(syncQuestion)
    case .nextTab, .nextPane, .previousTab, .previousPane:
      guard remotes.count > 1, let index = remotes.firstIndex(where: { $0.id == syncView?.remote.id }) else {
        return []
      }
      let distance = command == .nextTab || command == .nextPane ? 1 : remotes.count - 1
      return showSync(with: remotes[(index + distance) % remotes.count])
    case .cancel, .leave:
      closePage()
      guard case .reading = syncView?.phase else { return [] }
      syncView = nil
      return [.stopPlanning]
    default: return nil
    }
  }

  /// What a person agrees to, in full where something is taken away.
  private var syncQuestion: Confirmation? {
    guard let view = syncView, let plan = view.plan else { return nil }
    let wanted = view.wanted
    let counts = [
      (wanted.count { $0.isThere }, "on the server"), (wanted.count { $0.isHere }, "here"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    var lines: [Confirmation.Line] = [.init("\(view.remote.url)".neutralised(), .muted), .init("")]
    lines.append(
      .init(
        counts.isEmpty
          ? "Nothing changes; it is remembered that both are the same." : "To do: \(counts.joined(separator: ", "))."))
    let deleted = wanted.filter(\.asks)
    if !deleted.isEmpty {
      lines += [.init(""), .init("This takes something away:", .warning)]
      lines += deleted.map { .init("  \($0.title)", .warning) }
    }
    let waiting = view.steps.count - wanted.count
    if waiting > 0 { lines.append(.init("\(waiting) wait, because you have not agreed to them.", .muted)) }
    if !plan.conflicts.isEmpty {
      lines.append(.init("\(plan.conflicts.count) undecided, and left as they are.", .muted))
    }
    return Confirmation(
      title: "Sync with \(view.remote.name)?", lines: lines, verb: "Sync", isDestructive: !deleted.isEmpty,
      operation: .sync(view.remote.id, plan, agreed: view.agreed))
  }

  func drawSync(_ list: RowList, in rect: Rect, on frame: inout Frame) {
    let name = syncView?.remote.name.neutralised() ?? ""
    let others = remotes.count > 1 ? "one of \(remotes.count): \(hint(.nextPane))" : ""
    draw(
      list, syncRows.rows, title: "Sync with \(name)",
      note: others.isEmpty ? syncView?.remote.url.neutralised() ?? "" : others,
      placeholder: "There is no server.\nSet one: shipit-tui remote set URL", in: rect, on: &frame)
  }
}

extension SyncStep {
  fileprivate var isThere: Bool {
    switch kind {
    case .createThere, .deleteThere, .recreateThere: true
    case .change: !there.isEmpty
    default: false
    }
  }

  fileprivate var isHere: Bool {
    switch kind {
    case .createHere, .deleteHere: true
    case .change, .recreateThere: !here.isEmpty
    default: false
    }
  }
}

extension EffectRunner {
  func planSync(with id: RemoteID, _ options: SyncOptions) async {
    do throws(EngineError) {
      guard let remote = (try? await engine.store.remotes())?.first(where: { $0.id == id }) else {
        throw EngineError.noRemote
      }
      let plan = try await hearing({ .syncTold(id, .reading($0)) }) { tell throws(EngineError) in
        try await engine.planSync(with: remote, options, reading: tell)
      }
      await send(.syncTold(id, .planned(plan)))
    } catch {
      await send(
        .syncTold(
          id, .failed([error.explanation.text, error.explanation.advice].compactMap { $0 }.joined(separator: "\n"))))
    }
  }

  func sync(
    with id: RemoteID, _ plan: SyncPlan, agreed: Set<SyncStep>, telling operation: Operation, _ engine: Engine
  ) async throws(EngineError) -> String {
    guard let remote = (try? await engine.store.remotes())?.first(where: { $0.id == id }) else {
      throw EngineError.noRemote
    }
    let report = try await hearing({ .operationTold(operation, $0) }) { tell throws(EngineError) in
      try await engine.apply(plan, with: remote, agreed: agreed) { step, number, count in
        if step.isShown { tell("\(number) of \(count): \(step.title)") }
      }
    }
    await send(.syncTold(id, .ended(report)))
    return "Synced with \(remote.name): \(report.summary)."
  }

  /// Passes on what is told while something is done; where it comes too fast, only the newest.
  private func hearing<R: Sendable>(
    _ action: @escaping @Sendable (String) -> Action,
    _ body: (@escaping @Sendable (String) -> Void) async throws(EngineError) -> R
  ) async throws(EngineError) -> R {
    let (told, telling) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
    let listening = Task { for await text in told { await send(action(text)) } }
    defer { telling.finish() }
    let result = try await body { _ = telling.yield($0) }
    telling.finish()
    await listening.value
    return result
  }
}
