import Foundation
import Model

@testable import Storage

/// A folder of one test, removed with it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/shipit-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var storePath: String { "\(path)/data/shipit.db" }
  var keyPath: String { "\(path)/config/vault.key" }

  /// The store of this folder, with a key from its key file unless the environment names one.
  func store(environment: [String: String] = [:], clock: TestClock = TestClock()) throws(StoreError) -> Store {
    try Store(path: storePath, key: KeySource(environment: environment, keyFile: keyPath), now: { clock.now() })
  }

  /// The bytes of every file below it.
  func allBytes() throws -> Data {
    var bytes = Data()
    for file in try FileManager.default.subpathsOfDirectory(atPath: path) {
      bytes += FileManager.default.contents(atPath: "\(path)/\(file)") ?? Data()
    }
    return bytes
  }

  /// What every file below it holds, but for SQLite's scratch files.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: path) where !file.hasSuffix("-shm") {
      contents[file] = FileManager.default.contents(atPath: "\(path)/\(file)")
    }
    return contents.filter { !$0.value.isEmpty }
  }

  func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}

/// Tells a second more each time it is asked.
final class TestClock: @unchecked Sendable {
  private let lock = NSLock()
  private var seconds = 1_800_000_000.0

  func now() -> Date {
    lock.withLock {
      seconds += 1
      return Date(timeIntervalSince1970: seconds)
    }
  }
}

/// A project, a cluster and an app in it.
struct Sample {
  static let kubeconfig = "users: [{name: admin, user: {token: planted-kubeconfig-token}}]"
  let project: Project
  let cluster: Cluster
  let app: App

  init(in store: Store) async throws {
    let date = Date(timeIntervalSince1970: 1_800_000_000.123456)
    project = try await store.createProject(name: "shop")
    cluster = try await store.createCluster(
      Cluster(
        projectID: project.id, name: "prod", endpoint: "https://10.0.0.1:6443", context: "admin@prod", createdAt: date),
      kubeconfig: Self.kubeconfig)
    app = try await store.createApp(
      App(
        clusterID: cluster.id, name: "web",
        configuration: AppConfiguration(image: "web:1", replicas: 3, port: 8080, environment: ["A": "1"]),
        createdAt: date))
  }
}

/// A copy with a difference.
func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
  var value = value
  change(&value)
  return value
}
