import Synchronization

/// The terminal on which a credential plugin may ask the person. Whoever has it says how it is lent.
package final class PluginTerminal: Sendable {
  package struct Lending: Sendable {
    /// Nobody shows anything on it: it can be given to every plugin that may ask. Where somebody does, it is taken from them only
    /// when there is no other way.
    package var isFree: Bool
    /// Runs the body while it may use the terminal of standard input and standard error. A person who looked at something else
    /// is told for what, which comes first.
    package var lend: @Sendable (String, @escaping @Sendable () async -> Void) async -> Void

    package init(isFree: Bool, lend: @escaping @Sendable (String, @escaping @Sendable () async -> Void) async -> Void) {
      self.isFree = isFree
      self.lend = lend
    }
  }

  private let state = Mutex<Lending?>(nil)

  package init() {}

  /// nil where nobody sits at one.
  package var lending: Lending? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
