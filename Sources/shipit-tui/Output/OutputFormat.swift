import ArgumentParser

enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  /// Aligned columns, for people.
  case table
  case json
  case yaml
  /// One reference per line, as other commands take it.
  case name
}

struct OutputOptions: ParsableArguments {
  @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: table, json, yaml or name.")
  var format = OutputFormat.table
}
