/// Why no credentials could be presented. Never holds a secret of ours; what a plugin printed to its standard error is text
/// of somebody else's, for people to read.
package enum CredentialError: Error, Hashable, Sendable {
  case unreadableTokenFile(path: String, reason: String)
  /// Nobody has seen this command and agreed to it, or it is no longer the one that was agreed to.
  case pluginNotAllowed(ShownPlugin)
  /// `hint` says, in the words of whoever wrote the kubeconfig, where to get it.
  case pluginNotFound(command: String, hint: String)
  /// It must ask on the terminal, which is not its own here.
  case pluginNeedsTerminal(command: String)
  case pluginFailed(command: String, exitCode: Int, standardError: String)
  case pluginTimedOut(command: String, after: Duration)
  /// It succeeded, and printed no usable credentials.
  case pluginAnswer(command: String, reason: String)
}
