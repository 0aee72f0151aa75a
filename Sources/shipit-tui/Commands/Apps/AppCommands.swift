import ArgumentParser

struct AppCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "apps", abstract: "Apps: an image with its configuration, on a cluster.",
    subcommands: [
      ListApps.self, CreateApp.self, GetApp.self, ShowAppStatus.self, DeployApp.self, UpdateApp.self, ScaleApp.self,
      RestartApp.self, PauseApp.self, ResumeApp.self, ListRevisions.self, DiffApp.self, RollBackApp.self, UndoApp.self,
      VerifyApp.self,
      DescribeApp.self, ListEvents.self, ShowUsage.self, ExecInApp.self, AttachToApp.self,
      ForwardPorts.self, RunInApp.self, ShowPreDeployLog.self,
      EnvironmentCommands.self, DiscoverApps.self, ImportApps.self,
      PromoteApp.self, DeleteApp.self,
    ])

  @OptionGroup var global: GlobalOptions
}
