import Terminal

/// Lends the terminal to one at a time, in the order in which they asked.
@LoopActor final class TerminalLending {
  private let screen: any Screen
  /// Those that have it or wait for it; the last waits for all before it.
  private var guests: [Task<Void, Never>] = []

  init(_ screen: any Screen) {
    self.screen = screen
  }

  /// Returns when the body has ended and the screen is back. A body whose task is cancelled still gives the terminal back.
  func lend(_ body: @escaping @Sendable (RawTerminal) async -> Void) async {
    let (before, screen) = (guests.last, screen)
    let guest = Task { @LoopActor in
      await before?.value
      if !Task.isCancelled { await screen.withTerminal { await body($0) } }
    }
    guests.append(guest)
    await withTaskCancellationHandler {
      await guest.value
    } onCancel: {
      guest.cancel()
    }
    if guests.last == guest { guests = [] }
  }

  /// Takes it back from whoever has it, and returns when the screen is there again.
  func takeBack() async {
    for guest in guests { guest.cancel() }
    await guests.last?.value
  }
}
