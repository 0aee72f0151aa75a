import Foundation
import Kubernetes
import Model

extension Engine {
  /// Follows a rollout to its end on watches of the Deployment, its replica sets, its pods and what is said of them.
  ///
  /// While the cluster is away it goes on trying: what was applied goes on there.
  ///
  /// - Parameters:
  ///   - appliedAt: when it was written, by the cluster's clock; nil where that has changed nothing.
  ///   - vigil: how long everything must stay up before it is believed.
  func follow(
    _ app: App, revision: Int, from deployment: Deployment, appliedAt: Date? = nil, vigil: Vigil = .none,
    _ client: KubernetesClient, _ tell: RolloutListener
  ) async throws(EngineError) {
    var observer = RolloutObserver(deployment, appliedAt: appliedAt)
    var vigil = vigil
    var told = ""
    let timing = Timing(clock: surroundings.clock)
    var remark: String?
    for await update in rolloutUpdates(of: app, client) {
      observer.passed(to: timing.elapsed())
      switch update {
      case .deployment(let update):
        remark = nil
        observer.received(update)
      case .replicaSets(let update): observer.received(update)
      case .pods(let update): observer.received(update)
      case .events(let update): observer.received(update)
      case .disconnected(let reason): remark = "\(client.cluster) is away, trying again: \(reason)"
      case .tick: break
      }
      switch observer.verdict {
      case .waiting(let message):
        vigil.interrupted()
        let text = remark ?? message
        if text != told { await tell(.waiting(text)) }
        told = text
      case .complete(let message):
        if vigil.isOver(observer, at: timing.elapsed()) {
          await tell(.done(message))
          return
        }
        let text = "\(app.name) is up; watching whether it stays"
        if text != told { await tell(.waiting(text)) }
        told = text
      case .failed(let reason, let pod, let container):
        let lines = await lastLines(of: pod, container, in: app.namespace, client)
        throw .rolloutFailed(app: app.name, revision: revision, reason: reason, lastLines: lines)
      case .overtaken: throw .overtaken(app: app.name, revision: revision)
      }
    }
    throw .cancelled
  }

  private enum RolloutUpdate: Sendable {
    case deployment(WatchUpdate<Deployment>)
    case replicaSets(WatchUpdate<ReplicaSet>)
    case pods(WatchUpdate<Pod>)
    case events(WatchUpdate<Event>)
    case disconnected(String)
    /// A second has passed.
    case tick
  }

  /// The watches and the clock as one sequence, which ends only when the task does.
  private func rolloutUpdates(of app: App, _ client: KubernetesClient) -> Merged<RolloutUpdate> {
    let owned = ListOptions(labelSelector: Labels.selector(app: app.name))
    let named = ListOptions(fieldSelector: "metadata.name=\(app.name)")
    let aboutPods = ListOptions(fieldSelector: "involvedObject.kind=Pod")
    let namespace = app.namespace
    let clock = surroundings.clock
    return Merged([
      { send in
        for await update in client.watch(Deployment.self, in: namespace, named) {
          if case .disconnected(let error) = update {
            await send(.disconnected(error.explanation(cluster: client.cluster).text))
          } else {
            await send(.deployment(update))
          }
        }
      },
      { send in
        for await update in client.watch(ReplicaSet.self, in: namespace, owned) { await send(.replicaSets(update)) }
      },
      { send in for await update in client.watch(Pod.self, in: namespace, owned) { await send(.pods(update)) } },
      { send in for await update in client.watch(Event.self, in: namespace, aboutPods) { await send(.events(update)) }
      },
      { send in
        while (try? await clock.sleep(for: .seconds(1))) != nil { await send(.tick) }
      },
    ])
  }

  /// The last words of a container that does not come up; none where they cannot be had.
  private func lastLines(
    of pod: String?, _ container: String?, in namespace: String, _ client: KubernetesClient
  ) async -> [String] {
    guard let pod, let container else { return [] }
    // Between two attempts the present log is that of the last one; the one before it may be gone already.
    for previous in ["false", "true"] {
      var request = APIRequest(.get, .pods, name: pod, in: namespace, subresource: "log")
      request.http.query = [.init("container", container), .init("tailLines", "10"), .init("previous", previous)]
      guard let response = try? await client.send(request), let bytes = try? await response.body.bytes(limit: 1 << 20)
      else {
        continue
      }
      // A kubelet that no longer has the log says so with a 200.
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.neutralised() }
        .filter { !$0.hasPrefix("unable to retrieve container logs") }
      if !lines.isEmpty { return lines }
    }
    return []
  }
}
