import HTTP
import Kubernetes
import Model

extension KubernetesError {
  package func explanation(cluster: String) -> Explanation {
    let cluster = cluster.neutralised()
    return switch self {
    case .unreachable(let error): error.explanation(cluster: cluster)
    case .unauthorized(let message):
      Explanation(
        .refused, "\(cluster) does not accept the stored credentials: \(message.said)",
        advice: "They may have expired: disconnect the cluster and connect it again with fresh ones.")
    case .forbidden(let message):
      Explanation(
        .refused, "\(cluster) does not allow it: \(message.said)",
        advice: "Ask for that permission, or use other credentials.")
    case .notFound(let message): Explanation(.notFound, "\(cluster) says: \(message.said)")
    case .alreadyExists(let message): Explanation(.refused, "\(cluster) says: \(message.said)")
    case .conflict(let message, let fields):
      Explanation(
        .refused, "Somebody else manages what would change on \(cluster).",
        advice: "Nothing was changed.",
        details: fields.isEmpty
          ? [message.neutralised()] : fields.map { "\($0.manager.neutralised()) manages \($0.field.neutralised())" })
    case .modified(let message):
      Explanation(.refused, "It changed on \(cluster) in the meantime: \(message.said)", advice: "Try again.")
    case .invalid(let message, let causes):
      Explanation(
        .refused, "\(cluster) refuses it as invalid: \(message.said)",
        details: causes.map { "\($0.field): \($0.message)".neutralised() })
    case .badRequest(let message): Explanation(.refused, "\(cluster) does not understand the request: \(message.said)")
    case .tooManyRequests(let message, _):
      Explanation(.unreachable, "\(cluster) has too much to do: \(message.said)", advice: "Try again in a moment.")
    case .expired(let message):
      Explanation(.failed, "\(cluster) no longer holds that list: \(message.said)", advice: "Try again.")
    case .tooLargeResourceVersion(let message, _):
      Explanation(
        .unreachable, "\(cluster) is behind another of its servers: \(message.said)", advice: "Try again in a moment.")
    case .server(let status):
      Explanation(.refused, "\(cluster) answers \(status.code): \(status.message.said)")
    case .undecodable(let what, let reason):
      Explanation(.failed, "\(cluster) answers with a \(what) that makes no sense: \(reason.said)")
    case .readOnly(_, let verb, let resource):
      Explanation(.refused, "\(cluster) is connected for reading only: no \(verb) of \(resource) was sent.")
    case .confirmationRequired:
      Explanation(
        .refused, "\(cluster) is protected: a change needs its name, typed. Nothing was sent.",
        advice: "Say so with --confirm \(cluster).")
    case .credentials(let error): error.explanation(cluster: cluster)
    case .cannotListen(let port, let reason):
      Explanation(
        .refused, "Port \(port) of this machine cannot be listened at: \(reason.said)",
        advice: "Name another one, or 0 for any that is free.")
    case .cancelled: Explanation(.failed, "Cancelled.")
    }
  }
}

extension HTTPError {
  func explanation(cluster: String) -> Explanation {
    switch self {
    case .nameNotFound(let host):
      Explanation(
        .unreachable, "\(cluster) is not reachable: the name \(host.neutralised()) is not known.",
        advice: "Are you in the right network or VPN?")
    case .notConnected(let host, let port, let reason):
      Explanation(
        .unreachable, "\(cluster) is not reachable at \(host.neutralised()):\(port): \(reason.said)",
        advice: "Are you in the right network or VPN?")
    case .tls(let reason):
      Explanation(
        .unreachable, "No trust between us and \(cluster): \(reason.said)",
        advice: "Its certificates may have changed: connect it again.")
    case .proxy(let reason): Explanation(.unreachable, "The proxy on the way to \(cluster) fails: \(reason.said)")
    case .idle(let duration):
      Explanation(.unreachable, "\(cluster) has said nothing for \(duration.components.seconds) seconds.")
    case .closedEarly(let reason): Explanation(.unreachable, "\(cluster) hung up in the middle: \(reason.said)")
    case .invalidAnswer(let reason):
      Explanation(.failed, "What answers for \(cluster) is not an API server: \(reason.said)")
    case .refused(let status, _, _): Explanation(.refused, "\(cluster) refuses the stream with \(status).")
    case .invalidRequest(let reason):
      Explanation(.failed, "The request to \(cluster) could not be made: \(reason.said)")
    case .suspended(let tryIn):
      Explanation(
        .unreachable, "\(cluster) has not answered several times in a row.",
        advice: "It is tried again in \(tryIn.components.seconds + 1) s.")
    case .cancelled: Explanation(.failed, "Cancelled.")
    }
  }
}

extension String {
  /// A server's words as text, ending as a sentence does.
  var said: String { neutralised().sentence }
}
