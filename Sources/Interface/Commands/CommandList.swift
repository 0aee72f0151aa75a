extension Command {
  package var entry: CommandEntry { Self.entries[self] ?? Self.missing(self) }

  /// The list. A test holds that it has every command once.
  package static let list: [CommandEntry] = [
    item(.moveUp, .moving, "up", "Move to the row above, or scroll the log back.", ["up", "k"]),
    item(.moveDown, .moving, "down", "Move to the row below, or scroll the log on.", ["down", "j"]),
    item(.pageUp, .moving, "page up", "Move a page up.", ["pageup", "ctrl-b", "ctrl-u"]),
    item(.pageDown, .moving, "page down", "Move a page down.", ["pagedown", "ctrl-f", "ctrl-d"]),
    item(.first, .moving, "first", "Move to the first row.", ["g", "home"]),
    item(.last, .moving, "last", "Move to the last row; in the log, follow the end again.", ["G", "end"]),
    item(
      .enter, .moving, "open",
      "Open the row: the clusters of a project, the apps of a cluster, all of an app, the whole of a line of the log.",
      ["enter"], [.projects, .clusters, .apps, .logs, .page(.app), .page(.jobs), .page(.pulse)],
      offered: true),
    item(
      .forward, .moving, "forward", "Go into the pane that the row leads to: clusters, apps, logs.", ["right", "l"],
      [.projects, .clusters, .apps, .page(.app)]),
    item(
      .leave, .moving, "back", "Go back to the pane before.", ["left", "h"],
      [.clusters, .apps, .logs, .revisions, .page(.app), .page(.text), .page(.jobs), .page(.pulse)]),
    item(.nextPane, .moving, "next pane", "Go to the next pane.", ["tab"]),
    item(.previousPane, .moving, "previous pane", "Go to the previous pane.", ["shift-tab"]),
    item(.projectsPane, .moving, "projects", "Go to the projects.", ["1"]),
    item(.clustersPane, .moving, "clusters", "Go to the clusters.", ["2"]),
    item(.appsPane, .moving, "apps", "Go to the apps.", ["3"]),
    item(.logsPane, .moving, "logs", "Go to the logs.", ["4"]),
    item(.revisionsPane, .moving, "revisions", "Go to the revisions.", ["5"]),
    item(.larger, .moving, "larger", "Give the focused pane more of the screen: normal, half, full.", ["+"]),
    item(.smaller, .moving, "smaller", "Give the focused pane less of the screen.", ["_"]),
    item(.cycleSort, .moving, "sort", "Sort by the next column.", ["o"], [.apps, .revisions]),
    item(.reverseSort, .moving, "reverse", "Turn the order of the rows round.", ["O"], [.apps, .revisions]),
    item(.sortByName, .moving, "sort by name", "Sort by name.", ["N"], [.apps]),
    item(
      .sortByStatus, .moving, "sort by status", "Sort by status, what needs somebody first.", ["S"],
      [.apps, .revisions]),
    item(.sortByAge, .moving, "sort by age", "Sort by age, the youngest first.", ["A"], [.apps, .revisions]),

    item(.createProject, .projects, "new project", "Create a project.", ["n"], [.projects], offered: true),
    item(
      .deleteProject, .projects, "delete project", "Delete a project that has no clusters left.", ["x", "delete"],
      [.projects],
      offered: true),
    item(
      .connectCluster, .projects, "connect cluster", "Connect a cluster by picking a context of a kubeconfig.", ["n"],
      [.clusters], offered: true),
    item(
      .deleteCluster, .projects, "disconnect cluster",
      "Forget a cluster, its apps and their revisions; what runs there goes on running.",
      ["x", "delete"], [.clusters], offered: true),
    item(
      .allowExec, .projects, "allow credentials",
      "See the command that a cluster's kubeconfig runs for credentials, and allow it.", ["!"], [.clusters]),

    item(.nextTab, .apps, "next tab", "Go to the next tab.", ["]"], [.logs, .page(.app)], offered: true),
    item(.previousTab, .apps, "previous tab", "Go to the tab before.", ["["], [.logs, .page(.app)]),
    item(
      .describe, .apps, "describe", "Read all that the cluster has of the app, as `kubectl describe` tells it.", ["D"],
      appPanes),
    item(.events, .apps, "events", "Read what the cluster reports about the app, newest first.", ["E"], appPanes),
    item(
      .revealSecret, .apps, "reveal", "Show the value of the chosen secret for a few seconds.", ["x"], [.page(.app)]),
    item(
      .shell, .apps, "shell", "Open a shell in the chosen pod, or in one that is ready.", ["!"], [.apps, .page(.app)]),
    item(
      .attach, .apps, "attach", "Join what the chosen pod runs: what it says from now on.", ["@"],
      [.apps, .page(.app)]),
    item(
      .forwardPorts, .apps, "forward ports",
      "Listen on this machine and pass connections on to the chosen pod, until the job is stopped.", ["F"],
      [.apps, .page(.app)]),
    item(.createApp, .apps, "new app", "Create an app on the chosen cluster.", ["n"], [.apps], offered: true),
    item(
      .deploy, .apps, "deploy", "Deploy the app as it is configured, as a new revision.", ["d"], appPanes, offered: true
    ),
    item(
      .takeOver, .apps, "take over",
      "Take the fields that others manage, for which the app's last deploy was refused, and deploy again.", ["K"],
      appPanes),
    item(.scale, .apps, "scale", "Set how many pods the app runs.", ["s"], appPanes, offered: true),
    item(
      .restart, .apps, "restart", "Replace every pod, one after the other, without a change.", ["r"], appPanes,
      offered: true),
    item(
      .rollback, .apps, "roll back", "Go back to the revision before the current one.", ["b"],
      [.apps, .logs, .page(.app)],
      offered: true),
    item(
      .rollbackToSelected, .apps, "roll back to this", "Go back to the chosen revision, as a new one.", ["b", "enter"],
      [.revisions], offered: true),
    item(
      .abort, .apps, "abort and go back",
      "Stop the rollout that is under way and go back to the last revision that went well.", ["B"], appPanes),
    item(
      .editApp, .apps, "edit", "Change any field of the app, in groups; on its page, first the group of the tab.",
      ["e"], appPanes, offered: true
    ),
    item(
      .editFile, .apps, "edit as a file",
      "Change the whole app as YAML in $VISUAL or $EDITOR; what is wrong comes back with what was written.", ["ctrl-e"],
      appPanes),
    item(
      .setVariable, .apps, "set", "Set a variable, or a secret in the tab Secrets; Enter changes the chosen one.",
      ["a"],
      [.page(.app)]),
    item(
      .deleteVariable, .apps, "unset", "Delete the chosen variable or secret.", ["X", "delete"], [.page(.app)]),
    item(
      .deleteApp, .apps, "delete app", "Delete the app from its cluster and from the store.", ["x", "delete"], [.apps],
      offered: true),
    item(
      .mark, .apps, "mark", "Mark the app, to deploy, scale, restart or delete all that are marked; Esc unmarks.",
      ["space"], [.apps]),
    item(
      .undo, .apps, "undo",
      "Undo the last scale, edit, deploy or rollback of the app, after showing what that changes.",
      ["u"], appPanes),
    item(.redo, .apps, "redo", "Do again what was undone.", ["U", "ctrl-r"], appPanes),
    item(
      .stopWaiting, .apps, "stop waiting",
      "Stop following what is under way for the app; what the cluster was asked goes on there.", ["ctrl-x"]),

    item(
      .filterLogs, .logs, "filter log",
      "Show only the lines with all words; also `!word`, `~regex`, `/regex/`, `level>=warn`, `pod=x7f2c`.", ["&"],
      [.logs], offered: true),
    item(.followLogs, .logs, "follow", "Show the newest lines and follow them.", ["f"], [.logs], offered: true),
    item(.logTail, .logs, "last lines", "Begin with the last 200 lines of each container.", ["0"], [.logs]),
    item(.logMinute, .logs, "last minute", "Begin with the lines of the last minute.", ["6"], [.logs]),
    item(.logFiveMinutes, .logs, "last 5 minutes", "Begin with the lines of the last five minutes.", ["7"], [.logs]),
    item(.logQuarter, .logs, "last 15 minutes", "Begin with the lines of the last fifteen minutes.", ["8"], [.logs]),
    item(.logHour, .logs, "last hour", "Begin with the lines of the last hour.", ["9"], [.logs]),
    item(.logAll, .logs, "whole log", "Begin with the first line that the cluster still has.", ["A"], [.logs]),
    item(
      .logPrevious, .logs, "previous", "Show what the containers said before they last restarted; again goes back.",
      ["p"], [.logs], offered: true),
    item(
      .toggleTimestamps, .logs, "times", "Say when each line was written: not, local time, UTC, how long ago.", ["t"],
      [.logs], offered: true),
    item(.toggleWrap, .logs, "wrap", "Wrap long lines, or cut them at the edge.", ["w"], [.logs], offered: true),
    item(
      .toggleFields, .logs, "fields", "Show JSON and logfmt as fields, level and message first, or as they came.",
      ["i"],
      [.logs], offered: true),
    item(
      .chooseFields, .logs, "choose fields", "Choose which fields are shown of this app; it is remembered.", ["I"],
      [.logs]),
    item(
      .selectLines, .logs, "select", "Choose a line and begin to select; moving goes on, Esc ends it.", ["v"], [.logs]),
    item(.copyShown, .logs, "copy shown", "Copy the lines that the pane shows.", ["ctrl-y"], [.logs]),
    item(
      .saveLogs, .logs, "save", "Save what is selected, else all that the filter shows, to a file.", ["ctrl-s"],
      [.logs], offered: true),
    item(.bookmark, .logs, "bookmark", "Mark a line to come back to, or mark it no more.", ["m"], [.logs]),
    item(.nextBookmark, .logs, "next bookmark", "Go to the next line that is marked.", ["'"], [.logs]),
    item(.previousBookmark, .logs, "previous bookmark", "Go to the marked line before.", ["M"], [.logs]),
    item(.nextDeploy, .logs, "next deploy", "Go to the next marker of a deploy between the lines.", ["}"], [.logs]),
    item(.previousDeploy, .logs, "previous deploy", "Go to the marker of a deploy before.", ["{"], [.logs]),
    item(
      .logContainer, .logs, "container", "Show one container after the other, then all again.", ["C"], [.logs]),
    item(
      .pinTail, .logs, "pin",
      "Keep this tail as a tab that goes on while other apps are looked at; again for another tab of it, with its own filter.",
      ["T"], [.logs], offered: true),
    item(.closeTail, .logs, "close tab", "Keep this tail as a tab no longer.", ["x"], [.logs]),
    item(.shiftLeft, .logs, "left", "Move long lines back.", ["<"], [.logs, .page(.text)]),
    item(.shiftRight, .logs, "right", "Move long lines on, to see what is cut.", [">"], [.logs, .page(.text)]),

    item(
      .filter, .general, "filter",
      "Filter the focused pane: words that must all be found, without case; `!` turns it round. In the log, search.",
      ["/", "f4"], offered: true),
    item(
      .nextMatch, .general, "next match", "Go to the next place that was searched for.", ["n"], [.logs, .page(.text)]),
    item(
      .previousMatch, .general, "previous match", "Go to the place before that was searched for.", ["N"],
      [.logs, .page(.text)]),
    item(
      .copy, .general, "copy",
      "Put the text into the clipboard, also through ssh and tmux; of the log what is selected, the line, or what is shown.",
      ["y", "c"], [.logs, .page(.text)],
      offered: true),
    item(.jobs, .general, "jobs", "Show what runs in the background and how the last jobs ended.", ["J"]),
    item(
      .pulse, .general, "pulse", "Show all clusters of the project at once: how they are, and what is troubled.", ["P"]),
    item(
      .sync, .general, "sync", "Show what a sync with the shipit server would do; on that page, look again.", ["Y"]),
    item(
      .applySync, .general, "apply", "Do what the page shows, after a question.", ["a"], [.page(.sync)], offered: true),
    item(
      .takeLocal, .general, "local counts", "In a conflict, take what is here.", ["l", "left"], [.page(.sync)],
      offered: true),
    item(
      .takeRemote, .general, "remote counts", "In a conflict, take what the server has.", ["r", "right"],
      [.page(.sync)],
      offered: true),
    item(
      .agree, .general, "agree", "Agree to what takes something away, or turn the option round.", ["space", "enter"],
      [.page(.sync)], offered: true),
    item(.cancel, .general, "cancel", "Close what is open, else clear the filter; leaves a page.", ["esc"]),
    item(
      .lock, .general, "lock",
      "Lock the screen: nothing is shown and the vault's keys are forgotten until its passphrase.",
      ["L"]),
    item(.help, .general, "help", "Show the keys that work here.", ["?", "f1"], offered: true),
    item(.commandLine, .general, "command", "Open the command line; Tab completes.", [":", "ctrl-p"], offered: true),
    item(.redraw, .general, "redraw", "Draw the whole screen anew.", ["ctrl-l"]),
    item(.suspend, .general, "suspend", "Stop and go to the shell; `fg` comes back.", ["ctrl-z"]),
    item(.quit, .general, "quit", "Leave. What runs on the clusters goes on.", ["q", "ctrl-c", "f10"], offered: true),
  ]

  private static let appPanes: Set<Place> = [.apps, .logs, .revisions, .page(.app)]
  private static let entries = Dictionary(list.map { ($0.command, $0) }, uniquingKeysWith: { first, _ in first })

  /// Never reached while the test that counts the list holds; a name without help is still better than a trap.
  private static func missing(_ command: Command) -> CommandEntry {
    item(command, .general, command.rawValue, command.rawValue, [])
  }

  private static func item(
    _ command: Command, _ group: CommandEntry.Group, _ name: String, _ help: String, _ keys: [String],
    _ places: Set<Place>? = nil,
    offered: Bool = false
  ) -> CommandEntry {
    CommandEntry(command: command, group: group, name: name, help: help, keys: keys, places: places, isOffered: offered)
  }
}
