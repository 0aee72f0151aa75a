import Foundation
import Model
import Testing

@testable import Storage

@Suite("Records of the store")
struct RecordTests {
  let store: Store

  init() throws {
    let clock = TestClock()
    store = try Store.temporary(now: { clock.now() })
  }

  @Test("what is created reads back equal, moments to the microsecond")
  func roundTrip() async throws {
    let sample = try await Sample(in: store)
    #expect(try await store.projects() == [sample.project])
    #expect(try await store.clusters() == [sample.cluster])
    #expect(try await store.apps() == [sample.app])
    #expect(try await store.project(named: "shop") == sample.project)
    #expect(try await store.kubeconfig(of: sample.cluster.id) == Sample.kubeconfig)
    #expect(RFC3339.text(of: sample.app.createdAt) == "2027-01-15T08:00:00.123456Z")
  }

  @Test("lists are narrowed to their parent")
  func narrowing() async throws {
    let sample = try await Sample(in: store)
    let other = try await store.createProject(name: "blog")
    #expect(try await store.projects().map(\.name) == ["blog", "shop"])
    #expect(try await store.clusters(of: other.id) == [])
    #expect(try await store.clusters(of: sample.project.id) == [sample.cluster])
    #expect(try await store.apps(of: ClusterID()) == [])
  }

