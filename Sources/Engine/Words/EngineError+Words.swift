import HTTP
import Kubernetes
import Model
import Storage

extension EngineError {
  /// The one place where errors become words.
  package var explanation: Explanation {
    switch self {
    case .store(let error): error.explanation
    case .kubeconfig(let error): error.explanation
    case .cluster(let name, let error): error.explanation(cluster: name)
    case .fieldsHeld(let app, let cluster, let fields):
      Explanation(
        .refused, "Others manage on \(cluster.neutralised()) what a deploy of \(app) would set. Nothing was changed.",
        advice: "Take it over with apps deploy --take-over, or have them give those fields back first.",
        details: fields.map(\.text))
    case .invalid(let problems): Self.explanation(of: problems)
    case .pluginNotAllowed(nil, let plugin):
      Explanation(
        .refused, "This context runs a command for its credentials: \(plugin.command.neutralised())",
        advice: "If you trust it, connect again with --allow-exec.")
    case .pluginNotAllowed(let cluster?, let plugin):
      CredentialError.pluginNotAllowed(plugin).explanation(cluster: cluster)
    case .projectHasClusters(let name, let count):
      Explanation(
        .refused, "\(name) still has \(count) cluster\(count == 1 ? "" : "s").",
        advice: "Disconnect them first: a cluster's apps and revisions go with it.")
    case .neverDeployed(let app):
      Explanation(.failed, "\(app) has never been deployed.", advice: "Deploy it first.")
    case .neverSucceeded(let app):
      Explanation(
        .failed, "No revision of \(app) has succeeded yet.",
        advice: "Name one with --revision if you want one that did not.")
    case .noPod(let app, let name?):
      Explanation(.notFound, "\(app) has no pod \(name.neutralised()).", advice: "See its pods with `apps status`.")
    case .noPod(let app, nil):
      Explanation(.notFound, "\(app) has no pod that runs.", advice: "See its pods with `apps status`.")
    case .noEarlierRevision(let app):
      Explanation(
        .notFound, "\(app) has no earlier revision that succeeded, to go back to.",
        advice: "Name one with --revision if you want one that did not.")
    case .rolloutFailed(let app, let revision, let reason, let lines):
      Explanation(
        .rolloutFailed, "Revision \(revision) of \(app) cannot come up: \(reason.sentence)",
        advice: "What ran before goes on running. Mend it and deploy again, or roll back.", details: lines)
    case .hookFailed(let app, let revision, let reason, let lines):
      Explanation(
        .rolloutFailed, "Revision \(revision) of \(app) was not deployed: its pre-deploy command \(reason.sentence)",
        advice: "What ran before goes on running. Mend it and deploy again.", details: lines)
    case .rolledBack(let app, let revision, let reason, let lines, let good):
      Explanation(
        .rolloutFailed, "Revision \(revision) of \(app) failed: \(reason.sentence)",
        advice: "It went back to revision \(good), which runs. Mend it and deploy again.", details: lines)
    case .rollbackFailed(let app, let revision, let reason, let good, let second):
      Explanation(
        .rolloutFailed,
        "Revision \(revision) of \(app) failed: \(reason.sentence) Going back to \(good) failed too: \(second.sentence)",
        advice: "Look at its pods: shipit-tui apps status.")
    case .commandFailed(let app, let reason): Explanation(.failed, "The command in \(app) \(reason.sentence)")
    case .secretsMissing(let app, let keys):
      Explanation(
        .refused, "\(app) has no \(keys.joined(separator: ", ")) there, which it ran with.",
        advice: "Set them there with `secrets set`, or take them along with --with-secrets. Nothing was deployed.")
    case .nothingToUndo(let app, let again):
      Explanation(
        .refused,
        again ? "Nothing of \(app) was undone that could be done again." : "There is nothing to undo for \(app).")
    case .changedSince(let app, let what):
      Explanation(
        .refused, "\(app) was changed since by something else: \(what.neutralised()). Nothing was done.",
        advice: "Look at it, and do it again if you still want to.")
    case .firstDeploy(let app):
      Explanation(
        .refused, "Before its first deploy nothing of \(app) ran: that cannot be brought back.",
        advice: "Delete the app to stop it.")
    case .overtaken(let app, let revision):
      Explanation(
        .failed, "Revision \(revision) of \(app) was overtaken: something newer was deployed, or it was deleted.",
        advice: "Look at its revisions.")
    case .noKubeconfig(let cluster):
      Explanation(
        .refused, "\(cluster.neutralised()) came from a remote server, and its kubeconfig is not here.",
        advice: "Connect it under the same name: shipit-tui clusters connect PROJECT --name \(cluster.neutralised())")
    case .remote(let name, let error): error.explanation(remote: name)
    case .notOnRemote(let app, let remote):
      Explanation(.notFound, "\(remote) does not have \(app) yet.", advice: "Take it there: shipit-tui sync")
    case .remoteDiffers(let app, let remote, let fields):
      Explanation(
        .refused,
        "\(remote) has \(app) otherwise than it is here: \(fields.joined(separator: ", ").neutralised().sentence)",
        advice: "It would deploy what it has. Make both the same first: shipit-tui sync")
    case .noRemote:
      Explanation(.notFound, "There is no remote server yet.", advice: "Set one: shipit-tui remote set URL")
    case .remoteAmbiguous(let names):
      Explanation(
        .usage, "There are several remote servers.",
        advice: "Name one with --remote: \(names.joined(separator: ", ").sentence)")
    case .remoteTokenMissing(let remote):
      Explanation(
        .usage, "\(remote.neutralised()) is new and needs a token.",
        advice: "Give it on standard input, in SHIPIT_TOKEN, or type it.")
    case .syncBusy(let remote):
      Explanation(.locked, "Another shipit-tui syncs with \(remote) right now.", advice: "Try again in a moment.")
    case .cancelled:
      Explanation(.failed, "Stopped waiting; what the cluster was asked goes on there.")
    }
  }

