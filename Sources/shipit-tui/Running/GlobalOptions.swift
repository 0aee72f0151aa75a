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

extension GlobalOptions {
  /// What the arguments say where nothing stands in them but how the screen opens; nil where the parser has to look. It would
  /// set up every command there is before the first frame.
  static func ofScreen(_ arguments: [String]) -> GlobalOptions? {
    var options = GlobalOptions()
    // Each is written: one that was not could not be read.
    (options.store, options.kubeconfig, options.confirm) = (nil, nil, nil)
    (options.demo, options.leavesMouse) = (false, false)
    var rest = arguments[...]
    func value() -> String? {
      guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-") else { return nil }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--demo": options.demo = true
      case "--no-mouse": options.leavesMouse = true
      case "--store":
        guard options.store == nil, let file = value() else { return nil }
        options.store = file
      case "--kubeconfig":
        guard options.kubeconfig == nil, let file = value() else { return nil }
        options.kubeconfig = file
      default: return nil
      }
    }
    // Their validation has words for it.
    return options.demo && options.store != nil ? nil : options
  }
}
