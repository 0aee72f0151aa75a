import ArgumentParser
import Foundation
import Model
import Storage

/// Makes the stores that are measured, in a process of its own: a child's peak memory counts what its parent has.
struct Seed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a store for a measurement.", shouldDisplay: false)

  @Option(help: "A store to make; else an export.") var store: String?
  @Option(help: "An export to write.") var export: String?
  /// Not `--kubeconfig`, which the benchmark itself would take.
  @Option(help: "A kubeconfig, for a cluster of its own. Repeatable.") var cluster: [String] = []
  @Option var apps = 1
  @Option(help: "Of all apps together.") var revisions = 0
  @Option var image = "local/web:1"
  @Option(help: "Apps for that many of the simulator's own deployments.") var populated = 0
  @Option(help: "Of the first app; others have the number behind it.") var name = "app"

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    if let store {
      let keys = KeySource(environment: environment, keyFile: store + ".key")
      try await fill(Store(path: store, key: keys))
    } else if let export {
      let store = try Store.temporary()
      try await fill(store)
      try await store.exportBackup(
        to: .file(export), passphrase: Passphrase(environment["SHIPIT_PASSPHRASE"] ?? "benchmark"))
    }
  }

  private func fill(_ store: Store) async throws {
    let project = try await store.createProject(name: "bench")
    var clusters: [ClusterID] = []
    for (index, file) in cluster.enumerated() {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let record = Cluster(
        projectID: project.id, name: index == 0 ? "sim" : "sim-\(index)", endpoint: "http://127.0.0.1",
        context: "simulator", status: .connected, createdAt: Date())
      clusters.append(try await store.createCluster(record, kubeconfig: text).id)
    }
    if clusters.isEmpty {
      let record = Cluster(
        projectID: project.id, name: "sim", endpoint: "http://127.0.0.1", context: "simulator", createdAt: Date())
      clusters.append(try await store.createCluster(record, kubeconfig: "apiVersion: v1\nkind: Config\n").id)
    }
    for index in 0..<populated {
      try await store.createApp(
        App(
          clusterID: clusters[0], name: "service-\(index)", namespace: "team-\(index % 10)",
          configuration: configuration(index), createdAt: Date()))
    }
    let perApp = revisions / max(1, apps)
    for index in 0..<apps {
      let configuration = configuration(index)
      let app = try await store.createApp(
        App(
          clusterID: clusters[index % clusters.count], name: index == 0 ? name : "\(name)-\(index)",
          configuration: configuration, createdAt: Date()))
      // Two secrets for each: they are what makes an export more than a copy.
      try await store.setSecret("DATABASE_URL", to: "postgres://app:\(index)@db.internal:5432/app", of: app.id)
      try await store.setSecret("API_TOKEN", to: String(repeating: "k", count: 40), of: app.id)
      for _ in 0..<perApp {
        let revision = try await store.beginRevision(
          of: app.id, configuration: configuration, message: "Release of the day", by: "ada@build-3")
        try await store.finishRevision(revision.id, outcome: .success, appStatus: .running)
      }
    }
  }

  /// As apps have it: a handful of variables, a domain, limits.
  private func configuration(_ index: Int) -> AppConfiguration {
    var configuration = AppConfiguration(
      image: image, replicas: 3, port: 8080,
      environment: [
        "LOG_LEVEL": "info", "REGION": "eu-central-1", "FEATURE_FLAGS": "checkout-v2,search-v3",
        "PUBLIC_URL": "https://app-\(index).example.com",
      ])
    configuration.domain = "app-\(index).example.com"
    return configuration
  }
}
