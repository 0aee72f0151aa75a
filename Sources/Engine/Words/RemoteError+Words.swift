import HTTP
import Kubernetes
import Model
import Sync

extension RemoteError {
  /// In words, of a server by its name.
  package func explanation(remote: String) -> Explanation {
    switch self {
    case .http(let error):
      KubernetesError.unreachable(error).explanation(cluster: remote)
    case .unauthorized:
      Explanation(
        .refused, "\(remote) does not take the token.",
        advice: "Set another: shipit-tui remote set URL --name \(remote)")
    case .notAServer(let reason):
      Explanation(
        .failed, "There is no shipit server at that URL: \(reason.neutralised()).",
        advice: "The URL is what stands before /api. Set it right with `remote set`.")
    case .notFound: Explanation(.notFound, "\(remote) does not have it any more.", advice: "Sync again.")
    case .refused(let status, let message):
      Explanation(.refused, "\(remote) refused it (\(status)): \(message.neutralised().sentence)")
    case .pending:
      Explanation(.unreachable, "\(remote) is still testing a cluster.", advice: "Sync again in a while.")
    case .notTaken(let fields):
      Explanation(
        .failed, "\(remote) said yes and did not change: \(fields.joined(separator: ", ").neutralised().sentence)",
        advice: "Is it another version of the server?")
    case .malformed(let what):
      Explanation(.failed, "\(remote) answered with \(what) that cannot be read.", advice: "Is it a newer server?")
    }
  }
}
