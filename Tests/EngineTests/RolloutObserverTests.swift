import Engine
import JSON
import Kubernetes
import Testing

@Suite("a rollout is followed by what a real cluster told of one")
struct RolloutObserverTests {
  @Test("pods that crash are recognised between their restarts too, and certainly after the second")
  func crashes() throws {
    let pods: [Pod] = try Recording.items("06-failed-rollout", 1)
    let trouble = try #require(PodTrouble(pods[0]))
    #expect(trouble.summary == "crash loop")
    #expect(trouble.detail == "container web ends with 3 (Error), restarted 3 times")
    #expect(trouble.isCertain)
    var once = pods[0]
    once.containers[0].status?.restartCount = 1
    #expect(PodTrouble(once)?.isCertain == false)
  }

  @Test("an image that was not pulled at the first try may come yet; a back-off will not")
  func pulls() throws {
    let pods: [Pod] = try Recording.items("06-failed-rollout", 4)
    var pod = try #require(pods.first { $0.restartCount == 0 })
    let trouble = try #require(PodTrouble(pod))
    #expect(trouble.summary == "image not pulled")
    #expect(trouble.detail.contains("registry.invalid"))
    #expect(!trouble.isCertain)
    pod.containers[0].status?.state = .waiting(reason: "ImagePullBackOff", message: "")
    #expect(PodTrouble(pod)?.isCertain == true)
  }

  @Test("a pod that is being deleted is in no trouble")
  func deleted() throws {
    var pod: Pod = try Recording.items("06-failed-rollout", 1)[0]
    pod.metadata.deletionTimestamp = .now
    #expect(PodTrouble(pod) == nil)
    // Nor is one that was evicted long ago and only waits to be cleared away.
    pod.metadata.deletionTimestamp = nil
    #expect(PodTrouble(pod) != nil)
    pod.phase = .failed
    #expect(PodTrouble(pod) == nil)
  }

  @Test("the rollout waits while old pods stand for it, fails with its own pods, ends when kubectl's rule says so")
  func verdicts() throws {
    let complete = try Deployment(json: try Recording.body("06-failed-rollout", 6))
    #expect(RolloutObserver(complete).verdict == .complete("deployment \"web\" successfully rolled out"))

    var deployment = try Deployment(json: try Recording.body("06-failed-rollout", 0))
    var observer = RolloutObserver(deployment)
    guard case .waiting = observer.verdict else {
      Issue.record("\(observer.verdict)")
      return
    }
    let crashing: [Pod] = try Recording.items("06-failed-rollout", 1)
    observer.received(WatchUpdate<Pod>.snapshot(crashing))
    // Whose pods they are is not known yet.
    guard case .waiting = observer.verdict else {
      Issue.record("\(observer.verdict)")
      return
    }
    var newest = ReplicaSet(metadata: ObjectMetadata())
    newest.metadata.name = "web-799b9d44fb"
    newest.metadata.namespace = "rec"
    newest.metadata.uid = try #require(crashing[0].metadata.controller?.uid)
    newest.metadata.annotations["deployment.kubernetes.io/revision"] = "4"
    newest.metadata.controller = .init(kind: "Deployment", name: "web", uid: deployment.metadata.uid)
    observer.received(WatchUpdate<ReplicaSet>.snapshot([newest]))
    guard case .failed(let reason, let pod, let container) = observer.verdict else {
      Issue.record("\(observer.verdict)")
      return
    }
    #expect(reason == "crash loop: container web ends with 3 (Error), restarted 3 times")
    #expect(pod == crashing.map(\.metadata.name).min())
    #expect(container == "web")

    // Somebody applies something newer: this rollout is no longer the one to follow.
    deployment.metadata.annotations[Labels.revision] = "99"
    observer.received(WatchUpdate<Deployment>.changes([.updated(deployment)]))
    #expect(observer.verdict == .overtaken)
    observer.received(WatchUpdate<Deployment>.snapshot([]))
    #expect(observer.verdict == .overtaken)
  }
}

