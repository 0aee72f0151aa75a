import Kubernetes
import Model
import Storage

/// A port of this machine and the pod's port behind it.
package struct ForwardedPort: Hashable, Sendable {
  /// 0 asks the system to pick one.
  package var local: Int
  package var remote: Int

  package init(local: Int, remote: Int) {
    self.local = local
    self.remote = remote
  }
}

extension ForwardedPort {
  /// `[LOCAL:]REMOTE` as kubectl writes it: without LOCAL the same port here, and an empty one is any that is free.
  package init?(parsing text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let remote = parts.last.flatMap({ UInt16($0) }), remote > 0,
      let local = parts.count == 1 ? remote : parts[0].isEmpty ? 0 : UInt16(parts[0])
    else { return nil }
    self.init(local: Int(local), remote: Int(remote))
  }
}

package enum ForwardEvent: Hashable, Sendable {
  /// With the port that was picked.
  case listening(ForwardedPort)
  /// Connections go to this pod from now on.
  case reached(pod: String, remote: Int)
  /// One connection failed; the next is tried all the same.
  case failed(remote: Int, EngineError)
  /// Nothing listens for that port any more.
  case stopped(remote: Int, EngineError)
}

extension Engine {
  /// Listens on this machine for ports of an app, until nobody reads the events any more.
  ///
  /// - Parameter pod: nil for whichever is ready; another takes over for the next connection when it goes away.
  /// - Throws: before anything listens, when a port is taken or the app has no such pod.
  package func forward(
    _ ports: [ForwardedPort], of id: AppID, pod: String? = nil
  ) async throws(EngineError) -> AsyncStream<ForwardEvent> {
    let remotes = ports.map { String($0.remote) }.joined(separator: " ")
    return try await audited("port-forward \(remotes)", id) { () throws(EngineError) in
      let (app, client) = try await changing(id)
      let target = try await self.pod(pod, of: app)
      let listeners = try await asked(client) { () throws(KubernetesError) in
        var listeners: [(LocalListener, remote: Int)] = []
        for port in ports {
          try client.checkPortForward(pod: target, in: app.namespace, port: port.remote)
          listeners.append((try LocalListener(port: port.local), port.remote))
        }
        return listeners
      }
      let forwarding = Forwarding(
        app: app, client: client, isPinned: pod != nil, target: target, clock: surroundings.clock
      ) { () throws(EngineError) in try await self.pod(nil, of: app) }
      return AsyncStream(bufferingPolicy: .bufferingNewest(256)) { events in
        for (listener, remote) in listeners {
          events.yield(.listening(ForwardedPort(local: listener.port, remote: remote)))
        }
        let task = Task {
          await withDiscardingTaskGroup { group in
            for (listener, remote) in listeners {
              group.addTask { await forwarding.serve(listener, remote) { events.yield($0) } }
            }
          }
          events.finish()
        }
        events.onTermination = { _ in task.cancel() }
      }
    }
  }
}

/// The pod that connections go to, and how another is found.
private actor Forwarding {
  private let app: App
  private let client: KubernetesClient
  private let isPinned: Bool
  private let clock: any Clock<Duration>
  private let anotherPod: @Sendable () async throws(EngineError) -> String
  private var target: String
  private var announced: String?

  init(
    app: App, client: KubernetesClient, isPinned: Bool, target: String, clock: any Clock<Duration>,
    anotherPod: @escaping @Sendable () async throws(EngineError) -> String
  ) {
    self.app = app
    self.client = client
    self.isPinned = isPinned
    self.target = target
    self.clock = clock
    self.anotherPod = anotherPod
  }

  nonisolated func serve(_ listener: LocalListener, _ remote: Int, _ tell: @escaping @Sendable (ForwardEvent) -> Void)
    async
  {
    await withDiscardingTaskGroup { group in
      do throws(KubernetesError) {
        while let local = try await listener.accept() {
          group.addTask { await self.carry(local, to: remote, tell) }
        }
      } catch {
        tell(.stopped(remote: remote, .cluster(client.cluster, error)))
      }
      group.cancelAll()
    }
  }

  private nonisolated func carry(
    _ local: LocalSocket, to remote: Int, _ tell: @escaping @Sendable (ForwardEvent) -> Void
  ) async {
    do throws(EngineError) {
      let stream = try await open(remote, tell)
      do throws(KubernetesError) {
        try await stream.join(local, clock: clock)
      } catch {
        throw .cluster(client.cluster, error)
      }
    } catch {
      if !Task.isCancelled { tell(.failed(remote: remote, error)) }
    }
  }

  /// A stream to the pod of before; where that is gone, to another.
  private func open(
    _ remote: Int, _ tell: @Sendable (ForwardEvent) -> Void
  ) async throws(EngineError) -> PortForward {
    let first = target
    let stream: PortForward
    do throws(KubernetesError) {
      stream = try await connect(first, remote)
    } catch {
      guard !isPinned else { throw .cluster(client.cluster, error) }
      let next = try await anotherPod()
      guard next != first else { throw .cluster(client.cluster, error) }
      do throws(KubernetesError) {
        stream = try await connect(next, remote)
      } catch {
        throw .cluster(client.cluster, error)
      }
      target = next
    }
    if announced != target {
      announced = target
      tell(.reached(pod: target, remote: remote))
    }
    return stream
  }

  private func connect(_ pod: String, _ remote: Int) async throws(KubernetesError) -> PortForward {
    try await client.portForward(pod: pod, in: app.namespace, port: remote)
  }
}
