import Foundation

/// A pod as a table shows it, by the rules of `kubectl get pods` (`printPod` in pkg/printers).
package struct PodSummary: Hashable, Sendable {
  package let identity: ObjectIdentity
  package let readyContainers: Int
  package let containers: Int
  /// The reason that matters most: `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating`. Text of the cluster's.
  package let status: String
  package let restarts: Int
  /// When the last restart was; nil where no container has been restarted, or nobody knows.
  package let lastRestart: Date?
  package let createdAt: Date?
}

extension PodSummary {
  package init(_ pod: Pod) {
    var reading = Reading(pod)
    reading.readInitContainers()
    if !reading.isInitializing || pod.conditions.contains(where: { $0.type == "Initialized" && $0.isTrue }) {
      reading.readContainers()
    }
    identity = pod.id
    readyContainers = reading.ready
    containers = pod.containers.count { $0.role == .main || $0.isSidecar }
    status = reading.status
    restarts = reading.restarts
    lastRestart = reading.lastRestart
    createdAt = pod.metadata.createdAt
  }

  private struct Reading {
    let pod: Pod
    var status: String
    var ready = 0
    var restarts = 0
    var lastRestart: Date?
    var isInitializing = false
    private var sidecarRestarts = 0
    private var lastSidecarRestart: Date?

    init(_ pod: Pod) {
      self.pod = pod
      status = pod.reason.isEmpty ? pod.phase.rawValue : pod.reason
      if pod.conditions.contains(where: { $0.type == "PodScheduled" && $0.reason == "SchedulingGated" }) {
        status = "SchedulingGated"
      }
    }

    mutating func readInitContainers() {
      let initial = pod.containers.filter { $0.role == .initialization }
      for (index, container) in initial.enumerated() {
        guard let state = container.status else { continue }
        restarts += state.restartCount
        lastRestart = latest(lastRestart, state.lastTermination?.finishedAt)
        if container.isSidecar {
          sidecarRestarts += state.restartCount
          lastSidecarRestart = latest(lastSidecarRestart, state.lastTermination?.finishedAt)
        }
        switch state.state {
        case .terminated(let end) where end.exitCode == 0: continue
        case _ where container.isSidecar && state.hasStarted:
          if state.isReady { ready += 1 }
          continue
        case .terminated(let end): status = "Init:\(end.word)"
        case .waiting(let reason, _) where !reason.isEmpty && reason != "PodInitializing": status = "Init:\(reason)"
        case .waiting, .running: status = "Init:\(index)/\(initial.count)"
        }
        isInitializing = true
        return
      }
    }

    mutating func readContainers() {
      (restarts, lastRestart) = (sidecarRestarts, lastSidecarRestart)
      var hasRunning = false
      for container in pod.containers.reversed() where container.role == .main {
        guard let state = container.status else { continue }
        restarts += state.restartCount
        lastRestart = latest(lastRestart, state.lastTermination?.finishedAt)
        switch state.state {
        case .waiting(let reason, _): if !reason.isEmpty { status = reason }
        case .terminated(let end): status = end.word
        case .running where state.isReady:
          hasRunning = true
          ready += 1
        case .running: break
        }
      }
      // What still runs counts for more than what has ended.
      if status == "Completed", hasRunning { status = pod.isReady ? "Running" : "NotReady" }
      guard pod.metadata.deletionTimestamp != nil else { return }
      if pod.reason == "NodeLost" {
        status = "Unknown"
      } else if pod.phase != .succeeded, pod.phase != .failed {
        status = "Terminating"
      }
    }

    private func latest(_ one: Date?, _ other: Date?) -> Date? {
      guard let one, let other else { return one ?? other }
      return max(one, other)
    }
  }
}

extension Container.Termination {
  /// `Error`, else the signal or the code.
  fileprivate var word: String {
    reason.isEmpty ? (signal != 0 ? "Signal:\(signal)" : "ExitCode:\(exitCode)") : reason
  }
}