@Suite("what a cluster says is boiled down truthfully")
struct LiveTableTests {
  @Test("nothing is said of apps until the Deployments have been listed")
  func unknown() throws {
    var table = LiveTable()
    #expect(table.known == nil)
    table.received(WatchUpdate<Pod>.snapshot([]))
    #expect(table.known == nil)
    table.received(WatchUpdate<Deployment>.snapshot([]))
    #expect(table.known?.isEmpty == true)
  }

  @Test("a change touches its own app and no other, among any number of pods")
  func oneApp() throws {
    func deployment(_ name: String) -> Deployment {
      var metadata = ObjectMetadata()
      (metadata.namespace, metadata.name) = ("default", name)
      var deployment = Deployment(metadata: metadata)
      (deployment.replicas, deployment.status.readyReplicas) = (50, 50)
      return deployment
    }
    func pod(_ number: Int, of app: String, reason: String = "") -> Pod {
      var metadata = ObjectMetadata()
      (metadata.namespace, metadata.name, metadata.labels) = ("default", "\(app)-\(number)", ["app": app])
      var pod = Pod(metadata: metadata)
      var container = Container(name: "app")
      container.status = Container.Status()
      container.status?.state = .waiting(reason: reason, message: "")
      pod.containers = [container]
      return pod
    }
    var table = LiveTable()
    let names = (0..<200).map { "app-\($0)" }
    table.received(WatchUpdate<Deployment>.snapshot(names.map(deployment)))
    table.received(WatchUpdate<Pod>.snapshot(names.flatMap { name in (0..<50).map { pod($0, of: name) } }))
    let before = table.boiledCount
    #expect(table.received(WatchUpdate<Pod>.changes([.updated(pod(7, of: "app-3"))])) == false)
    #expect(
      table.received(WatchUpdate<Pod>.changes([.updated(pod(7, of: "app-3", reason: "CrashLoopBackOff"))])) == true)
    #expect(table.boiledCount == before + 2)
    #expect(table.known?["default", "app-3"]?.health == .failing(reason: "crash loop"))
    #expect(table.received(WatchUpdate<Pod>.changes([.removed(pod(7, of: "app-3"))])) == true)
    // One that is given another label leaves its app and comes to another.
    table.received(WatchUpdate<Pod>.changes([.updated(pod(8, of: "app-4", reason: "CrashLoopBackOff"))]))
    var moved = pod(8, of: "app-5", reason: "CrashLoopBackOff")
    moved.metadata.name = "app-4-8"
    table.received(WatchUpdate<Pod>.changes([.updated(moved)]))
    #expect(table.boiledCount == before + 6)
    #expect(table.known?["default", "app-4"]?.health != .failing(reason: "crash loop"))
    #expect(table.known?["default", "app-5"]?.health == .failing(reason: "crash loop"))
  }

  @Test("a recorded crash loop fails, a recorded success runs, zero replicas are stopped")
  func health() throws {
    let crashed = try Deployment(json: try Recording.body("06-failed-rollout", 0))
    let pods: [Pod] = try Recording.items("06-failed-rollout", 1)
    #expect(LiveApp(crashed, pods: pods).health == .failing(reason: "crash loop"))
    // Without its pods all that can be said is that what should be ready is not.
    #expect(LiveApp(crashed, pods: []).health == .degraded)
    var well = try Deployment(json: try Recording.body("06-failed-rollout", 6))
    #expect(LiveApp(well, pods: []).health == .running)
    #expect(LiveApp(well, pods: []).ready == 2)
    well.replicas = 0
    (well.status.replicas, well.status.updatedReplicas, well.status.availableReplicas) = (0, 0, 0)
    #expect(LiveApp(well, pods: []).health == .stopped)
  }
}

extension [AppKey: LiveApp] {
  fileprivate subscript(namespace: String, name: String) -> LiveApp? { self[AppKey(namespace: namespace, name: name)] }
}
