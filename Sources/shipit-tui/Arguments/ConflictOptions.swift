import ArgumentParser

struct ConflictOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Take over fields that others manage on the cluster.",
      discussion: "Without it a deploy that would set such a field is refused before anything is changed."))
  var takeOver = false
}
