import Engine
import Kubernetes
import Model
import Synchronization
import Terminal

/// A process in a pod that is given the terminal.
extension EffectRunner {
  /// bash where the image has it, as k9s does it.
  private static let shell = ["sh", "-c", "command -v bash >/dev/null && exec bash || exec sh"]
  private static let interrupt: UInt8 = 0x03
  /// What telnet is left with; no shell needs it.
  private static let escape: UInt8 = 0x1D

  /// Opens the stream beside the loop, and takes the terminal only once it is there.
  func openShell(in app: AppID, pod: String?, _ engine: Engine) async throws(EngineError) -> String {
    let entered = try await engine.enter(
      app, RemoteCommand(Self.shell, takesInput: true, hasTerminal: true), pod: pod)
    return try await converse(with: entered, "A shell in \(entered.pod). exit or Ctrl-D ends it.")
  }

  func attach(to app: AppID, pod: String?, _ engine: Engine) async throws(EngineError) -> String {
    let entered = try await engine.enter(app, RemoteCommand(takesInput: true, hasTerminal: true), pod: pod)
    let key = entered.hasTerminal ? "Ctrl-]" : "Ctrl-C"
    var greeting = "What \(entered.pod) says from now on. \(key) leaves it running."
    if !entered.readsInput {
      greeting += " It reads nothing: its container keeps no standard input open."
    } else if !entered.hasTerminal {
      greeting += " It gets what is typed line by line; Ctrl-D ends its input."
    }
    return try await converse(
      with: entered, greeting,
      leavesBy: entered.hasTerminal ? [Self.escape] : [Self.escape, Self.interrupt])
  }

  private func converse(
    with entered: Entered, _ greeting: String, leavesBy keys: Set<UInt8> = []
  ) async throws(EngineError) -> String {
    let end = End()
    await lend { terminal in
      await terminal.write(Array("\u{1B}[2J\u{1B}[H\(greeting.neutralised())\n".utf8))
      let restore = terminal.makeRaw()
      defer { restore() }
      let result = await joined(entered, terminal, leavesBy: keys, end)
      end.result = result
      if !end.hasLeft, let reason = result.surprise { await wait(terminal, "\(entered.pod): \(reason)") }
    }
    switch end.result {
    case nil: throw .cancelled
    case .success(.ended(.exited(code: 0))): return "The process in \(entered.pod) has ended."
    case .success(.ended(.exited(let code))): return "The process in \(entered.pod) has ended with \(code)."
    case .success where end.hasLeft: return "Left \(entered.pod), where it goes on."
    case .success(.broke), .success(.inputCannotEnd):
      throw .commandFailed(app: entered.pod, reason: "was cut off: the connection into the pod ended")
    case .success(.ended(.failed(let error))), .failure(let error): throw .cluster(entered.cluster, error)
    }
  }

  /// Who was typing types on for a moment: those keys are for nobody, least of all for the panes.
  private func wait(_ terminal: RawTerminal, _ text: String) async {
    await terminal.write(Array("\r\n\(text.neutralised()) Enter goes back.\r\n".utf8))
    while let bytes = await terminal.read(), !bytes.contains(0x0D), !bytes.contains(0x0A) {}
  }

  private func joined(
    _ entered: Entered, _ terminal: RawTerminal, leavesBy keys: Set<UInt8>, _ end: End
  ) async -> Result<RemoteSession.JoinEnd, KubernetesError> {
    let (session, hasTerminal) = (entered.session, entered.hasTerminal)
    let sizes = terminal.sizes()
    let lines = Mutex(TypedLines())
    let local = LocalEnds(
      input: {
        while let bytes = await terminal.read() {
          guard keys.isDisjoint(with: bytes) else { break }
          if hasTerminal { return bytes }
          guard entered.readsInput else { continue }
          // A process without a terminal of its own would get keys and not lines.
          let taken = lines.withLock { $0.take(bytes) }
          await terminal.write(taken.echo)
          if !taken.sent.isEmpty { try? await session.write(taken.sent) }
          // Keys are read on, so that it can still be left. An old server cannot be told; then it simply goes on.
          if taken.isEnd { _ = try? await session.endInput() }
        }
        guard !Task.isCancelled else { return nil }
        end.hasLeft = true
        await session.close()
        return nil
      },
      // Our terminal is raw, and only the pod's would have turned ends of lines into what a raw one needs.
      output: { await terminal.write(hasTerminal ? $0 : $0.withCarriageReturns) },
      errors: { await terminal.write(hasTerminal ? $0 : $0.withCarriageReturns) },
      size: hasTerminal ? sizes.now.map(TerminalSize.init) : nil,
      sizes: hasTerminal ? sizes.later.map(TerminalSize.init) : nil)
    do throws(KubernetesError) {
      return .success(try await session.join(local))
    } catch {
      return .failure(error)
    }
  }

  private final class End: Sendable {
    private let state = Mutex<(result: Result<RemoteSession.JoinEnd, KubernetesError>?, hasLeft: Bool)>((nil, false))

    var result: Result<RemoteSession.JoinEnd, KubernetesError>? {
      get { state.withLock { $0.result } }
      set { state.withLock { $0.result = newValue } }
    }

    var hasLeft: Bool {
      get { state.withLock { $0.hasLeft } }
      set { state.withLock { $0.hasLeft = newValue } }
    }
  }
}

extension TerminalSize {
  fileprivate init(_ size: Size) {
    self.init(columns: size.width, rows: size.height)
  }
}

extension [UInt8] {
  fileprivate var withCarriageReturns: [UInt8] { flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }
}

extension Result<RemoteSession.JoinEnd, KubernetesError> {
  /// Why it ended, where the person has not ended it: the process was killed (shells report a signal N as 128 + N; 130 is Ctrl-C), or
  /// the connection is gone.
  fileprivate var surprise: String? {
    switch self {
    case .success(.ended(.exited(let code))):
      code > 128 && code != 130 ? "the process was ended by signal \(code - 128)." : nil
    case .success(.broke), .success(.inputCannotEnd): "the connection has ended."
    case .success(.ended(.failed)), .failure: "the process has ended."
    }
  }
}
