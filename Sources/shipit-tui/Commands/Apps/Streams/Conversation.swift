import ArgumentParser
import Engine
import Kubernetes
import Model
import Terminal

/// How a command that talks with a process in a pod is given its input.
struct StreamOptions: ParsableArguments {
  @Flag(name: [.customShort("i"), .long], help: "Pass standard input on as it comes, up to its end.") var stdin = false
  @Flag(name: [.customShort("t"), .long], help: "Give it a terminal: every key goes to it, and every change of size.")
  var tty = false
  @Option(help: "Which pod; else one that is ready.") var pod: String?
  @Option(name: [.short, .long], help: "Which container of the pod.") var container: String?
}

/// Standard input, output and errors joined to a process in a pod, until that ends.
struct Conversation: Sendable {
  let console: Console
  let options: StreamOptions

  func start(_ command: [String], in app: App, _ session: Session) async throws {
    // Asks nothing of a terminal that is not there, as kubectl does, but says so.
    if options.tty, !console.isInputTerminal {
      console.note("Standard input is no terminal: the command is given none.")
    }
    let wantsTerminal = options.tty && console.isInputTerminal
    let remote = try await session.changing(app.clusterID).enter(
      app.id, RemoteCommand(command, takesInput: options.stdin, hasTerminal: wantsTerminal), pod: options.pod,
      container: options.container)
    if wantsTerminal, !remote.hasTerminal {
      console.note("The process has no terminal: what is typed goes to it line by line, and Ctrl-C leaves it.")
    }
    let terminal = remote.hasTerminal && console.isInputTerminal ? console.terminal : nil
    let cluster = try await session.store.cluster(app.clusterID).name
    switch try await join(remote.session, terminal, cluster) {
    case .ended(.exited(code: 0)): return
    case .ended(.exited(let code)): throw CommandError.exited(code: code)
    case .ended(.failed(let error)): throw EngineError.cluster(cluster, error)
    case .broke: throw CommandError.streamBroke
    case .inputCannotEnd: throw CommandError.inputCannotEnd
    }
  }

  /// Gives the terminal back before anything is said of how it went.
  private func join(
    _ remote: RemoteSession, _ terminal: RawTerminal?, _ cluster: String
  ) async throws -> RemoteSession.JoinEnd {
    let restore = terminal?.makeRaw()
    let sizes = terminal?.sizes()
    defer { restore?() }
    do throws(KubernetesError) {
      return try await remote.join(
        LocalEnds(
          input: options.stdin ? console.terminal.read : nil, output: { console.output($0) },
          errors: { console.errors($0) },
          size: sizes?.now.map(TerminalSize.init), sizes: sizes?.later.map(TerminalSize.init)))
    } catch {
      throw error == .cancelled ? EngineError.cancelled : .cluster(cluster, error)
    }
  }
}

extension TerminalSize {
  fileprivate init(_ size: Size) {
    self.init(columns: size.width, rows: size.height)
  }
}
