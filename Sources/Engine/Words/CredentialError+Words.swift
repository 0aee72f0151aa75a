import Kubernetes
import Model

extension CredentialError {
  func explanation(cluster: String) -> Explanation {
    switch self {
    case .unreadableTokenFile(let path, let reason):
      Explanation(
        .refused, "The token for \(cluster) is in \(path.neutralised()), which cannot be read: \(reason.said)")
    case .pluginNotAllowed(let plugin):
      Explanation(
        .refused,
        "The credentials for \(cluster) come from a command that nobody agreed to: \(plugin.command.neutralised())",
        advice: "See it and allow it: shipit-tui clusters allow-exec PROJECT/\(cluster.neutralised())")
    case .pluginNotFound(let command, let hint):
      Explanation(
        .refused, "The command for the credentials of \(cluster) is not installed: \(command.neutralised())",
        advice: hint.isEmpty ? "Install it, or connect the cluster with other credentials." : hint.neutralised())
    case .pluginNeedsTerminal(let command):
      Explanation(
        .refused, "The command for the credentials of \(cluster) must ask you something: \(command.neutralised())",
        advice: "Log in with it in a shell first.")
    case .pluginFailed(let command, let code, let text):
      Explanation(
        .refused, "The command for the credentials of \(cluster) failed with \(code): \(command.neutralised())",
        advice: "Log in with it in a shell, then try again.",
        details: text.split(separator: "\n").map { $0.neutralised() })
    case .pluginTimedOut(let command, let duration):
      Explanation(
        .refused,
        "The command for the credentials of \(cluster) did not end in \(duration.components.seconds) seconds: "
          + command.neutralised(),
        advice: "Log in with it in a shell, then try again.")
    case .pluginAnswer(let command, let reason):
      Explanation(
        .refused, "The command for the credentials of \(cluster) printed none: \(reason.said)",
        details: [command.neutralised()])
    }
  }
}
