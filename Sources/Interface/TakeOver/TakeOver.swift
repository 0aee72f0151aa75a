import Engine
import Model

/// What was refused for fields that others manage.
package struct Held: Hashable, Sendable {
  package var operation: Operation
  package var fields: [HeldField]
}

extension Operation {
  /// The same, taking over what others manage; nil for what applies nothing.
  var takingOver: Operation? {
    switch self {
    case .deploy(let app, _): .deploy(app, takesOver: true)
    case .rollback(let app, let revision, _): .rollback(app, revision: revision, takesOver: true)
    // An undo that deploys is a deploy of what it was to go back to: that is asked for by itself.
    default: nil
    }
  }
}

extension State {
  /// Tells who manages what, and how it is taken over.
  mutating func hold(_ operation: Operation, _ message: Message, _ fields: [HeldField]) {
    var message = message
    if let app = operation.app, operation.takingOver != nil {
      heldFields[app] = Held(operation: operation, fields: fields)
      message.advice =
        "\(hint(.takeOver, in: .apps)) takes them over after asking, as \"take over\" in the palette does; "
        + "or have them give those fields back first."
    }
    fail(operation, message)
  }

  /// A deploy that went through has nothing left to take over.
  mutating func forgetHeld(after operation: Operation) {
    guard let app = operation.app else { return }
    switch operation {
    case .deploy, .rollback, .deleteApp: heldFields[app] = nil
    default: break
    }
  }

  func takeOverQuestion(_ app: App) -> Confirmation? {
    guard let held = heldFields[app.id], let operation = held.operation.takingOver else { return nil }
    var lines = place(of: app) + [.init("These fields become shipit's:")]
    lines += held.fields.map { .init("  \($0.text)", .warning) }
    lines += [
      .init(""), .init("Whoever manages them now may set them again: have that stopped."),
      .init("Then the app is deployed as it was asked for."),
    ]
    return Confirmation(
      title: "Take over \(held.fields.count) field\(held.fields.count == 1 ? "" : "s") for \(app.name)?", lines: lines,
      verb: "Take over", isDestructive: true, operation: operation)
  }
}
