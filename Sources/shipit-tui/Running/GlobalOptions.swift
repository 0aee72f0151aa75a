import ArgumentParser

/// Options that stand before or after any command.
struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Use this store instead of the usual one, or SHIPIT_STORE.", valueName: "file"))
  var store: String?

  @Flag(help: "Run against simulated clusters, with a throw-away store.")
  var demo = false

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal, to select text with.")
  var leavesMouse = false

  @Option(
    help: ArgumentHelp("Read contexts from this file instead of KUBECONFIG or ~/.kube/config.", valueName: "file"))
  var kubeconfig: String?

  @Option(
    help: ArgumentHelp(
      "The name of the protected cluster that is changed, where nobody can type it.", valueName: "cluster"))
  var confirm: String?

  mutating func validate() throws {
    if demo, store != nil { throw ValidationError("--demo has a store of its own: leave out --store.") }
  }
}
