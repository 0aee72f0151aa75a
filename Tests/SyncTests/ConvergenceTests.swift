import Foundation
import HTTP
import RemoteDouble
import SimulatorServer
import Testing

@testable import Sync

/// Two people, one server, random edits, crashes and lost replies at any request. Every text that somebody sets is unique,
/// so that it can be followed until the end. `SHIPIT_SYNC_SEEDS` says how many games are played.
@Suite("two machines and one server")
struct ConvergenceTests {
  static let seeds = ProcessInfo.processInfo.environment["SHIPIT_SYNC_SEEDS"].flatMap { Int($0) } ?? 40

  @Test("end in the same state, and no edit vanishes without having been shown", arguments: 0..<seeds)
  func converge(seed: Int) async throws {
    try await Self.play(seed, RemoteDouble())
  }

  @Test("over a socket, through libcurl, they do so as well", arguments: 1000..<1003)
  func socket(seed: Int) async throws {
    let double = RemoteDouble()
    try await SocketServer.run(serving: double) { server in
      try await Self.play(seed, double, over: try QuirkTests.curl(server))
    }
  }

  private static func play(_ seed: Int, _ double: RemoteDouble, over server: (any HTTPTransport)? = nil) async throws {
    var game = try await Game(seed: UInt64(seed), double, over: server)
    for _ in 0..<30 { try await game.move() }
    try await game.settle()
    let (ada, bob) = (game.laptops[0], game.laptops[1])
    let known = Self.public(try await ada.summary())
    #expect(try await known == Self.public(bob.summary()), "seed \(seed)")
    let fresh = try await Laptop(double)
    try await fresh.sync()
    #expect(try await fresh.summary() == known, "seed \(seed)")
    for laptop in game.laptops {
      #expect(try await laptop.driver.plan(.all).steps.filter(\.isShown).isEmpty, "seed \(seed)")
    }
    let final = Self.marks(in: known + (await double.valuesOfSecrets()).values)
    let vanished = game.set.subtracting(final).subtracting(game.replaced).subtracting(game.shown)
    #expect(vanished.isEmpty, "seed \(seed)")
    // A rule that shows everything as a conflict would hold trivially.
    #expect(game.set.count < 8 || game.shown.count < game.set.count, "seed \(seed)")
  }

  static func marks(in texts: [String]) -> Set<String> {
    Set(texts.flatMap { text in text.matches(of: /v[0-9]+x/).map { String($0.output) } })
  }

  /// Without secrets, which go one way.
  private static func `public`(_ summary: [String]) -> [String] {
    summary.map { $0.replacing(#/ secret [A-Z]=[^ ]*/#, with: "") }
  }
}
