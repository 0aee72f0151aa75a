import Engine
import Foundation
import Interface
import Model
import Terminal

/// A small world to look at: two projects, three clusters, some apps in every state.
enum Fixture {
  static let now = Date(timeIntervalSince1970: 1_800_000_000)
  static let acme = Project(id: .init(rawValue: "p1"), name: "acme", createdAt: now)
  static let labs = Project(id: .init(rawValue: "p2"), name: "labs", createdAt: now)
  static let production = cluster("c1", acme, "production")
  static let staging = cluster("c2", acme, "staging")
  static let sandbox = cluster("c3", labs, "sandbox")
  static let web = app("a1", "web", image: "ghcr.io/acme/web:1.4.2", revision: 3)
  static let api = app("a2", "api", image: "ghcr.io/acme/api:2.0.0", revision: 1, replicas: 3)
  static let worker = app("a3", "worker", image: "ghcr.io/acme/worker:7", revision: 2)
  static let new = app("a4", "fresh", image: "nginx:1.27", revision: 0)

  static func cluster(_ id: String, _ project: Project, _ name: String) -> Cluster {
    Cluster(
      id: .init(rawValue: id), projectID: project.id, name: name, endpoint: "https://\(name).example:6443",
      context: name,
      createdAt: now)
  }

  static func app(_ id: String, _ name: String, image: String, revision: Int, replicas: Int = 2) -> App {
    App(
      id: .init(rawValue: id), clusterID: production.id, name: name,
      configuration: .init(image: image, replicas: replicas, port: 8080), status: revision == 0 ? .pending : .running,
      currentRevision: revision, createdAt: now.addingTimeInterval(-86_400 * 3))
  }

  static func live(_ app: App, ready: Int, _ health: LiveApp.Health) -> LiveApp {
    LiveApp(
      key: app.key, desired: app.configuration.replicas, ready: ready, updated: ready, available: ready,
      image: app.configuration.image, revision: app.currentRevision, health: health, createdAt: app.createdAt)
  }

  static func revision(_ number: Int, _ image: String, _ outcome: Revision.Outcome = .success) -> Revision {
    Revision(
      id: .init(rawValue: "r\(number)"), appID: web.id, number: number,
      configuration: .init(image: image, replicas: 2, port: 8080),
      outcome: outcome, deployedBy: "ada@laptop", message: "image \(image)",
      createdAt: now.addingTimeInterval(Double(number) * 3600 - 14_400))
  }

  static func state(_ width: Int = 120, _ height: Int = 36) -> State {
    var state = State(size: Size(width: width, height: height), now: now)
    _ = state.reduce(
      .recordsLoaded(
        .init(projects: [acme, labs], clusters: [production, staging, sandbox], apps: [api, new, web, worker])))
    _ = state.reduce(
      .clusterUpdated(production.id, .connected(serverVersion: "v1.36.2", latency: .milliseconds(12)), at: now))
    _ = state.reduce(
      .clusterUpdated(
        production.id,
        .live([
          web.key: live(web, ready: 2, .running), api.key: live(api, ready: 1, .rolling("Waiting")),
          worker.key: live(worker, ready: 0, .failing(reason: "crash loop")),
        ]), at: now))
    _ = state.reduce(.clusterUpdated(staging.id, .disconnected(reason: "staging is not reachable."), at: now))
    state.select(.apps, web.id.rawValue)
    _ = state.reduce(
      .revisionsLoaded(
        web.id,
        [
          revision(3, "ghcr.io/acme/web:1.4.2"), revision(2, "ghcr.io/acme/web:1.4.1", .failed),
          revision(1, "ghcr.io/acme/web:1.4.0"),
        ]))
    return state
  }

  static func rows(_ count: Int, from start: Int = 0) -> [LogRow] {
    (start..<start + count).map {
      LogRow(pod: "web-5d4f-ab12\($0 % 2)", time: now.addingTimeInterval(Double($0)), text: "GET /items/\($0) 200")
    }
  }
}

extension State {
  /// Puts the cursor on a row as a person would, through the keys.
  mutating func select(_ pane: Pane, _ id: String) {
    focus = pane
    _ = reduce(.command(.first))
    for _ in 0..<50 where lists[pane]?.selectedID != id { _ = reduce(.command(.moveDown)) }
  }

  @discardableResult
  mutating func press(_ keys: String...) -> [Effect] {
    keys.flatMap { key in
      // A person looks before they press.
      wasSeen()
      return Key(parsing: key).map { reduce(.terminal(.key($0))) } ?? []
    }
  }

  @discardableResult
  mutating func type(_ text: String) -> [Effect] {
    text.flatMap { reduce(.terminal(.key(.character($0)))) }
  }

  var text: String { frame().description }
}
