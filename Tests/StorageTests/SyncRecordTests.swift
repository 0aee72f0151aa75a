import Foundation
import Model
import Testing

@testable import Storage

@Suite("remotes and what was the same at the last sync")
struct SyncRecordTests {
  private let base = SyncBase(subject: "shop/prod/default/web", localID: "l", recordID: "r", content: "{}")

  @Test("a token opens with the vault, and is in no file in the clear")
  func token() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.store()
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "planted-token", interval: nil)
    #expect(try await store.token(of: remote.id) == "planted-token")
    #expect(try folder.allBytes().range(of: Data("planted-token".utf8)) == nil)
    try await store.setRemote(named: "team", url: "https://a", token: nil, interval: 300)
    #expect(try await store.token(of: remote.id) == "planted-token")
    #expect(try await store.remote(named: "team").interval == 300)
  }

  @Test("a new remote without a token is refused")
  func noToken() async throws {
    let store = try Store.temporary()
    await #expect(throws: StoreError.notFound(.remote, "team")) {
      try await store.setRemote(named: "team", url: "https://a", token: nil, interval: nil)
    }
  }

  @Test("another URL forgets the base, the same one keeps it", arguments: [("https://a", 1), ("https://b", 0)])
  func url(url: String, count: Int) async throws {
    let store = try Store.temporary()
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    try await store.remember([.keep(base)], of: remote.id)
    try await store.setRemote(named: "team", url: url, token: nil, interval: nil)
    #expect(try await store.syncMemory(of: remote.id).bases.count == count)
  }

  @Test("the base outlives the record, and forgetting takes what is below but no namesake")
  func outlives() async throws {
    let store = try Store.temporary()
    let sample = try await Sample(in: store)
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    var namesake = base
    namesake.subject = "shop/prod2"
    try await store.remember(
      [.keep(base), .keep(namesake), .begin(SyncStepRecord(subject: "shop", step: "{}"))], of: remote.id)
    try await store.deleteProject(sample.project.id)
    #expect(try await store.syncMemory(of: remote.id).bases == [base, namesake])
    try await store.remember([.forget(subject: "shop/prod"), .end(subject: "shop")], of: remote.id)
    #expect(try await store.syncMemory(of: remote.id) == SyncMemory(bases: [namesake]))
  }

  @Test("a pulled change that no longer fits changes nothing, and remembers nothing")
  func stale() async throws {
    let store = try Store.temporary()
    let sample = try await Sample(in: store)
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    let theirs = AppConfiguration(image: "web:9")
    let stale = AppConfiguration(image: "web:0")
    #expect(
      try await !store.pull(
        .updateApp(sample.app.id, from: stale, to: theirs), remembering: [.keep(base)], of: remote.id))
    #expect(
      try await !store.pull(
        .deleteCluster(sample.cluster.id, apps: [:]), remembering: [.keep(base)], of: remote.id))
    #expect(try await store.app(sample.app.id).configuration == sample.app.configuration)
    #expect(try await store.syncMemory(of: remote.id).bases.isEmpty)
    #expect(
      try await store.pull(
        .updateApp(sample.app.id, from: sample.app.configuration, to: theirs), remembering: [.keep(base)],
        of: remote.id))
    #expect(try await store.app(sample.app.id).configuration == theirs)
    #expect(try await store.syncMemory(of: remote.id).bases == [base])
  }

  @Test("what goes by a sync goes only with the secrets that the plan knew")
  func staleSecrets() async throws {
    let store = try Store.temporary()
    let sample = try await Sample(in: store)
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    let app = sample.app.id
    try await store.setSecret("KEY", to: "old", of: app)
    let secrets = try #require(try await store.syncedRecords().secrets[app])
    let planned = PlannedApp(configuration: sample.app.configuration, secrets: secrets)
    try await store.setSecret("KEY", to: "rotated since", of: app)
    let changes: [PulledChange] = [
      .deleteSecret(app, key: "KEY", checksum: secrets["KEY"]), .deleteApp(app, planned),
      .deleteCluster(sample.cluster.id, apps: [app: planned]), .deleteProject(sample.project.id, apps: [app: planned]),
    ]
    for change in changes { #expect(try await !store.pull(change, remembering: [], of: remote.id)) }
    #expect(try await store.secretValues(of: app) == ["KEY": "rotated since"])
    try await store.setSecret("KEY", to: "old", of: app)
    for change in changes.prefix(1) { #expect(try await store.pull(change, remembering: [], of: remote.id)) }
    #expect(try await store.secretKeys(of: app).isEmpty)
  }

  @Test("a cluster that was pulled has no kubeconfig; equal secrets have equal checksums, and no value is among them")
  func checksums() async throws {
    let store = try Store.temporary()
    let sample = try await Sample(in: store)
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    let pulled = Cluster(
      projectID: sample.project.id, name: "pulled", endpoint: "", context: "", createdAt: sample.cluster.createdAt)
    #expect(try await store.pull(.createCluster(pulled), remembering: [], of: remote.id))
    for (key, value) in [("A", "one"), ("B", "one"), ("C", "two")] {
      try await store.setSecret(key, to: value, of: sample.app.id)
    }
    let records = try await store.syncedRecords()
    #expect(Array(records.kubeconfigs.keys) == [sample.cluster.id])
    let secrets = try #require(records.secrets[sample.app.id])
    #expect(secrets["A"] == secrets["B"])
    #expect(secrets["A"] != secrets["C"])
    #expect(!secrets.values.contains("one"))
  }

  @Test("two syncs with one server do not run at once")
  func lock() async throws {
    let store = try Store.temporary()
    let remote = try await store.setRemote(named: "team", url: "https://a", token: "t", interval: nil)
    var lock = try store.tryLockSync(with: remote.id)
    #expect(lock != nil)
    #expect(try store.tryLockSync(with: remote.id) == nil)
    lock = nil
    #expect(try store.tryLockSync(with: remote.id) != nil)
  }
}
