import Foundation
import HTTP
import JSON
import Synchronization

/// What running plugins needs of the world outside.
package struct PluginSurroundings: Sendable {
  /// Whether a person has seen this command and agreed to it.
  let isAllowed: @Sendable (ExecPlugin) async -> Bool
  /// The wall clock, against which credentials expire.
  let now: @Sendable () -> Date
  let run: PluginRun
  let terminal: PluginTerminal

  /// Runs a command with variables added to the environment, and returns what it printed. It has the terminal where it is
  /// interactive.
  package typealias PluginRun =
    @Sendable (ExecPlugin, [String: String], _ isInteractive: Bool) async throws(CredentialError) -> [UInt8]

  package init(
    now: @escaping @Sendable () -> Date = { Date() }, run: @escaping PluginRun = runPlugin,
    terminal: PluginTerminal = PluginTerminal(), isAllowed: @escaping @Sendable (ExecPlugin) async -> Bool
  ) {
    self.now = now
    self.run = run
    self.terminal = terminal
    self.isAllowed = isAllowed
  }
}

/// Credentials that a command prints (client-go's `plugin/pkg/client/auth/exec`): asked for when they are needed, kept
/// until they expire or are refused.
package actor PluginCredentials: Authenticator {
  private let plugin: ExecPlugin
  private let cluster: Kubeconfig.Cluster
  private let surroundings: PluginSurroundings
  private var known: PluginAnswer?
  /// Many requests that need credentials at once run the command once.
  private var running: Task<Result<PluginAnswer, CredentialError>, Never>?
  /// A person who could not be asked, or did not answer, is left alone for a while: requests are tried again and again.
  private var asked: (failure: CredentialError, at: Date)?

  private static let pauseSeconds = 300.0

  package init(_ plugin: ExecPlugin, cluster: Kubeconfig.Cluster, _ surroundings: PluginSurroundings) {
    self.plugin = plugin
    self.cluster = cluster
    self.surroundings = surroundings
  }

  package func headers() async throws(KubernetesError) -> HTTPHeaders {
    try await answer().headers
  }

  /// The client certificate that the plugin gave last, for a transport of its own.
  var knownIdentity: HTTPEndpoint.Identity? { known?.identity }

  package func refused(_ headers: HTTPHeaders) -> Bool {
    // Somebody else may have fetched new ones since these were sent.
    if known?.headers == headers { known = nil }
    return true
  }

  private func answer() async throws(KubernetesError) -> PluginAnswer {
    if let known, known.expiresAt.map({ surroundings.now() < $0 }) ?? true { return known }
    let task = running ?? Task { await fetch() }
    running = task
    let result = await task.value
    if running == task { running = nil }
    do {
      let answer = try result.get()
      known = answer
      return answer
    } catch {
      throw .credentials(error)
    }
  }

  private func fetch() async -> Result<PluginAnswer, CredentialError> {
    do throws(CredentialError) {
      guard await surroundings.isAllowed(plugin) else {
        throw .pluginNotAllowed(plugin.shown)
      }
      return .success(try PluginAnswer(try await output(), of: plugin))
    } catch {
      return .failure(error)
    }
  }

  /// client-go's `interactiveMode`: one that may ask has the terminal where there is one. Where it has to be taken from a screen,
  /// it is tried without first, so that a token that renews itself disturbs nobody.
  private func output() async throws(CredentialError) -> [UInt8] {
    let lending = surroundings.terminal.lending
    switch (plugin.interactiveMode, lending) {
    case (.never, _), (.ifAvailable, nil): return try await run(isInteractive: false)
    case (.always, nil): throw .pluginNeedsTerminal(command: plugin.commandLine)
    case (.ifAvailable, let lending?) where !lending.isFree:
      do {
        return try await run(isInteractive: false)
      } catch .pluginFailed, .pluginTimedOut {
        return try await runInteractively(lending)
      }
    case (_, let lending?): return try await runInteractively(lending)
    }
  }

  private func runInteractively(_ lending: PluginTerminal.Lending) async throws(CredentialError) -> [UInt8] {
    if let asked, !lending.isFree, surroundings.now().timeIntervalSince(asked.at) < Self.pauseSeconds {
      throw asked.failure
    }
    let outcome = Mutex<Result<[UInt8], CredentialError>?>(nil)
    await lending.lend("For credentials of \(cluster.server): \(plugin.commandLine)") {
      let result: Result<[UInt8], CredentialError>
      do throws(CredentialError) {
        result = .success(try await self.run(isInteractive: true))
      } catch {
        result = .failure(error)
      }
      outcome.withLock { $0 = result }
    }
    // Nobody lends any more where the program is ending.
    let result = outcome.withLock { $0 } ?? .failure(.pluginNeedsTerminal(command: plugin.commandLine))
    if case .failure(let failure) = result { asked = (failure, surroundings.now()) } else { asked = nil }
    return try result.get()
  }

  private func run(isInteractive: Bool) async throws(CredentialError) -> [UInt8] {
    try await surroundings.run(
      plugin, ["KUBERNETES_EXEC_INFO": plugin.info(of: cluster, isInteractive: isInteractive)], isInteractive)
  }
}

/// `ExecCredentialStatus`.
struct PluginAnswer: Hashable, Sendable {
  private let token: Secret?
  let identity: HTTPEndpoint.Identity?
  let expiresAt: Date?

  var headers: HTTPHeaders {
    token.map { ["Authorization": "Bearer " + $0.revealed] } ?? [:]
  }

  init(_ output: [UInt8], of plugin: ExecPlugin) throws(CredentialError) {
    let command = plugin.commandLine
    func unusable(_ reason: String) -> CredentialError { .pluginAnswer(command: command, reason: reason) }
    guard let json = try? JSON(parsing: output) else { throw unusable("it is not JSON") }
    guard json.text("kind") == "ExecCredential" else { throw unusable("its kind is not ExecCredential") }
    guard json.text("apiVersion") == plugin.version.rawValue else {
      throw unusable("its apiVersion is not \(plugin.version.rawValue)")
    }
    let status = json.object("status")
    token = status.text("token").isEmpty ? nil : Secret(status.text("token"))
    switch (status.text("clientCertificateData"), status.text("clientKeyData")) {
    case ("", ""): identity = nil
    case (_, ""), ("", _): throw unusable("it has a certificate or a key, and not both")
    case (let certificate, let key): identity = .init(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }
    guard token != nil || identity != nil else { throw unusable("it has neither a token nor a certificate") }
    expiresAt = status.date("expirationTimestamp")
  }
}
