/// A command that prints credentials (`client.authentication.k8s.io`).
package struct ExecPlugin: Hashable, Sendable {
  package enum Version: String, Hashable, Sendable {
    case v1 = "client.authentication.k8s.io/v1"
    case v1beta1 = "client.authentication.k8s.io/v1beta1"
  }

  /// Whether it may ask the person on the terminal.
  package enum InteractiveMode: String, Hashable, Sendable {
    case never = "Never"
    case ifAvailable = "IfAvailable"
    case always = "Always"
  }

  package var version: Version
  /// A name to look up in `PATH`, or an absolute path.
  package var command: String
  package var arguments: [String]
  /// Added to the environment, in order.
  package var environment: [Variable]
  /// What to tell the person when the command is not there.
  package var installHint: String
  package var providesClusterInfo: Bool
  package var interactiveMode: InteractiveMode

  package struct Variable: Hashable, Sendable {
    package var name: String
    /// May be a secret: shown to nobody.
    package var value: Secret
  }
}
