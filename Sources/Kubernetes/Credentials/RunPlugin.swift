import Subprocess

/// Runs a credential plugin: no standard input, standard error kept for the message, in a session of its own so that it
/// cannot reach our terminal, and stopped after a minute.
@Sendable
package func runPlugin(
  _ plugin: ExecPlugin, adding variables: [String: String]
) async throws(CredentialError) -> [UInt8] {
  try await runPlugin(plugin, adding: variables, timeout: .seconds(60))
}

func runPlugin(
  _ plugin: ExecPlugin, adding variables: [String: String], timeout: Duration
) async throws(CredentialError) -> [UInt8] {
  let outcome = await withTaskGroup(of: PluginOutcome.self) { group in
    group.addTask { await runToEnd(plugin, adding: variables) }
    group.addTask {
      try? await Task.sleep(for: timeout)
      return .timedOut
    }
    let first = await group.next() ?? .timedOut
    group.cancelAll()
    return first
  }
  let command = plugin.commandLine
  switch outcome {
  case .printed(let bytes): return bytes
  case .failed(let code, let text): throw .pluginFailed(command: command, exitCode: code, standardError: text)
  case .notFound: throw .pluginNotFound(command: command, hint: plugin.installHint)
  case .timedOut: throw .pluginTimedOut(command: command, after: timeout)
  case .unusable(let reason): throw .pluginAnswer(command: command, reason: reason)
  }
}

private enum PluginOutcome: Sendable {
  case printed([UInt8])
  case failed(exitCode: Int, standardError: String)
  case notFound
  case timedOut
  case unusable(String)
}

private let outputLimitBytes = 1 << 20

private func runToEnd(_ plugin: ExecPlugin, adding variables: [String: String]) async -> PluginOutcome {
  var changes: [Environment.Key: String?] = [:]
  for variable in plugin.environment {
    changes[Environment.Key(stringLiteral: variable.name)] = variable.value.revealed
  }
  for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
  var options = PlatformOptions()
  options.createSession = true
  options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
  do {
    let isPath = plugin.command.contains("/")
    let result = try await run(
      isPath ? .path(.init(plugin.command)) : .name(plugin.command), arguments: Arguments(plugin.arguments),
      environment: .inherit.updating(changes), platformOptions: options, input: .none,
      output: .bytes(limit: outputLimitBytes), error: .bytes(limit: outputLimitBytes))
    let text = String(decoding: result.standardError.suffix(4096), as: UTF8.self)
    switch result.terminationStatus {
    case .exited(0): return .printed(result.standardOutput)
    case .exited(let code): return .failed(exitCode: Int(code), standardError: text)
    // As a shell reports it.
    case .signaled(let signal): return .failed(exitCode: 128 + Int(signal), standardError: text)
    }
  } catch let error as SubprocessError where error.code == .executableNotFound {
    return .notFound
  } catch {
    return .unusable("\(error)")
  }
}
