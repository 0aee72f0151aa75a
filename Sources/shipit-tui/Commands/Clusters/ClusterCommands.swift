import ArgumentParser

struct ClusterCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "clusters", abstract: "Kubernetes clusters, each in a project.",
    subcommands: [
      ListClusters.self, ConnectCluster.self, UpdateCluster.self, AllowExec.self, ListPods.self, AskCluster.self,
      RawRequest.self,
      DeleteCluster.self,
    ])

  @OptionGroup var global: GlobalOptions
}
