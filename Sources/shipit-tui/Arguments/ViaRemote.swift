import ArgumentParser
import Engine
import Model
import Sync

/// Leaves a deploy to a shipit server.
struct ViaRemoteOptions: ParsableArguments {
  @Flag(help: "Have the shipit server do it, as it has the app, and follow it.") var viaRemote = false
  @OptionGroup var server: ServerOption
}

struct ServerOption: ParsableArguments {
  @Option(help: ArgumentHelp("Which shipit server, where there are several.", valueName: "name")) var server: String?
}

extension Session {
  /// Tells a server's deploy: what it is at, and what the app writes meanwhile.
  var remoteProgress: @Sendable (RemoteDeployEvent) -> Void {
    { [console] event in
      switch event {
      case .status(let status): console.note("the server: \(status)")
      case .line(let line): console.note("  \(line)")
      case .gap: console.note("  (what follows is another pod's log, or lines in between are missing)")
      }
    }
  }
}
