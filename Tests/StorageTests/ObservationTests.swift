import Foundation
import Model
import Testing

@testable import Storage

@Suite("Observing the store")
struct ObservationTests {
  @Test("the present comes first, then each change, and nothing for a change of nothing", .timeLimit(.minutes(5)))
  func changes() async throws {
    let store = try Store.temporary()
    var snapshots = store.observe().makeAsyncIterator()
    #expect(await snapshots.next() == StoreSnapshot())
    let project = try await store.createProject(name: "shop")
    #expect(await snapshots.next()?.projects == [project])
    try await store.setSetting("panes", to: "x")
    try await store.write { try $0.execute(sql: "UPDATE project SET name = name") }
    let second = try await store.createProject(name: "blog")
    #expect(await snapshots.next()?.projects == [second, project])
  }

  @Test("another process's commit is noticed", .timeLimit(.minutes(5)))
  func otherProcess() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.store()
    let other = try folder.store()
    // No polling in the background: the test looks when it wants to.
    var snapshots = store.observe(interval: .seconds(3600)).makeAsyncIterator()
    #expect(await snapshots.next() == StoreSnapshot())
    let version = await store.noticeOtherProcesses(since: nil)
    let project = try await other.createProject(name: "shop")
    #expect(await store.noticeOtherProcesses(since: version) != version)
    #expect(await snapshots.next()?.projects == [project])
  }

  @Test("a look at all apps decodes the configurations that are others than at the last, and no more")
  func decodesWhatChanged() async throws {
    let store = try Store.temporary()
    let project = try await store.createProject(name: "shop")
    let cluster = try await store.createCluster(
      Cluster(projectID: project.id, name: "prod", endpoint: "https://c", context: "c", createdAt: Date()),
      kubeconfig: "apiVersion: v1")
    for number in 0..<100 {
      try await store.createApp(
        App(
          clusterID: cluster.id, name: "web-\(number)", configuration: AppConfiguration(image: "web:\(number)"),
          createdAt: Date()))
    }
    let known = KnownConfigurations()
    let first = try await store.read { try StoreSnapshot($0, known) }
    #expect(known.decodedCount == 100)
    let again = try await store.read { try StoreSnapshot($0, known) }
    #expect(again == first && known.decodedCount == 100)
    var configuration = first.apps[7].configuration
    configuration.image = "web:new"
    try await store.updateApp(first.apps[7].id, configuration: configuration)
    let changed = try await store.read { try StoreSnapshot($0, known) }
    #expect(changed.apps.contains { $0.configuration == configuration })
    #expect(known.decodedCount == 101)
    #expect(try await store.snapshot() == changed)
  }
}
