import Engine
import Model
import Terminal

/// A question before something is done. The default is always not to do it.
package struct Confirmation: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package var text: String
    package var role: Role
    /// What it tells; drawn side by side where the screen is wide.
    package var change: ConfigurationChange?

    package init(_ text: String, _ role: Role = .text) {
      self.text = text
      self.role = role
    }

    package init(_ change: ConfigurationChange) {
      self.init("")
      self.change = change
    }
  }

  /// Whether the cluster would accept it: asked while the question is open.
  package enum Check: Hashable, Sendable {
    case checking
    case done(Preflight)
  }

  package var title: String
  package var lines: [Line]
  /// What the button that does it says: `Roll back`.
  package var verb: String
  package var isDestructive: Bool
  package var consequence: Consequence
  /// What must be typed to go on, and what has been; nil where a key is enough.
  package var typed: Typed?
  package var isVerbFocused = false
  /// The revision that an undo goes to.
  package var revision: Int?
  /// nil where the cluster is not asked.
  package var check: Check?
  /// The first line shown.
  package var offset = 0
  /// It came by itself, or for a key that was pressed before there was anything to see: a yes counts from the first frame with it on.
  package var needsLook = false

  package init(
    title: String, lines: [Line], verb: String, isDestructive: Bool = false, operation: Operation,
    typing expected: String? = nil
  ) {
    self.init(
      title: title, lines: lines, verb: verb, isDestructive: isDestructive, consequence: .start(operation),
      typing: expected)
  }

  package init(
    title: String, lines: [Line], verb: String, isDestructive: Bool = false, consequence: Consequence,
    typing expected: String? = nil
  ) {
    self.title = title
    self.lines = lines
    self.verb = verb
    self.isDestructive = isDestructive
    self.consequence = consequence
    typed = expected.map { Typed(expected: $0) }
  }

  /// What a yes leads to.
  package enum Consequence: Hashable, Sendable {
    case start(Operation)
    /// Each an operation of its own.
    case startAll([Operation])
    /// Stops what is under way for the app and goes back to that revision.
    case abort(AppID, revision: Int)
    /// Back into the editor, with what is wrong with the file.
    case editAgain(AppID, [String])
    case quit
    case saveLog(LogFile)
  }

  package struct Typed: Hashable, Sendable {
    package var expected: String
    package var input = TextInput()

    package var isComplete: Bool { input.text == expected }
  }
}
