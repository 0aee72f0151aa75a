import ArgumentParser

struct ConfirmationOptions: ParsableArguments {
  @Flag(help: "Do not ask.")
  var yes = false
}

struct WaitOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-wait"), help: "Return as soon as the cluster has accepted it, without following the rollout.")
  var doesNotWait = false
}

struct VigilOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How long what is up is watched before it counts as done (75s).", valueName: "time"))
  var watchFor: TimeSpan?
}
