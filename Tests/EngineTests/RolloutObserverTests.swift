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
    #expect(table.apps == nil)
    table.received(WatchUpdate<Pod>.snapshot([]))
    #expect(table.apps == nil)
    table.received(WatchUpdate<Deployment>.snapshot([]))
    #expect(table.apps?.isEmpty == true)
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
