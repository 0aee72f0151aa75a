/// What the app shows itself on: a terminal, or a test's memory.
@LoopActor package protocol Screen: AnyObject {
  /// The size of the frame that fits now. A change is told by `TerminalEvent.resized`.
  var size: Size { get }

  /// Receives what is typed, pasted and clicked, in order. The screen keeps what arrives while there is no handler.
  var onEvent: (@LoopActor (TerminalEvent) -> Void)? { get set }

  /// Draws the frame; only what differs from the one before is sent. Does nothing while the terminal is given away.
  func show(_ frame: Frame, theme: Theme)

  /// Sends every cell anew, when something else has written over the screen.
  func redraw()

  /// Names the window, where the terminal has a name to change. Controls in the title are dropped.
  func setTitle(_ title: String)

  func bell()

  /// Puts text into the clipboard of the person's terminal (OSC 52), also through tmux and ssh.
  ///
  /// Returns false when the text is longer than terminals take.
  @discardableResult
  func copy(_ text: String) -> Bool

  /// Gives the terminal back, stops the whole job as Ctrl-Z does in a shell, and redraws once it is continued.
  func suspend()

  /// Gives the terminal away while `body` runs, to an editor or a shell, then redraws.
  func withTerminal<R: Sendable>(_ body: @LoopActor (RawTerminal) async throws -> R) async rethrows -> R
}
