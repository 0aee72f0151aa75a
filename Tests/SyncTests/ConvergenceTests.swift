import Foundation
import Model
import RemoteDouble
import TestSupport
import Testing

@testable import Sync

/// Two people, one server, random edits, crashes and lost replies. Every text that somebody sets is unique, so that it can
/// be followed until the end.
@Suite("two machines and one server")
struct ConvergenceTests {
  @Test("end in the same state, and no edit vanishes without having been shown", arguments: 0..<40)
  func converge(seed: Int) async throws {
    var game = try await Game(seed: UInt64(seed))
    for _ in 0..<24 { try await game.move() }
    try await game.settle()
    let (ada, bob) = (game.laptops[0], game.laptops[1])
    #expect(try await ada.summary() == bob.summary(), "seed \(seed)")
    let fresh = try await Laptop(game.double)
    try await fresh.sync()
    #expect(try await fresh.summary() == ada.summary(), "seed \(seed)")
    let final = Self.marks(in: try await ada.summary())
    let vanished = game.set.subtracting(final).subtracting(game.replaced).subtracting(game.shown)
    #expect(vanished.isEmpty, "seed \(seed)")
    // A rule that shows everything as a conflict would hold trivially.
    #expect(game.shown.count < game.set.count, "seed \(seed)")
  }

  static func marks(in texts: [String]) -> Set<String> {
    Set(texts.flatMap { text in text.matches(of: /v[0-9]+x/).map { String($0.output) } })
  }

  struct Game {
    let double = RemoteDouble()
    let laptops: [Laptop]
    var random: Fuzz
    var count = 0
    /// Everything that somebody has set.
    var set: Set<String> = []
    /// What somebody who saw it has replaced or deleted.
    var replaced: Set<String> = []
    /// What was shown in a conflict.
    var shown: Set<String> = []

    init(seed: UInt64) async throws {
      random = Fuzz(seed: seed)
      laptops = [try await Laptop(double), try await Laptop(double)]
      let cluster = try await laptops[0].addProject("shop", cluster: "prod")
      for name in ["web", "api"] {
        _ = try await laptops[0].addApp(name, AppConfiguration(image: "\(name):1", port: 8080), on: cluster.id)
      }
      try await laptops[0].sync()
      try await laptops[1].sync()
    }

    mutating func move() async throws {
      let laptop = laptops[random.below(2)]
      switch random.below(10) {
      case 0..<5: try await edit(laptop)
      case 5: try await add(laptop)
      case 6: try await delete(laptop)
      default: try await sync(laptop)
      }
    }

    private mutating func mark() -> String {
      count += 1
      set.insert("v\(count)x")
      return "v\(count)x"
    }

    private mutating func edit(_ laptop: Laptop) async throws {
      let apps = try await laptop.store.apps().sorted { $0.name < $1.name }
      guard !apps.isEmpty else { return }
      let app = apps[random.below(apps.count)]
      var configuration = app.configuration
      let mark = mark()
      switch random.below(7) {
      case 0: configuration.image = "web:\(mark)"
      case 1: configuration.environment["A"] = mark
      case 2: configuration.environment["B"] = mark
      case 3: configuration.domain = "\(mark).example.com"
      case 4: configuration.preDeployCommand = "run \(mark)"
      case 5: configuration.health = AppConfiguration.HealthCheck(path: "/\(mark)")
      default:
        configuration.replicas = random.below(4)
        configuration.autoscaling =
          random.below(2) == 0 ? nil : AppConfiguration.Autoscaling(minimum: 1 + random.below(3), maximum: 9)
        set.remove(mark)
      }
      replaced.formUnion(
        ConvergenceTests.marks(in: app.configuration.changes(to: configuration).compactMap(\.old)))
      _ = try await laptop.store.updateApp(app.id, configuration: configuration)
    }

    private mutating func add(_ laptop: Laptop) async throws {
      guard let cluster = try await laptop.store.clusters().first else { return }
      let name = ["web", "api", "jobs"][random.below(3)]
      guard try await !laptop.store.apps().contains(where: { $0.name == name }) else { return }
      _ = try await laptop.addApp(name, AppConfiguration(image: "\(name):\(mark())", port: 8080), on: cluster.id)
    }

    private mutating func delete(_ laptop: Laptop) async throws {
      let apps = try await laptop.store.apps().sorted { $0.name < $1.name }
      guard !apps.isEmpty else { return }
      let app = apps[random.below(apps.count)]
      replaced.formUnion(ConvergenceTests.marks(in: SyncField.fields(of: app.configuration).map(\.value)))
      try await laptop.store.deleteApp(app.id)
    }

    mutating func sync(_ laptop: Laptop, prefers side: SyncSide? = nil, isReliable: Bool = false) async throws {
      let faults: [UnreliableTransport.Fault] = [.replyLost, .deadBefore, .deadAfter]
      laptop.transport.arm(isReliable || random.below(2) == 0 ? nil : faults[random.below(3)], at: random.below(5))
      defer { laptop.transport.arm(nil, at: 0) }
      do {
        // A person sees the conflicts before anything is decided.
        let plan = try await laptop.driver.plan(.all)
        for conflict in plan.conflicts { show(conflict, plan) }
        var options = SyncOptions.all
        options.prefers = side
        try await laptop.sync(options)
      } catch let error as SyncError {
        guard case .remote(.http(.cancelled)) = error else { throw error }
      }
    }

    private mutating func show(_ conflict: SyncConflict, _ plan: SyncPlan) {
      var texts = [conflict.local, conflict.remote].compactMap { $0 }
      if conflict.field == nil {
        for tree in [plan.here, plan.there] {
          texts += tree.subtree(conflict.subject).values.flatMap { $0.fields.map(\.value) }
        }
      }
      shown.formUnion(ConvergenceTests.marks(in: texts))
    }

    /// Conflicts are decided, one way on one machine and the other way on the other.
    mutating func settle() async throws {
      for _ in 0..<3 {
        try await sync(laptops[0], prefers: .local, isReliable: true)
        try await sync(laptops[1], prefers: .remote, isReliable: true)
      }
    }
  }
}
