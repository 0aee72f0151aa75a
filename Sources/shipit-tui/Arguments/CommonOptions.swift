import ArgumentParser

struct ConfirmationOptions: ParsableArguments {
  @Flag(help: "Do not ask.")
  var yes = false
}

/// The root has it for `--import`, and commands that rehearse take it from there.
struct RehearsalOptions: ParsableArguments {
  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false
}

/// A command that `--dry-run` means something to.
protocol RehearsedCommand {}

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
