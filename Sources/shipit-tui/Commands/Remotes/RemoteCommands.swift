import ArgumentParser

struct RemoteCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "remote", abstract: "Shipit servers that this store is synced with.",
    subcommands: [
      SetRemote.self, UpdateRemote.self, ListRemotes.self, ShowRemoteStatus.self, TestRemote.self, RemoveRemote.self,
    ])

  @OptionGroup var global: GlobalOptions
}

struct RemoteName: ParsableArguments {
  @Argument(help: "The server's name; not needed where there is only one.") var name: String?
}
