import HTTP
import Model
import RemoteDouble
import Storage
import TestSupport

@testable import Sync

/// What two people do, as a seed has it, and what becomes of every text that they set.
struct Game {
  let double: RemoteDouble
  let laptops: [Laptop]
  private var random: Fuzz
  private var count = 0
  /// Everything that somebody has set.
  private(set) var set: Set<String> = []
  /// What somebody who saw it has replaced or deleted.
  private(set) var replaced: Set<String> = []
  /// What was shown in a conflict, or told of as unknown.
  private(set) var shown: Set<String> = []

  /// - Parameter server: what leads to the double.
  init(seed: UInt64, _ double: RemoteDouble, over server: (any HTTPTransport)? = nil) async throws {
    random = Fuzz(seed: seed)
    self.double = double
    laptops = [try await Laptop(server ?? double), try await Laptop(server ?? double)]
    let cluster = try await laptops[0].addProject("shop", cluster: "prod")
    for name in ["web", "api"] {
      _ = try await laptops[0].addApp(name, AppConfiguration(image: "\(name):1", port: 8080), on: cluster.id)
    }
    try await laptops[0].sync()
    try await laptops[1].sync()
  }

  mutating func move() async throws {
    let laptop = laptops[random.below(2)]
    await double.advance(seconds: 60)
    switch random.below(20) {
    case 0..<8: try await edit(laptop)
    case 8, 9: try await setSecret(laptop)
    case 10, 11: try await add(laptop)
    case 12: try await delete(laptop)
    case 13: try await addOrDeleteCluster(laptop)
    case 14:
      await double.setHangs(random.below(2) == 0 ? ["test"] : [])
      await double.settleClusters()
    default: try await sync(laptop, recreates: random.below(2) == 0)
    }
  }

  /// Conflicts are decided, one way on one machine and the other way on the other.
  mutating func settle() async throws {
    await double.setHangs([])
    await double.settleClusters()
    for _ in 0..<4 {
      await double.advance(seconds: 60)
      for laptop in laptops { try await connect(laptop) }
      try await sync(laptops[0], prefers: .local, recreates: true, isReliable: true)
      try await sync(laptops[1], prefers: .remote, recreates: true, isReliable: true)
    }
  }

  // MARK: Syncing

  private mutating func sync(
    _ laptop: Laptop, prefers side: SyncSide? = nil, recreates: Bool, isReliable: Bool = false
  ) async throws {
    let faults: [UnreliableTransport.Fault] = [.replyLost, .deadBefore, .deadAfter]
    var options = SyncOptions.all
    options.recreates = recreates
    // A person sees the conflicts before anything is decided.
    let plan = try await laptop.driver.plan(options)
    for conflict in plan.conflicts { try await show(conflict, plan, laptop) }
    for note in plan.notes where note.contains("secret") { try await showSecrets(of: note, laptop) }
    for step in plan.steps where step.kind == .recreateThere { try await showSecrets(of: step.subject, laptop) }
    options.prefers = side
    if !isReliable, random.below(2) == 0 { laptop.transport.arm(faults[random.below(3)], at: random.below(24)) }
    defer { laptop.transport.disarm() }
    do {
      try await laptop.sync(options)
    } catch let error as SyncError {
      guard case .remote(.http) = error, !isReliable else { throw error }
    }
  }

  private mutating func show(_ conflict: SyncConflict, _ plan: SyncPlan, _ laptop: Laptop) async throws {
    var texts = [conflict.local, conflict.remote].compactMap { $0 }
    if conflict.field == nil {
      for tree in [plan.here, plan.there] {
        texts += tree.subtree(conflict.subject).values.flatMap { $0.fields.map(\.value) }
      }
    }
    shown.formUnion(ConvergenceTests.marks(in: texts))
    try await showSecrets(of: conflict.subject, laptop)
  }

  /// Their values are nowhere to be seen, but that there are two was told.
  private mutating func showSecrets(of text: String, _ laptop: Laptop) async throws {
    let subject = text.split(separator: ":")[0]
    let values = await double.valuesOfSecrets().filter { path, _ in
      let app = path.split(separator: " ")[0]
      return subject.split(separator: "/").count < 4 || subject.hasSuffix("/\(app)")
    }
    shown.formUnion(ConvergenceTests.marks(in: Array(values.values)))
    for app in try await laptop.store.apps()
    where subject.split(separator: "/").count < 4 || subject.hasSuffix("/\(app.name)") {
      shown.formUnion(ConvergenceTests.marks(in: Array(try await laptop.store.secretValues(of: app.id).values)))
    }
  }

