import ArgumentParser
private import CMemory
import Dispatch
import Foundation
import Glibc
import Storage
import Synchronization

/// The process: from its arguments to its exit code.
enum Main {
  static func run(_ arguments: [String]) -> Int32 {
    ProcessMemory.forbidImages()
    shipit_keep_what_is_freed()
    // A reader that goes away is an error of a write, not a signal at whatever socket.
    signal(SIGPIPE, SIG_IGN)
    let environment = ProgramEnvironment.take(secrets: Wiring.secretVariables)
    let console = Console.standard
    let tool = Tool(console: console, environment: environment) { options, console in
      try await Wiring.session(options, environment: environment, console: console)
    }
    switch tool.parse(arguments) {
    case .ended(let code): return code
    case .command(let command): return run { await tool.run(command) }
    case .check(let command): return run { await tool.run(command) }
    case .screen(let options): return openScreen(options, tool)
    }
  }

  /// Waits for a command; Ctrl-C and SIGTERM cancel it.
  private static func run(_ command: @escaping @Sendable () async -> Int32) -> Int32 {
    let ended = DispatchSemaphore(value: 0)
    let code = Mutex(ExitCode.done)
    let task = Mutex<Task<Void, Never>?>(nil)
    // Before the command begins: one that has said something can be interrupted.
    let sources = Interruption.watch { task.withLock { $0?.cancel() } }
    let running = Task {
      let result = await command()
      code.withLock { $0 = result }
      ended.signal()
    }
    task.withLock { $0 = running }
    // The signal may have come in between.
    if Interruption.exitCode != nil { running.cancel() }
    ended.wait()
    for source in sources { source.cancel() }
    return Interruption.exitCode ?? code.withLock { $0 }
  }

  /// The screen's loop owns this thread, the initial one, until the person quits.
  private static func openScreen(_ options: GlobalOptions, _ tool: Tool) -> Int32 {
    do {
      var demo = options
      demo.demo = true
      let demoOptions = demo
      try ScreenRun.open(
        usesMouse: !options.leavesMouse, environment: tool.environment.plain,
        demo: { try await tool.openSession(demoOptions, tool.console).engine }
      ) {
        let engine = try await tool.openSession(options, tool.console).engine
        // They have opened what they open. What is locked on the screen must not be open to who reads the memory.
        tool.environment.forgetSecrets()
        return engine
      }
      return ExitCode.done
    } catch {
      return tool.report(error)
    }
  }
}
