import Subprocess

/// Runs a credential plugin: no standard input, standard error kept for the message, in a session of its own so that it
/// cannot reach our terminal, and stopped after a minute. An interactive one has our standard input and standard error, for as
/// long as the person needs.
@Sendable
package func runPlugin(
  _ plugin: ExecPlugin, adding variables: [String: String], isInteractive: Bool
) async throws(CredentialError) -> [UInt8] {
  guard !isInteractive else {
    return try await runToEnd(plugin, adding: variables, isInteractive: true).output(of: plugin)
  }
  return try await runPlugin(plugin, adding: variables, timeout: .seconds(60))
}

func runPlugin(
  _ plugin: ExecPlugin, adding variables: [String: String], timeout: Duration
) async throws(CredentialError) -> [UInt8] {
  let outcome = await withTaskGroup(of: PluginOutcome.self) { group in
    group.addTask { await runToEnd(plugin, adding: variables, isInteractive: false) }
    group.addTask {
      try? await Task.sleep(for: timeout)
      return .timedOut
    }
    let first = await group.next() ?? .timedOut
    group.cancelAll()
    return first
  }
  return try outcome.output(of: plugin, timeout: timeout)
}

private enum PluginOutcome: Sendable {
  case printed([UInt8])
  case failed(exitCode: Int, standardError: String)
  case notFound
  case timedOut
  case unusable(String)

  func output(of plugin: ExecPlugin, timeout: Duration = .zero) throws(CredentialError) -> [UInt8] {
    let command = plugin.commandLine
    switch self {
    case .printed(let bytes): return bytes
    case .failed(let code, let text): throw .pluginFailed(command: command, exitCode: code, standardError: text)
    case .notFound: throw .pluginNotFound(command: command, hint: plugin.installHint)
    case .timedOut: throw .pluginTimedOut(command: command, after: timeout)
    case .unusable(let reason): throw .pluginAnswer(command: command, reason: reason)
    }
  }
}

private let outputLimitBytes = 1 << 20

private func runToEnd(
  _ plugin: ExecPlugin, adding variables: [String: String], isInteractive: Bool
) async -> PluginOutcome {
  var changes: [Environment.Key: String?] = [:]
  for variable in plugin.environment {
    changes[Environment.Key(stringLiteral: variable.name)] = variable.value.revealed
  }
  for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
  let program: Executable = plugin.command.contains("/") ? .path(.init(plugin.command)) : .name(plugin.command)
  let environment = Environment.inherit.updating(changes)
  var options = PlatformOptions()
  do {
    guard !isInteractive else {
      // It stays in our process group: only the foreground's may read from the terminal.
      let result = try await run(
        program, arguments: Arguments(plugin.arguments), environment: environment, platformOptions: options,
        input: .currentStandardInput, output: .bytes(limit: outputLimitBytes), error: .currentStandardError)
      return .ended(result.terminationStatus, output: result.standardOutput)
    }
    options.createSession = true
    options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    let result = try await run(
      program, arguments: Arguments(plugin.arguments), environment: environment, platformOptions: options,
      input: .none, output: .bytes(limit: outputLimitBytes), error: .bytes(limit: outputLimitBytes))
    return .ended(
      result.terminationStatus, output: result.standardOutput,
      errors: String(decoding: result.standardError.suffix(4096), as: UTF8.self))
  } catch let error as SubprocessError where error.code == .executableNotFound {
    return .notFound
  } catch {
    return .unusable("\(error)")
  }
}

extension PluginOutcome {
  fileprivate static func ended(
    _ status: TerminationStatus, output: [UInt8], errors: String = ""
  ) -> PluginOutcome {
    switch status {
    case .exited(0): .printed(output)
    case .exited(let code): .failed(exitCode: Int(code), standardError: errors)
    // As a shell reports it.
    case .signaled(let signal): .failed(exitCode: 128 + Int(signal), standardError: errors)
    }
  }
}