  @Test("a name that is taken is refused, and nothing is changed")
  func duplicates() async throws {
    let sample = try await Sample(in: store)
    await #expect(throws: StoreError.duplicate(.project, name: "shop")) {
      try await store.createProject(name: "shop")
    }
    let cluster = changed(sample.cluster) { $0.id = ClusterID() }
    await #expect(throws: StoreError.duplicate(.cluster, name: "prod")) {
      try await store.createCluster(cluster, kubeconfig: "")
    }
    let app = changed(sample.app) { $0.id = AppID() }
    await #expect(throws: StoreError.duplicate(.app, name: "default/web")) {
      try await store.createApp(app)
    }
    #expect(try await store.apps() == [sample.app])
  }

  @Test("a cluster of an unknown project and an app of an unknown cluster are refused")
  func orphans() async throws {
    let sample = try await Sample(in: store)
    let cluster = changed(sample.cluster) { ($0.id, $0.projectID) = (ClusterID(), ProjectID(rawValue: "p")) }
    await #expect(throws: StoreError.notFound(.project, "p")) {
      try await store.createCluster(cluster, kubeconfig: "")
    }
    let app = changed(sample.app) { ($0.id, $0.clusterID) = (AppID(), ClusterID(rawValue: "c")) }
    await #expect(throws: StoreError.notFound(.cluster, "c")) { try await store.createApp(app) }
  }

  @Test("what is not there is said to be missing, by whichever method")
  func missing() async throws {
    await #expect(throws: StoreError.notFound(.project, "x")) { try await store.project(named: "x") }
    await #expect(throws: StoreError.notFound(.project, "x")) {
      try await store.deleteProject(ProjectID(rawValue: "x"))
    }
    await #expect(throws: StoreError.notFound(.cluster, "x")) { try await store.cluster(ClusterID(rawValue: "x")) }
    await #expect(throws: StoreError.notFound(.cluster, "x")) {
      try await store.kubeconfig(of: ClusterID(rawValue: "x"))
    }
    await #expect(throws: StoreError.notFound(.app, "x")) { try await store.deleteApp(AppID(rawValue: "x")) }
    await #expect(throws: StoreError.notFound(.app, "x")) {
      try await store.updateApp(AppID(rawValue: "x"), status: .running, message: nil)
    }
    await #expect(throws: StoreError.notFound(.app, "x")) { try await store.secretKeys(of: AppID(rawValue: "x")) }
  }

  @Test("deleting a project deletes what it holds")
  func cascade() async throws {
    let sample = try await Sample(in: store)
    _ = try await store.beginRevision(of: sample.app.id, configuration: sample.app.configuration)
    try await store.setSecret("PASSWORD", to: "x", of: sample.app.id)
    try await store.deleteProject(sample.project.id)
    #expect(try await store.snapshot() == StoreSnapshot())
    #expect(try await store.unsettledRevisions() == [])
  }

  @Test("a cluster's state and kubeconfig change")
  func clusterChanges() async throws {
    var cluster = try await Sample(in: store).cluster
    cluster.status = .error
    cluster.statusMessage = "connection refused"
    try await store.updateCluster(cluster)
    try await store.setKubeconfig("new", of: cluster.id)
    #expect(try await store.cluster(cluster.id) == cluster)
    #expect(try await store.kubeconfig(of: cluster.id) == "new")
  }

  @Test("an app's configuration changes and moves updated_at")
  func appChanges() async throws {
    let app = try await Sample(in: store).app
    var configuration = app.configuration
    configuration.image = "web:2"
    configuration.health = .init(path: "/healthz")
    let updated = try await store.updateApp(app.id, configuration: configuration)
    #expect(updated.configuration == configuration)
    #expect(updated.updatedAt > app.updatedAt)
    #expect(try await store.app(app.id) == updated)
  }

  @Test(
    "an app is found by each way to name it",
    arguments: ["shop/prod/web", "shop/prod/default/web"])
  func reference(text: String) async throws {
    let app = try await Sample(in: store).app
    #expect(try await store.app(#require(AppReference(text))) == app)
    #expect(try await store.app(.id(app.id)) == app)
  }

  @Test("a name in two namespaces is ambiguous, and its candidates are told")
  func ambiguous() async throws {
    let app = changed(try await Sample(in: store).app) { ($0.id, $0.namespace) = (AppID(), "staging") }
    try await store.createApp(app)
    await #expect(
      throws: StoreError.ambiguous(
        name: "shop/prod/web", candidates: ["shop/prod/default/web", "shop/prod/staging/web"])
    ) { try await store.app(#require(AppReference("shop/prod/web"))) }
    #expect(try await store.app(#require(AppReference("shop/prod/staging/web"))) == app)
    await #expect(throws: StoreError.notFound(.app, "shop/prod/worker")) {
      try await store.app(#require(AppReference("shop/prod/worker")))
    }
    await #expect(throws: StoreError.notFound(.cluster, "shop/test")) {
      try await store.app(#require(AppReference("shop/test/web")))
    }
  }

  @Test("secrets are listed by key, replaced, deleted, and told only when deploying")
  func secrets() async throws {
    let app = try await Sample(in: store).app
    try await store.setSecret("B", to: "1", of: app.id)
    try await store.setSecret("A", to: "", of: app.id)
    try await store.setSecret("B", to: "zwei\nlines", of: app.id)
    #expect(try await store.secretKeys(of: app.id) == ["A", "B"])
    #expect(try await store.secretValues(of: app.id) == ["A": "", "B": "zwei\nlines"])
    try await store.deleteSecret("A", of: app.id)
    #expect(try await store.secretKeys(of: app.id) == ["B"])
    await #expect(throws: StoreError.notFound(.secret, "A")) { try await store.deleteSecret("A", of: app.id) }
  }

  @Test("last seen states and settings are remembered and replaced")
  func memory() async throws {
    #expect(try await store.lastSeen("a") == nil)
    let date = Date(timeIntervalSince1970: 1_800_000_000)
    try await store.setLastSeen("{}", of: "a", at: date)
    try await store.setLastSeen("{\"ready\":2}", of: "a", at: date + 1)
    let seen = try #require(try await store.lastSeen("a"))
    #expect(seen.value == "{\"ready\":2}" && seen.at == date + 1)
    try await store.setSetting("panes", to: "1")
    try await store.setSetting("panes", to: "2")
    #expect(try await store.setting("panes") == "2")
    try await store.setSetting("panes", to: nil)
    #expect(try await store.setting("panes") == nil)
  }
}
