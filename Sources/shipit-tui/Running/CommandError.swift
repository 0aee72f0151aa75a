import Engine

/// Why a command did not begin, or did not go on.
enum CommandError: Error, Hashable {
  /// It deletes something, nobody can be asked, and `--yes` was not given.
  case confirmationImpossible
  /// Whether a kubeconfig's command may run, and nobody can be asked.
  case consentImpossible
  case declined
  /// What ran in a pod ended so; it has said itself what was wrong.
  case exited(code: Int)
  /// The server's protocol cannot say that the input has ended (before Kubernetes 1.30).
  case inputCannotEnd
  /// The stream into the pod ended before what ran there.
  case streamBroke
  /// What was typed is not the name of the protected cluster.
  case wrongName(typed: String, cluster: String)
  /// An encrypted export needs a passphrase, and there is nobody to ask for it.
  case passphraseNeeded
  case passphrasesDiffer
  /// `--dry-run` has said which.
  case importWouldBeRefused(records: Int)
  /// `store check` has said where.
  /// What an editor would write would reach a disk.
  case noMemoryFolder([String])
  case cannotEdit(reason: String)
  case cannotWrite(path: String, reason: String)
  case editorNeedsTerminal
  case editorFailed(command: String)
  /// What came back from the editor makes no sense. It never quotes a value.
  case editedBadly(String)
  case storeDamaged(findings: Int)
  /// `--keep-daily` of something else.
  case notAFolder(String)
  /// An encrypted export would be written to a terminal.
  case binaryToTerminal
  case valueMissing
  /// The demo's.
  case noVault
  case keyFileThere
  case rekeyEnvironment
  case lockWithoutPassphrase
  case valueUnreadable(path: String, reason: String)
  /// Not UTF-8.
  case valueNotText
  /// What was named has another form than any reference.
  case notAReference(String, form: String)
  case noSuchVariable(String, app: String)
  case noSuchDeployment(String, namespace: String)
  /// What the cluster has is not what was deployed; the differences have been printed.
  case drifted(app: String, objects: Int)
  /// They have been printed.
  case syncConflicts(count: Int)
}

extension CommandError {
  var explanation: Explanation {
    switch self {
    case .confirmationImpossible:
      Explanation(.usage, "There is no terminal to ask whether you are sure.", advice: "Say so with --yes.")
    case .consentImpossible:
      Explanation(
        .usage, "There is no terminal to ask whether it may run.", advice: "If you trust it, say so with --allow-exec.")
    case .declined:
      Explanation(.failed, "Nothing was done.")
    case .exited(let code): Explanation(.failed, "It ended with \(code).")
    case .inputCannotEnd:
      Explanation(
        .failed, "This cluster is too old to be told where the input ends, and what reads it would wait for ever.",
        advice: "Run it without -i.")
    case .streamBroke:
      Explanation(.unreachable, "The connection into the pod ended; what became of the command is not known.")
    case .wrongName(let typed, let cluster):
      Explanation(
        .refused, "\"\(typed.neutralised())\" is not \(cluster.neutralised()), the cluster that would be changed.",
        advice: "Nothing was done.")
    case .passphraseNeeded:
      Explanation(
        .usage, "A passphrase is needed, and there is no terminal to ask for it.",
        advice: "Set SHIPIT_PASSPHRASE, or leave secrets out of an export with --redact.")
    case .passphrasesDiffer:
      Explanation(.failed, "The two passphrases differ. Nothing was written.")
    case .importWouldBeRefused(let records):
      Explanation(
        .refused, "The import would be refused for \(records) record\(records == 1 ? "" : "s").",
        advice: "Import into a new store with --store, or replace all that is there with --replace.")
    case .noMemoryFolder(let folders):
      Explanation(
        .failed, "There is no file system in memory to edit secrets in (\(folders.joined(separator: ", "))).",
        advice: "Nothing was changed. Set them one by one: shipit-tui secrets set")
    case .cannotEdit(let reason):
      Explanation(.failed, "It cannot be edited: \(reason).", advice: "Nothing was changed.")
    case .cannotWrite(let path, let reason):
      Explanation(.failed, "\(path.neutralised()) cannot be written: \(reason).")
    case .editorNeedsTerminal:
      Explanation(.usage, "An editor needs a terminal.", advice: "Use set, which reads standard input.")
    case .editorFailed(let command):
      Explanation(
        .failed, "\(command.neutralised()) ended with an error.",
        advice: "Nothing was changed. VISUAL or EDITOR names the editor.")
    case .editedBadly(let problem): Explanation(.usage, "What was saved is not used: \(problem.neutralised()).")
    case .storeDamaged(let findings):
      Explanation(
        .failed, "The store is damaged in \(findings) place\(findings == 1 ? "" : "s").",
        advice: "Bring what can be read into a new one: shipit-tui store repair")
    case .notAFolder(let path):
      Explanation(
        .usage, "\(path.neutralised()) is no folder, and of one file there is nothing to keep.",
        advice: "Make the folder first, or leave --keep-daily and --keep-weekly out.")
    case .binaryToTerminal:
      Explanation(.usage, "An export is not for a terminal.", advice: "Name a file, or redirect standard output.")
    case .noVault: Explanation(.usage, "The demo's store is thrown away, and so is its key.")
    case .keyFileThere:
      Explanation(
        .refused, "There is a key file for this vault.", advice: "Give it another key: shipit-tui vault rekey key-file")
    case .rekeyEnvironment:
      Explanation(
        .usage, "The key in SHIPIT_ENCRYPT_KEY is yours to change.",
        advice: "Add the new one (vault add environment), then remove the old one by its id (vault status).")
    case .lockWithoutPassphrase:
      Explanation(
        .refused, "Without the key file nothing would open the vault again. Nothing was changed.",
        advice: "Add a passphrase first: shipit-tui vault add passphrase")
    case .valueMissing:
      Explanation(
        .usage, "There is no value.", advice: "Give it on standard input, in a file with --from-file, or type it.")
    case .valueUnreadable(let path, let reason):
      Explanation(.failed, "\(path) cannot be read: \(reason).")
    case .valueNotText:
      Explanation(.usage, "The value is not UTF-8 text, and Kubernetes gives apps their secrets as text.")
    case .noSuchVariable(let name, let app):
      Explanation(
        .notFound, "\(app) has no environment variable \(name.neutralised()).", advice: "Nothing was changed.")
    case .noSuchDeployment(let name, let namespace):
      Explanation(
        .notFound, "\(namespace) has no Deployment \(name.neutralised()) that is no app yet.",
        advice: "See what there is: shipit-tui apps discover.")
    case .drifted(let app, let objects):
      Explanation(
        .failed, "\(app) differs from what was deployed in \(objects) object\(objects == 1 ? "" : "s").",
        advice: "Deploy it to bring it back.")
    case .syncConflicts(let count):
      Explanation(
        .refused, "\(count) conflict\(count == 1 ? "" : "s"): both sides changed the same.",
        advice: "Nothing of that was changed. Say whose word counts with --prefer local or --prefer remote.")
    case .notAReference(let text, let form):
      Explanation(.usage, "\"\(text)\" names nothing: \(form) is wanted.")
    }
  }
}
