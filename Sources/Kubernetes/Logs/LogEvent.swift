/// One line of one container.
package struct LogLine: Hashable, Sendable {
  /// When the container runtime took it in.
  package var timestamp: Timestamp
  package var source: LogSource
  /// Without its line end. Bytes that are not UTF-8 are U+FFFD; neutralise before showing.
  package var text: String

  package init(timestamp: Timestamp, source: LogSource, text: String) {
    self.timestamp = timestamp
    self.source = source
    self.text = text
  }
}

/// One run of one container: a restart and a new pod of the same name are other sources.
///
/// One reference, because it goes with every line.
package struct LogSource: Hashable, Sendable {
  private let run: Run

  package init(pod: String, podUID: String, container: String, restartCount: Int) {
    run = Run(pod, podUID, container, restartCount)
  }

  package var pod: String { run.pod }
  package var podUID: String { run.podUID }
  package var container: String { run.container }
  package var restartCount: Int { run.restartCount }

  package static func == (one: LogSource, other: LogSource) -> Bool {
    one.run === other.run
      || (one.podUID == other.podUID && one.restartCount == other.restartCount && one.container == other.container
        && one.pod == other.pod)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(podUID)
    hasher.combine(container)
    hasher.combine(restartCount)
  }

  private final class Run: Sendable {
    let pod: String
    let podUID: String
    let container: String
    let restartCount: Int

    init(_ pod: String, _ podUID: String, _ container: String, _ restartCount: Int) {
      (self.pod, self.podUID, self.container, self.restartCount) = (pod, podUID, container, restartCount)
    }
  }
}

/// What a tail of many containers tells. Lines of one source are in order and each comes once.
package enum LogEvent: Hashable, Sendable {
  case line(LogLine)
  case started(LogSource)
  /// No more lines will come from it.
  case ended(LogSource, EndReason)
  /// Lines are missing here, and this is how many at least, where that can be known.
  case gap(LogSource, lines: Int?, GapReason)
  /// The stream broke and is being resumed; nothing is lost so far.
  case interrupted(LogSource, KubernetesError)
  /// New pods are not noticed for now.
  case disconnected(KubernetesError)
  case reconnected

  package enum EndReason: Hashable, Sendable {
    case terminated(exitCode: Int, reason: String)
    case podDeleted
    /// Read to its end as it is now, without following.
    case caughtUp
    /// The server will not give this log.
    case refused(KubernetesError)
  }

  package enum GapReason: Hashable, Sendable {
    /// The kubelet rotated the file, or the instance was replaced, before it could be read to its end.
    case rotated
    /// The container restarted more than once before it could be read: servers keep the last two logs.
    case instanceReplaced
    /// The pod went before its log could be read to the end.
    case podDeleted
  }
}

/// How much of the past, and which containers.
package struct LogOptions: Hashable, Sendable {
  /// Lines of each container; nil for all.
  package var tailLines: Int?
  /// Only what is at most that old.
  package var since: Duration?
  /// Only what was written at that second or later; `since` does not go with it.
  package var sinceTime: Timestamp?
  /// The instance before the current one. It cannot be followed.
  package var isPrevious = false
  /// Waits for new lines, new containers and new pods.
  package var follows = true
  /// Nil for all, init containers included.
  package var container: String?

  package init(
    tailLines: Int? = nil, since: Duration? = nil, sinceTime: Timestamp? = nil, isPrevious: Bool = false,
    follows: Bool = true,
    container: String? = nil
  ) {
    self.tailLines = tailLines
    self.since = since
    self.sinceTime = sinceTime
    self.isPrevious = isPrevious
    self.follows = follows
    self.container = container
  }
}
