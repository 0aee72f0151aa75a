/// What a person has agreed to, of the commands that kubeconfigs run for credentials.
package enum PluginConsent: Hashable, Sendable {
  case none
  /// This command, as they have seen it, and no other.
  case given(fingerprint: String)
  /// Whatever it is (`--allow-exec`): they know what their kubeconfig runs.
  case any

  package func allows(_ plugin: ExecPlugin) -> Bool {
    switch self {
    case .none: false
    case .given(let fingerprint): fingerprint == plugin.fingerprint
    case .any: true
    }
  }
}

extension ExecPlugin {
  /// As a person is asked for it.
  package var shown: ShownPlugin { ShownPlugin(command: commandLine, fingerprint: fingerprint) }
}

/// A command that somebody may agree to.
package struct ShownPlugin: Hashable, Sendable {
  /// The whole of it, as a shell would take it, without the values of its variables.
  package var command: String
  package var fingerprint: String

  package init(command: String, fingerprint: String) {
    self.command = command
    self.fingerprint = fingerprint
  }
}
