import Engine
import Foundation
import Kubernetes
import Model
import Terminal

/// Everything the screen shows, and where the person is in it.
package struct State: Sendable {
  package var size: Size
  /// Moves with the clock's ticks; ages are told against it.
  package var now: Date
  package var isRunning = true

  package var focus = Pane.projects
  package var zoom = Zoom.normal
  package var sizes = PaneSizes()
  /// The border that the mouse holds.
  package var drag: Drag?
  package var lists: [Pane: ListState] = [:]
  /// By which column a pane's rows are sorted; a pane that is missing has them in the order in which the store has them.
  package var sorts: [Pane: SortOrder] = [:]
  /// The pane whose filter is being typed.
  package var filtering: FilterInput?
  /// What covers the panes, the newest last.
  package var pages: [Page] = []
  package var overlay: Overlay?
  /// nil while it is open.
  package var lock: ScreenLock?
  /// When a key or the mouse was last touched.
  package var lastInputAt: Date
  package var wasToldOfAutomaticLock = false
  /// Whether the person's editor has the terminal.
  package var isInEditor = false
  package var toast: Toast?
  /// What went wrong while something else was open: told when that is closed, so that no key meant for it is lost.
  package var waitingMessages: [Message] = []
  /// Questions that came by themselves, one after the other.
  var waitingQuestions: [Confirmation] = []
  /// The app whose page, log or revisions are open.
  var appInUse: String?
  /// Keys are taken that were pressed before what they are for was there.
  var isReplaying = false
  package var settings = Settings()
  /// Those of the settings, looked up.
  package var theme = Theme.terminal
  package var keymap = Keymap.standard
  /// The keys pressed so far of a chord that needs more.
  package var pendingChord: PendingChord?
  /// Whether the store has neither been read nor failed, so that keys are kept.
  package var isWaitingForStore = true
  package var typedEarly: [TerminalEvent] = []
  /// A command that comes too early by a moment, and what was typed after it.
  package var held: HeldKeys?

  /// Whether the person is where they were when they left, and is not to be led elsewhere.
  package var isRestored = false
  /// What was last written of where the person is, and when.
  package var remembered = ScreenMemory()
  package var rememberedAt = Date.distantPast

  /// nil until the store has been read.
  package var records: Records?
  package var live: [ClusterID: ClusterLive] = [:]
  /// What the clusters' rules refuse for an app, as far as they were asked.
  package var permissions: [AppID: KnownPermissions] = [:]
  /// What was refused last for fields that others manage, and which those are.
  package var heldFields: [AppID: Held] = [:]
  /// Commands for credentials that nobody has agreed to, and without which nothing is known of a cluster.
  package var consents: [ClusterID: ShownPlugin] = [:]
  /// Newest first, of the selected app.
  package var revisions: [Revision] = []
  /// Whose revisions they are; nil until they have been read.
  package var revisionsOf: AppID?
  /// What servers have made of the chosen app, each by its own count, and whose it is.
  package var remoteRevisions: [RemoteRevisionRow] = []
  package var remoteRevisionsOf: AppID?
  package var logs = LogState()
  /// Tails of other apps that were pinned and go on.
  package var pinnedTails: [LogState] = []
  /// The fields of structured lines that are shown of an app, as they were typed; all where there are none.
  package var logFields: [AppID: String] = [:]
  /// When the clipboard is emptied of what was copied; nil where that was no secret.
  package var clipboardUntil: Date?
  /// Of the app whose page is open; nil while there is none.
  package var facts: AppFacts?
  package var jobs: [Job] = []
  /// The last that ended, the newest first.
  package var endedJobs: [Job] = []
  /// How many were started, which numbers them.
  package var jobCount = 0
  /// Whether somebody who has just arrived is led to a connected cluster.
  package var isGuided = false
  /// Whether the program is left for the demo.
  package var wantsDemo = false
  package var batches: [Batch] = []
  /// Lines of the command line that were run, the newest first.
  package var commandHistory: [String] = []
  /// Files of apps as they were left in the editor, with mistakes or with what could not be saved yet.
  package var drafts: [AppID: String] = [:]
  /// Servers that the store is synced with, by name.
  package var remotes: [Remote] = []
  /// Whether they have been read.
  package var knowsRemotes = false
  /// The sync that the page shows; nil before it was opened.
  package var syncView: SyncView?
  /// Those that a sync is under way with.
  package var syncing: Set<RemoteID> = []
  /// Apps that were marked with space, to do something to all of them.
  package var marked: Set<AppID> = []

  package init(size: Size, now: Date) {
    self.size = size
    self.now = now
    lastInputAt = now
  }

  package struct Records: Hashable, Sendable {
    package var projects: [Project]
    package var clusters: [Cluster]
    package var apps: [App]

    package init(projects: [Project] = [], clusters: [Cluster] = [], apps: [App] = []) {
      self.projects = projects
      self.clusters = clusters
      self.apps = apps
    }
  }

  package struct FilterInput: Hashable, Sendable {
    package var place: Place
    package var input: TextInput
    /// What Esc goes back to.
    package var previous: String
    package var kind = Kind.filter

    /// What is done with what is typed.
    package enum Kind: Hashable, Sendable {
      /// Hides what does not match.
      case filter
      /// Marks what matches, and hides nothing.
      case search
      /// The fields of structured lines that are shown.
      case fields
      /// The file that the log is saved to.
      case save
    }
  }
}

/// What is drawn over the panes and takes the keys.
package enum Overlay: Hashable, Sendable {
  case help(offset: Int)
  case commandLine(CommandLine)
  case form(Form)
  case confirmation(Confirmation)
  case message(Message)
  case welcome(Welcome)
}

/// What a cluster said last, and whether it still answers.
package struct ClusterLive: Hashable, Sendable {
  package enum Connection: Hashable, Sendable {
    case connecting
    case connected(version: String, latency: Duration)
    case disconnected(reason: String)
  }

  package var connection = Connection.connecting
  package var apps: [AppKey: LiveApp] = [:]
  /// Namespaces of which nothing can be said.
  package var unknownNamespaces: Set<String> = []
  /// When `apps` was last known to be true; nil when it never was.
  package var asOf: Date?
  /// Whether the cluster itself has said in this run what runs; until then `apps` are what an earlier run saw.
  package var hasSpoken = false

  package init(connection: Connection = .connecting, apps: [AppKey: LiveApp] = [:], asOf: Date? = nil) {
    self.connection = connection
    self.apps = apps
    self.asOf = asOf
  }

  package var isConnected: Bool {
    if case .connected = connection { true } else { false }
  }

  /// It answers, and what is shown of it is what it says.
  package var isCurrent: Bool { isConnected && hasSpoken }
}

/// A line that tells what just happened, for a few seconds.
package struct Toast: Hashable, Sendable {
  package var text: String
  package var role: Role
  package var until: Date

  package init(_ text: String, _ role: Role = .info, until: Date) {
    self.text = text
    self.role = role
    self.until = until
  }
}
