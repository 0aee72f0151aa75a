import ArgumentParser
import Engine
import Foundation
import Model
import Sync

struct ListRevisions: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "revisions", abstract: "List an app's revisions, newest first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var argument: AppArgument
  @Flag(help: "Also what a shipit server has deployed, marked as its own.") var remote = false
  @OptionGroup var server: ServerOption
  @Option(help: "At most so many.") var limit = 10

  mutating func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1.") }
  }

  func run(_ session: Session) async throws {
    let app = try await session.settledApp(argument.app)
    let now = session.engine.now
    var revisions = try await session.store.revisions(of: app.id, limit: limit).map(ShownRevision.local)
    if remote {
      let remote = try await session.engine.remote(named: server.server)
      revisions += try await session.engine.revisions(of: app.id, on: remote, limit: limit).map {
        .remote($0, on: remote.name)
      }
    }
    try Listing(
      records: revisions,
      header: ["REVISION", "STATUS", "IMAGE", "REPLICAS", "AGE", "BY", "MESSAGE"],
      row: { $0.row(current: app.currentRevision, now: now) }, name: \.name,
      nothing: "\(argument.app) has never been deployed."
    ).print(as: output.format, to: session.console)
  }
}

/// A revision of this store, or one of a server's, which has a count of its own.
private enum ShownRevision: Encodable {
  case local(Revision)
  case remote(RemoteRevision, on: String)

  private enum CodingKeys: String, CodingKey {
    case remote
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .local(let revision): try revision.encode(to: encoder)
    case .remote(let revision, let remote):
      try revision.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(remote, forKey: .remote)
    }
  }

  var name: String {
    switch self {
    case .local(let revision): "\(revision.number)"
    case .remote(let revision, let remote): "\(remote)/\(revision.number)"
    }
  }

  func row(current: Int, now: Date) -> [String] {
    switch self {
    case .local(let revision):
      [
        name + (revision.number == current ? "*" : ""), revision.outcome.rawValue, revision.configuration.image,
        "\(revision.configuration.replicas)", humanAge(from: revision.createdAt, to: now), revision.deployedBy ?? "",
        [revision.message, revision.outcomeMessage].compactMap { $0 }.joined(separator: ": "),
      ]
    case .remote(let revision, _):
      [
        name + (revision.isCurrent ? "*" : ""), revision.status, revision.image, "\(revision.replicas)",
        // Its clock's zone is not known, so that there is no age.
        revision.createdAt, revision.deployedBy ?? "", revision.message ?? "",
      ]
    }
  }
}
