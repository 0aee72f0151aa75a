import ArgumentParser
import Engine
import Kubernetes
import Model

struct ListEvents: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "What the cluster reports about an app and its pods, oldest first.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let events = try await session.engine.events(of: app.id)
    guard !events.isEmpty else { return session.console.note("The cluster reports nothing about \(app.name).") }
    for line in Table.events(events.reversed(), session).lines { session.console.print(line) }
  }
}

extension Table {
  static func events(_ events: some Sequence<Event>, _ session: Session) -> Table {
    Table(
      header: ["LAST SEEN", "TYPE", "REASON", "OBJECT", "COUNT", "MESSAGE"],
      rows: events.map { event in
        [
          event.lastSeen.map { humanAge(from: $0, to: session.engine.now) } ?? "-", event.severity.rawValue,
          event.reason, "\(event.subject.kind.lowercased())/\(event.subject.name)", "\(event.count)",
          event.message.split(whereSeparator: \.isNewline).joined(separator: " "),
        ]
      })
  }
}
