import Foundation
import Model
import Testing

@testable import Storage

@Suite("Revisions")
struct RevisionTests {
  let folder: TemporaryFolder
  let store: Store
  let app: App

  init() async throws {
    folder = try TemporaryFolder()
    store = try folder.store()
    app = try await Sample(in: store).app
  }

  @Test("a revision is in the store before the cluster is asked, with the app's new state")
  func begin() async throws {
    var configuration = app.configuration
    configuration.image = "web:2"
    let revision = try await store.beginRevision(
      of: app.id, configuration: configuration, message: "image web:2", by: "me@here")
    #expect(revision.number == 1)
    #expect(try await store.revisions(of: app.id) == [revision])
    #expect(try await store.unsettledRevisions() == [revision])
    let deploying = try await store.app(app.id)
    #expect(deploying.status == .deploying)
    #expect(deploying.currentRevision == 1)
    #expect(deploying.configuration == configuration)
  }

  @Test("its end is written once, with the app's status")
  func finish() async throws {
    let revision = try await store.beginRevision(of: app.id, configuration: app.configuration)
    #expect(try await store.finishRevision(revision.id, outcome: .success, appStatus: .running))
    #expect(!(try await store.finishRevision(revision.id, outcome: .failed, message: "late", appStatus: .failed)))
    let finished = try await store.revision(1, of: app.id)
    #expect(finished.outcome == .success)
    #expect(finished.finishedAt != nil)
    #expect(try await store.app(app.id).status == .running)
    #expect(try await store.unsettledRevisions() == [])
  }

  @Test("as many successful ones are kept as one asks for, however many failed between them")
  func keeping() async throws {
    for outcome: Revision.Outcome in [.success, .failed, .success, .interrupted, .failed, .success, .failed] {
      let revision = try await store.beginRevision(of: app.id, configuration: app.configuration)
      try await store.finishRevision(revision.id, outcome: outcome, appStatus: .running)
    }
    try await store.forgetRevisions(of: app.id, keeping: 9)
    #expect(try await store.revisions(of: app.id).count == 7)
    try await store.forgetRevisions(of: app.id, keeping: 2)
    #expect(try await store.revisions(of: app.id).map(\.number) == [7, 6, 5, 4, 3])
    try await store.forgetRevisions(of: app.id, keeping: 1)
    #expect(try await store.revisions(of: app.id).map(\.number) == [7, 6])
  }

  @Test("the late end of an older revision leaves the app's status to the newer")
  func lateEnd() async throws {
    let older = try await store.beginRevision(of: app.id, configuration: app.configuration)
    _ = try await store.beginRevision(of: app.id, configuration: app.configuration, status: .rollingBack)
    try await store.finishRevision(older.id, outcome: .failed, message: "gave up", appStatus: .failed)
    #expect(try await store.app(app.id).status == .rollingBack)
    #expect(try await store.revision(1, of: app.id).outcomeMessage == "gave up")
  }

  @Test("the current ones of many apps come by one question, with the checksums of their secrets")
  func current() async throws {
    try await store.setSecret("KEY", to: "1", of: app.id)
    _ = try await store.beginRevision(of: app.id, configuration: app.configuration)
    try await store.deleteSecret("KEY", of: app.id)
    let second = try await store.beginRevision(of: app.id, configuration: app.configuration)
    let other = try await store.createApp(
      App(clusterID: app.clusterID, name: "other", configuration: app.configuration, createdAt: .distantPast))
    #expect(
      try await store.currentRevisions(of: [app.id, other.id])
        == [app.id: CurrentRevision(revision: second, secretsChecksum: nil)])
    try await store.setSecret("KEY", to: "2", of: app.id)
    let third = try await store.beginRevision(of: app.id, configuration: app.configuration)
    let checksum = try #require(try await store.secretsChecksum(of: third.id))
    #expect(
      try await store.currentRevisions(of: [app.id])
        == [app.id: CurrentRevision(revision: third, secretsChecksum: checksum)])
    #expect(try await store.currentRevisions(of: []) == [:])
  }

  @Test("the list is newest first and limited")
  func list() async throws {
    for _ in 1...5 { _ = try await store.beginRevision(of: app.id, configuration: app.configuration) }
    #expect(try await store.revisions(of: app.id, limit: 2).map(\.number) == [5, 4])
    #expect(try await store.revisions(of: app.id).count == 5)
    await #expect(throws: StoreError.notFound(.revision, "9")) { try await store.revision(9, of: app.id) }
  }

  @Test("two processes' deploys get distinct and consecutive numbers")
  func numbersAcrossConnections() async throws {
    let other = try folder.store()
    let app = app
    let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<40 {
        let store = index.isMultiple(of: 2) ? store : other
        group.addTask { try await store.beginRevision(of: app.id, configuration: app.configuration).number }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(numbers.sorted() == Array(1...40))
    #expect(try await store.app(app.id).currentRevision == 40)
  }

  @Test("a revision keeps the secrets it ran with")
  func secrets() async throws {
    try await store.setSecret("PASSWORD", to: "one", of: app.id)
    let first = try await store.beginRevision(of: app.id, configuration: app.configuration)
    try await store.setSecret("PASSWORD", to: "two", of: app.id)
    let second = try await store.beginRevision(of: app.id, configuration: app.configuration)
    try await store.deleteSecret("PASSWORD", of: app.id)
    let third = try await store.beginRevision(of: app.id, configuration: app.configuration)
    #expect(try await store.secretValues(of: first.id) == ["PASSWORD": "one"])
    #expect(try await store.secretValues(of: second.id) == ["PASSWORD": "two"])
    #expect(try await store.secretValues(of: third.id) == [:])
  }

  @Test("a write is finished although the task that asked for it was cancelled")
  func cancelled() async throws {
    let store = store
    let app = app
    let revision = try await store.beginRevision(of: app.id, configuration: app.configuration)
    let finishing = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await store.finishRevision(revision.id, outcome: .failed, message: "cancelled", appStatus: .failed)
    }
    #expect(try await finishing.value)
    #expect(try await store.revision(1, of: app.id).outcome == .failed)
  }
}