  // MARK: Editing

  private mutating func mark() -> String {
    count += 1
    set.insert("v\(count)x")
    return "v\(count)x"
  }

  private mutating func any<T>(_ items: [T]) -> T? { items.isEmpty ? nil : items[random.below(items.count)] }

  private mutating func anyApp(_ laptop: Laptop) async throws -> App? {
    any(try await laptop.store.apps().sorted { ($0.name, $0.clusterID.rawValue) < ($1.name, $1.clusterID.rawValue) })
  }

  private mutating func edit(_ laptop: Laptop) async throws {
    guard let app = try await anyApp(laptop) else { return }
    var configuration = app.configuration
    switch random.below(8) {
    case 0: configuration.image = "web:\(mark())"
    case 1: configuration.environment["A"] = mark()
    case 2: configuration.environment["B"] = mark()
    case 3: configuration.domain = "\(mark()).example.com"
    case 4: configuration.preDeployCommand = "run \(mark())"
    case 5: configuration.health = AppConfiguration.HealthCheck(path: "/\(mark())")
    case 6: configuration.port = [8080, 9090, 7070][random.below(3)]
    default:
      configuration.replicas = random.below(4)
      configuration.autoscaling =
        random.below(2) == 0 ? nil : AppConfiguration.Autoscaling(minimum: 1 + random.below(3), maximum: 9)
    }
    replaced.formUnion(ConvergenceTests.marks(in: app.configuration.changes(to: configuration).compactMap(\.old)))
    _ = try await laptop.store.updateApp(app.id, configuration: configuration)
  }

  private mutating func setSecret(_ laptop: Laptop) async throws {
    guard let app = try await anyApp(laptop) else { return }
    let key = ["A", "B"][random.below(2)]
    if let old = try await laptop.store.secretValues(of: app.id)[key] {
      replaced.formUnion(ConvergenceTests.marks(in: [old]))
    }
    if random.below(4) == 0 {
      try? await laptop.store.deleteSecret(key, of: app.id)
    } else {
      try await laptop.store.setSecret(key, to: mark(), of: app.id)
    }
  }

  private mutating func add(_ laptop: Laptop) async throws {
    guard let cluster = any(try await laptop.store.clusters().sorted(by: { $0.name < $1.name })) else { return }
    let name = ["web", "api", "jobs"][random.below(3)]
    let apps = try await laptop.store.apps()
    guard !apps.contains(where: { $0.name == name && $0.clusterID == cluster.id }) else { return }
    _ = try await laptop.addApp(name, AppConfiguration(image: "\(name):\(mark())", port: 8080), on: cluster.id)
  }

  private mutating func delete(_ laptop: Laptop) async throws {
    guard let app = try await anyApp(laptop) else { return }
    try await see(app, laptop)
    try await laptop.store.deleteApp(app.id)
  }

  private mutating func addOrDeleteCluster(_ laptop: Laptop) async throws {
    let clusters = try await laptop.store.clusters()
    if let project = try await laptop.store.projects().first, random.below(2) == 0 {
      guard !clusters.contains(where: { $0.name == "test" }) else { return }
      _ = try await laptop.store.createCluster(
        Cluster(projectID: project.id, name: "test", endpoint: "", context: "", createdAt: project.createdAt),
        kubeconfig: "planted-kubeconfig")
    } else if let cluster = any(clusters.sorted(by: { $0.name < $1.name })), cluster.name == "test" || count > 20 {
      for app in try await laptop.store.apps() where app.clusterID == cluster.id { try await see(app, laptop) }
      try await laptop.store.deleteCluster(cluster.id)
    }
  }

  /// Whoever deletes an app has seen what it was.
  private mutating func see(_ app: App, _ laptop: Laptop) async throws {
    replaced.formUnion(ConvergenceTests.marks(in: SyncField.fields(of: app.configuration).map(\.value)))
    replaced.formUnion(ConvergenceTests.marks(in: Array(try await laptop.store.secretValues(of: app.id).values)))
  }

  /// A cluster that came from the server gets credentials of its own.
  private func connect(_ laptop: Laptop) async throws {
    for cluster in try await laptop.store.clusters()
    where try await laptop.store.kubeconfig(of: cluster.id).isEmpty {
      try await laptop.store.setKubeconfig("planted-kubeconfig", of: cluster.id)
    }
  }
}
