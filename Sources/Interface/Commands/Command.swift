/// Every action a person can take, in the order in which help and documents list them. What each is and does is in `Command.entry`.
package enum Command: String, CaseIterable, Hashable, Sendable {
  case moveUp = "move.up"
  case moveDown = "move.down"
  case pageUp = "move.pageUp"
  case pageDown = "move.pageDown"
  case first = "move.first"
  case last = "move.last"
  case enter = "pane.enter"
  case forward = "pane.forward"
  case leave = "pane.leave"
  case nextPane = "pane.next"
  case previousPane = "pane.previous"
  case projectsPane = "pane.projects"
  case clustersPane = "pane.clusters"
  case appsPane = "pane.apps"
  case logsPane = "pane.logs"
  case revisionsPane = "pane.revisions"
  case larger = "pane.larger"
  case smaller = "pane.smaller"
  case cycleSort = "sort.next"
  case reverseSort = "sort.reverse"
  case sortByName = "sort.name"
  case sortByStatus = "sort.status"
  case sortByAge = "sort.age"

  case createProject = "project.create"
  case deleteProject = "project.delete"
  case connectCluster = "cluster.connect"
  case deleteCluster = "cluster.delete"
  case allowExec = "cluster.allowExec"
  case nextTab = "tab.next"
  case previousTab = "tab.previous"
  case describe = "app.describe"
  case events = "app.events"
  case revealSecret = "secret.reveal"
  case shell = "app.shell"
  case attach = "app.attach"
  case forwardPorts = "app.portForward"
  case createApp = "app.create"
  case deploy = "app.deploy"
  case takeOver = "app.takeOver"
  case scale = "app.scale"
  case restart = "app.restart"
  case rollback = "app.rollback"
  case rollbackToSelected = "revision.rollback"
  case abort = "app.abort"
  case editApp = "app.edit"
  case editFile = "app.editFile"
  case setVariable = "variable.set"
  case deleteVariable = "variable.delete"
  case deleteApp = "app.delete"
  case mark = "app.mark"
  case undo = "app.undo"
  case redo = "app.redo"
  case stopWaiting = "app.stopWaiting"

  case filterLogs = "logs.filter"
  case followLogs = "logs.follow"
  case logTail = "logs.tail"
  case logMinute = "logs.minute"
  case logFiveMinutes = "logs.fiveMinutes"
  case logQuarter = "logs.quarter"
  case logHour = "logs.hour"
  case logAll = "logs.all"
  case logPrevious = "logs.previous"
  case toggleTimestamps = "logs.timestamps"
  case toggleWrap = "logs.wrap"
  case toggleFields = "logs.fields"
  case chooseFields = "logs.chooseFields"
  case selectLines = "logs.select"
  case copyShown = "logs.copyShown"
  case saveLogs = "logs.save"
  case bookmark = "logs.bookmark"
  case nextBookmark = "logs.nextBookmark"
  case previousBookmark = "logs.previousBookmark"
  case nextDeploy = "logs.nextDeploy"
  case previousDeploy = "logs.previousDeploy"
  case logContainer = "logs.container"
  case pinTail = "logs.pin"
  case closeTail = "logs.close"
  case shiftLeft = "logs.left"
  case shiftRight = "logs.right"

  case filter = "filter"
  case nextMatch = "search.next"
  case previousMatch = "search.previous"
  case copy = "copy"
  case jobs = "jobs"
  case pulse = "pulse"
  case sync = "sync"
  case applySync = "sync.apply"
  case takeLocal = "sync.local"
  case takeRemote = "sync.remote"
  case agree = "sync.agree"
  case cancel = "cancel"
  case lock = "lock"
  case help = "help"
  case commandLine = "commandLine"
  case redraw = "redraw"
  case suspend = "suspend"
  case quit = "quit"
}

/// One line of the list of actions: the help overlay, `docs/keys.md`, the default keymap and the command line are made from it.
package struct CommandEntry: Hashable, Sendable {
  package enum Group: String, CaseIterable, Hashable, Sendable {
    case moving = "Moving"
    case projects = "Projects and clusters"
    case apps = "Apps"
    case logs = "Logs"
    case general = "General"
  }

  package let command: Command
  package let group: Group
  /// What the footer and the command line call it.
  package let name: String
  /// One sentence.
  package let help: String
  /// As `Key(parsing:)` reads them; the first is the one that is shown.
  package let keys: [String]
  /// Where the keys work; nil means everywhere.
  package let places: Set<Place>?
  /// Whether the footer offers it.
  package let isOffered: Bool
}
