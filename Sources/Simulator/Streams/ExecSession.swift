import JSON

/// A command in a container: the shell scripts that `Script` knows, `cat`, and an interactive shell.
final class ExecSession: StreamSession {
  private let command: [String]
  private let version: Int
  private let isTTY: Bool
  private var shell: Shell?
  private var isCat = false

  private enum Channel {
    static let input: UInt8 = 0
    static let output: UInt8 = 1
    static let errors: UInt8 = 2
    static let status: UInt8 = 3
    static let resize: UInt8 = 4
    static let close: UInt8 = 255
  }

  init(
    id: Int, command: [String], _ pod: StoredObject, _ container: ContainerRuntime?, isTTY: Bool, readsInput: Bool,
    version: Int,
    _ cluster: Cluster
  ) {
    self.command = command
    self.version = version
    self.isTTY = isTTY
    super.init(id: id)
    send(Channel.output, [])
    guard let container, container.isRunning else {
      fail(internalError: "container not found (\"\(container?.name ?? "")\")")
      return
    }
    let program = command.first?.split(separator: "/").last.map(String.init) ?? ""
    if program == "cat", command.count == 1, readsInput {
      isCat = true
    } else if ["sh", "bash", "ash"].contains(program), readsInput,
      command.count < 3 || command.last?.hasSuffix("exec sh") == true
    {
      startShell(pod)
    } else if let script = ShellRun(command: command, podName: pod.key.name) {
      run(script, cluster)
    } else {
      let why =
        "error executing command in container: failed to exec in container: failed to start exec \"\(cluster.random.hexadecimal(64))\": "
        + "OCI runtime exec failed: exec failed: unable to start container process: exec: \"\(command.first ?? "")\": "
        + (command.first?.hasPrefix("/") == true
          ? "stat \(command.first ?? ""): no such file or directory: unknown"
          : "executable file not found in $PATH: unknown")
      fail(internalError: why)
    }
  }

  override func receive(_ channel: UInt8, _ bytes: ArraySlice<UInt8>, _ cluster: Cluster) {
    switch channel {
    case Channel.input where isCat: send(Channel.output, bytes)
    case Channel.input where shell != nil: type(bytes)
    case Channel.resize: resize(bytes)
    case Channel.close where version == 5 && bytes.first == Channel.input: finish(code: 0)
    default: break
    }
  }

  // MARK: - Scripts

  private func run(_ script: ShellRun, _ cluster: Cluster) {
    for line in script.lines {
      cluster.timeline.plan(after: line.after) { [weak self] _ in
        self?.send(line.isError ? Channel.errors : Channel.output, "\(line.text)\n".utf8)
      }
    }
    cluster.timeline.plan(after: script.end) { [weak self] _ in self?.finish(code: script.exitCode) }
  }

  private func finish(code: Int) {
    var status: JSON = ["metadata": [:], "status": "Success"]
    if code != 0 {
      let why =
        version == 5
        ? "command terminated with exit code \(code)"
        : "error executing command [\(command.joined(separator: " "))], exit code \(code)"
      status = [
        "metadata": [:], "status": "Failure", "message": .string("command terminated with non-zero exit code: \(why)"),
        "reason": "NonZeroExitCode", "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
      ]
    }
    send(Channel.status, status.encoded())
    close()
  }

  private func fail(internalError why: String) {
    let inner = "Internal error occurred: \(why)"
    let status: JSON = [
      "metadata": [:], "status": "Failure", "message": .string("Internal error occurred: \(inner)"),
      "reason": "InternalError",
      "details": ["causes": [["message": .string(inner)]]], "code": 500,
    ]
    send(Channel.status, status.encoded())
    close()
  }

  // MARK: - Interactive shell

  private func startShell(_ pod: StoredObject) {
    shell = Shell(podName: pod.key.name)
    guard isTTY else { return }
    let banner =
      "\r\n\r\nBusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)\r\n"
      + "Enter 'help' for a list of built-in commands.\r\n\r\n~ # \u{1B}[6n"
    send(Channel.output, banner.utf8)
  }

  private func resize(_ bytes: ArraySlice<UInt8>) {
    guard let size = try? JSON(parsing: bytes), let columns = size["Width"]?.int, let rows = size["Height"]?.int else {
      return
    }
    shell?.size = (columns, rows)
  }

  private func type(_ bytes: ArraySlice<UInt8>) {
    guard var shell else { return }
    let isFirst = !shell.hasPrompted
    if isTTY, isFirst { send(Channel.output, "\r~ # \u{1B}[J".utf8) }
    shell.hasPrompted = true
    let lines = shell.typed(bytes)
    self.shell = shell
    if isTTY, lines.isEmpty { send(Channel.output, bytes.last == 0x03 ? ArraySlice("^C\r\n~ # ".utf8) : bytes) }
    for line in lines {
      if isTTY { send(Channel.output, "\(line)\r\n".utf8) }
      let result = shell.run(line)
      let end = isTTY ? "\r\n" : "\n"
      for text in result.output { send(Channel.output, "\(text)\(end)".utf8) }
      if let code = result.exitCode { return finish(code: code) }
      if isTTY { send(Channel.output, "~ # ".utf8) }
    }
  }
}
