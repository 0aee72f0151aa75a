import ArgumentParser

/// Without a command it is the screen; with `--export` or `--import` a backup.
struct ShipitTUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shipit-tui",
    abstract: "Run apps on Kubernetes: deploy, watch, scale and roll back.",
    discussion: """
      Without a command the screen opens. An app is named PROJECT/CLUSTER/APP, PROJECT/CLUSTER/NAMESPACE/APP or by its \
      id. Try it without a cluster: shipit-tui --demo

      Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 refused by the cluster, 5 cluster unreachable, 6 rollout \
      failed, 7 store locked or key missing.
      """,
    version: "0.1.0",
    subcommands: [
      ProjectCommands.self, ClusterCommands.self, AppCommands.self, SecretCommands.self, LogsCommand.self,
      AuditCommands.self, RemoteCommands.self, SyncCommand.self, VaultCommands.self, StoreCommands.self,
    ])

  @OptionGroup var global: GlobalOptions
  @OptionGroup(title: "Backup") var backup: BackupOptions
  @OptionGroup var installation: InstallOptions
  /// Its commands take it from here: the root sees its own options wherever they stand.
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var rehearsal: RehearsalOptions
}