  private static func explanation(of problems: [ValidationProblem]) -> Explanation {
    let lines = problems.map { problem in
      let value = problem.value.isEmpty ? "nothing" : "\"\(problem.value.neutralised())\""
      return "\(problem.field): \(value) won't do: \(problem.rule)."
    }
    return Explanation(.usage, lines.joined(separator: "\n"), advice: "Nothing was changed.")
  }
}

extension String {
  /// Without white space at its end, and with a full stop.
  var sentence: String {
    var text = self
    while text.last?.isWhitespace == true { text.removeLast() }
    guard let last = text.last, !".!?…".contains(last) else { return text }
    return text + "."
  }
}

extension KubeconfigError {
  package var explanation: Explanation {
    switch self {
    case .unreadable(let file, let reason):
      Explanation(
        .failed, "\(file) cannot be read: \(reason.sentence)", advice: "Name another kubeconfig with --kubeconfig.")
    case .tooLarge(let file, let limit):
      Explanation(.failed, "\(file) is larger than \(limit >> 20) MiB: that is not a kubeconfig.")
    case .malformed(let file, let reason):
      Explanation(.failed, "\(file ?? "The kubeconfig") is not a kubeconfig: \(reason.neutralised().sentence)")
    case .duplicateName(let file, let list, let name):
      Explanation(
        .failed, "\(file ?? "The kubeconfig") has two \(list) called \(name.neutralised()).",
        advice: "Rename one of them.")
    case .noConfiguration(let tried):
      Explanation(
        .notFound, "There is no kubeconfig: looked for \(tried.joined(separator: ", ").sentence)",
        advice: "Set KUBECONFIG or use --kubeconfig; without a cluster, try shipit-tui --demo.")
    case .noCurrentContext(let available):
      Explanation(
        .usage, "The kubeconfig has no current context.",
        advice: "Pick one with --context: \(available.joined(separator: ", ").sentence)")
    case .noSuchContext(let name, let available):
      Explanation(
        .notFound, "There is no context \"\(name.neutralised())\".",
        advice: available.isEmpty ? nil : "There are: \(available.joined(separator: ", ").neutralised().sentence)")
    case .noSuchCluster(let name, let context):
      Explanation(
        .failed,
        "The context \(context.neutralised()) names the cluster \"\(name.neutralised())\", which the kubeconfig does not have."
      )
    case .noSuchUser(let name, let context):
      Explanation(
        .failed,
        "The context \(context.neutralised()) names the user \"\(name.neutralised())\", which the kubeconfig does not have."
      )
    case .invalidValue(let field, let name, let reason):
      Explanation(
        .failed,
        "\(field) of \"\(name.neutralised())\" in the kubeconfig cannot be used: \(reason.neutralised().sentence)")
    case .unsupportedAuthProvider(let provider, let user):
      Explanation(
        .failed,
        "The user \(user.neutralised()) relies on auth-provider \(provider.neutralised()), which kubectl has dropped too.",
        advice: "Use an exec credential plugin instead.")
    }
  }
}
