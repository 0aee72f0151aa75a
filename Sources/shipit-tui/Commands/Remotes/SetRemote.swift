import ArgumentParser
import Engine
import Foundation

struct SetRemote: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set a shipit server to sync with; its token is kept encrypted.",
    discussion: """
      The token is read from SHIPIT_TOKEN, from standard input, or typed unseen. It is no argument, because arguments \
      are seen by every user of the machine and kept by the shell. A server that is set again keeps its token where none \
      is given; under another URL, both sides are compared anew. With --sync-every, the screen syncs when it starts and every \
      so often while it is open: what is beyond doubt, and nothing that deletes or has to be chosen.
      """)

  /// Taken out of the environment of what we start.
  static let tokenVariable = "SHIPIT_TOKEN"

  @OptionGroup var global: GlobalOptions
  @Argument(help: "The server's URL, as far as it stands before /api.") var url: String
  @Option(help: "What to call it.") var name = "default"

  @OptionGroup var schedule: SyncEveryOption

  func run(_ session: Session) async throws {
    let remote = try await session.engine.setRemote(
      named: name, url: url, token: try token(session), schedule: schedule.syncEvery ?? .kept)
    session.console.print("remote \(remote.name) set to \(remote.url)")
    let url = URL(string: remote.url)
    if url?.scheme == "http", !["localhost", "127.0.0.1", "::1"].contains(url?.host() ?? "") {
      session.console.note(
        "warning: over http:// the token can be read on the way. Use https:// where the server has it.")
    }
    do {
      let count = try await session.engine.testRemote(remote)
      session.console.note("It answers, and has \(count) project\(count == 1 ? "" : "s").")
    } catch {
      // Set for later: it may be away only now.
      session.console.note("warning: \(error.explanation.text)")
    }
  }

  /// nil keeps the one that there is.
  private func token(_ session: Session) throws(CommandError) -> String? {
    if let token = session.environment[Self.tokenVariable], !token.isEmpty { return token }
    if session.console.isInputTerminal {
      guard let typed = session.console.secret("Token (nothing keeps the present one)"), !typed.isEmpty else {
        return nil
      }
      return typed
    }
    guard let text = String(validating: session.console.readAll(), as: UTF8.self) else { throw .valueNotText }
    let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return token.isEmpty ? nil : token
  }
}
