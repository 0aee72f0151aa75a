import ArgumentParser
import Engine
import Foundation
import Model
import Storage

/// What a command works with.
struct Session: Sendable {
  var engine: Engine
  let console: Console
  let environment: ProgramEnvironment
  /// What a guess at an export's passphrase costs.
  var scrypt = Scrypt.standard
  /// The name of a protected cluster, from `--confirm`.
  var typedName: String?
  /// What opened the store; nil for one that is thrown away.
  var keys: KeySource?

  var store: Store { engine.store }

  /// The app as the store has it, after the cluster has been asked what became of a deploy that another run left open.
  func settledApp(_ reference: AppReference) async throws -> App {
    let app = try await store.app(reference)
    guard app.status.isUnsettled else { return app }
    do {
      try await engine.settle(app.clusterID)
    } catch {
      console.note("What became of the last deploy is not known: \(error.explanation.text)")
    }
    return try await store.app(app.id)
  }

  /// For deletions: asks, unless the person has said yes beforehand.
  func confirm(_ question: String, unless isConfirmed: Bool) throws(CommandError) {
    guard !isConfirmed else { return }
    try console.confirm(question)
  }

  /// Asks where going back would lose secrets that no revision has.
  func confirmLoss(of app: App, goingBackTo target: Revision, unless isConfirmed: Bool) async throws {
    let keys = try await engine.secretsLost(of: app.id, goingBackTo: target)
    guard !keys.isEmpty else { return }
    try confirm("\(Engine.words(forLost: keys)) Go back all the same?", unless: isConfirmed)
  }

  /// The engine for a change of a cluster. Where that is protected, its name was given, or is typed now; the cluster's client
  /// decides whether it is the right one.
  func changing(_ id: ClusterID) async throws -> Engine {
    let cluster = try await store.cluster(id)
    guard cluster.isProtected else { return engine }
    guard let name = typedName ?? console.ask("\(cluster.name) is protected. Type its name to go on: ") else {
      return engine
    }
    guard name == cluster.name else { throw CommandError.wrongName(typed: name, cluster: cluster.name) }
    return engine.confirmed(id, by: name)
  }

  /// The engine for changes of whichever protected cluster was named beforehand.
  func confirmedEngine() async throws -> Engine {
    guard let typedName, let cluster = try await store.clusters().first(where: { $0.name == typedName }) else {
      return engine
    }
    return engine.confirmed(cluster.id, by: typedName)
  }

  /// Tells a rollout's progress line by line.
  var progress: RolloutListener {
    { [console] progress in
      if let text = progress.text { console.note(text) }
    }
  }
}

/// A command that works on the store and the clusters in it.
protocol SessionCommand: Sendable {
  var global: GlobalOptions { get }
  func run(_ session: Session) async throws
}

/// A command that opens by itself what it needs, which is no store.
protocol ConsoleCommand: Sendable {
  func run(_ console: Console, _ environment: ProgramEnvironment) async throws
}

/// A word before commands: `apps`, `clusters`. By itself it is a mistake, answered with its help.
protocol CommandGroup: ParsableCommand {
  var global: GlobalOptions { get }
}
