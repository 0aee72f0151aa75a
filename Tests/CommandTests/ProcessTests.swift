import CMemory
import Foundation
import Glibc
import Storage
import Testing

/// The program itself, as a shell runs it.
@Suite("The process")
struct ProcessTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "shipit-process-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  private func removeFolder() {
    try? FileManager.default.removeItem(at: folder)
  }

  private var store: URL { folder.appending(path: "shipit.db") }

  @Test("the store and its key are the person's alone, wherever the umask leads")
  func files() throws {
    defer { removeFolder() }
    let process = program("projects", "create", "shop", standardStore: true)
    let before = umask(0)
    try process.run()
    umask(before)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    for (path, mode) in [
      ("data/shipit", 0o700), ("data/shipit/shipit.db", 0o600), ("config/shipit", 0o700),
      ("config/shipit/vault.key", 0o600),
    ] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: path).path)
      #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
    }
  }

  @Test("a wrong key is 7")
  func wrongKey() throws {
    defer { removeFolder() }
    #expect(try finish(program("projects", "create", "shop")).status == 0)
    let other = program("projects", "list", environment: ["SHIPIT_ENCRYPT_KEY": String(repeating: "0", count: 64)])
    let outcome = try finish(other)
    #expect(outcome.status == 7)
    #expect(outcome.errors.contains("SHIPIT_ENCRYPT_KEY") && !outcome.errors.contains("0000"))
  }

  @Test("a reader that has gone ends it quietly")
  func brokenPipe() throws {
    defer { removeFolder() }
    #expect(try finish(program("projects", "create", "shop")).status == 0)
    let process = program("projects", "list")
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try output.fileHandleForReading.close()
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd()
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGPIPE)
    #expect((said ?? Data()).isEmpty)
  }

  @Test("results that cannot be written are an error")
  func fullDisk() throws {
    defer { removeFolder() }
    let process = program("projects", "list", "-o", "json")
    let errors = Pipe()
    process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
    process.standardError = errors
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(
      String(decoding: said, as: UTF8.self) == "error: standard output cannot be written: No space left on device\n")
  }

  @Test("Ctrl-C at a hidden prompt ends it with 130 and gives the terminal its echo back")
  func interruptedPrompt() throws {
    defer { removeFolder() }
    var (master, slave) = (Int32(0), Int32(0))
    try #require(openpty(&master, &slave, nil, nil, nil) == 0)
    defer {
      close(master)
      close(slave)
    }
    let process = program("--export", folder.appending(path: "backup").path)
    let errors = Pipe()
    process.standardInput = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    // The prompt comes when the echo is off already.
    var prompt = Data()
    while !prompt.contains(UInt8(ascii: ":")) { prompt += errors.fileHandleForReading.availableData }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    var attributes = termios()
    #expect(tcgetattr(slave, &attributes) == 0)
    #expect(attributes.c_lflag & tcflag_t(ECHO) != 0)
  }

  @Test(
    "Ctrl-C ends what would go on, with 130",
    arguments: [
      (["logs", "-f", "trials/sandbox/chatty"], nil),
      // It goes on for as long as it is watched.
      (["apps", "deploy", "shop/production/search", "--watch-for", "1h"], "what the cluster was asked goes on there"),
    ] as [([String], String?)])
  func interrupted(arguments: [String], says: String?) throws {
    defer { removeFolder() }
    let process = program("--demo", standardStore: true)
    process.arguments = ["--demo"] + arguments
    // One pipe for both: a first line on either says that the command is at work.
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    var said = output.fileHandleForReading.availableData
    process.interrupt()
    said += try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    if let says { #expect(String(decoding: said, as: UTF8.self).contains(says)) }
  }

  @Test("a key in the environment is gone from it while the program runs, which leaves no core dump")
  func hygiene() throws {
    defer { removeFolder() }
    let secrets = ["SHIPIT_ENCRYPT_KEY": String(repeating: "5a", count: 32), "SHIPIT_PASSPHRASE": "planted-passphrase"]
    let pipe = folder.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    let process = program(
      "vault", "add", "passphrase", "--from-file", pipe, environment: secrets.merging(["PLAIN": "seen"]) { $1 })
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Once it reads the pipe it goes on reading for as long as somebody may write.
    var writer = open(pipe, O_WRONLY | O_NONBLOCK)
    while writer < 0, process.isRunning {
      usleep(1000)
      writer = open(pipe, O_WRONLY | O_NONBLOCK)
    }
    try #require(writer >= 0)
    defer { close(writer) }
    let files = "/proc/\(process.processIdentifier)"
    let limits = try String(contentsOfFile: files + "/limits", encoding: .utf8)
    let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    #expect(core?.split(separator: " ").filter { $0 == "0" }.count == 2)
    var status = stat()
    // Of a process that may not be dumped the kernel gives these to root, and so to nobody else.
    #expect(stat(files + "/environ", &status) == 0 && status.st_uid == 0)
    if geteuid() == 0 {
      let environment = try #require(FileManager.default.contents(atPath: files + "/environ"))
      #expect(environment.range(of: Data("PLAIN=seen".utf8)) != nil)
      for secret in ["5a5a", "planted"] { #expect(environment.range(of: Data(secret.utf8)) == nil) }
    }
    process.terminate()
    process.waitUntilExit()
  }

  @Test("what it starts gets the environment without the secrets, and no core limit to raise")
  func children() throws {
    defer { removeFolder() }
    #expect(try finish(program("projects", "create", "shop", environment: key)).status == 0)
    let kubeconfig = folder.appending(path: "kubeconfig")
    let seen = folder.appending(path: "seen").path
    // A credential command is such a child. That it gives no credential does not matter.
    try """
    apiVersion: v1
    kind: Config
    current-context: c
    clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    users:
    - name: u
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          interactiveMode: Never
          command: /bin/sh
          args: ["-c", "env > \(seen); ulimit -c >> \(seen); echo nothing"]
    """.write(to: kubeconfig, atomically: false, encoding: .utf8)
    let secrets = [
      "SHIPIT_PASSPHRASE": "planted-export", "SHIPIT_VAULT_PASSPHRASE": "planted-vault",
      "SHIPIT_TOKEN": "planted-token",
      "PLAIN": "seen",
    ]
    let outcome = try finish(
      program(
        "clusters", "connect", "shop", "--name", "c", "--kubeconfig", kubeconfig.path, "--allow-exec",
        environment: secrets.merging(key) { $1 }))
    let environment = try String(contentsOfFile: seen, encoding: .utf8)
    #expect(environment.contains("PLAIN=seen\n"), "\(outcome)")
    for secret in ["planted", "5a5a", "SHIPIT_"] { #expect(!environment.contains(secret)) }
    #expect(environment.hasSuffix("\n0\n"))
  }

  private let key = ["SHIPIT_ENCRYPT_KEY": String(repeating: "5a", count: 32)]

  @Test("what is freed is overwritten")
  func wipes() throws {
    #expect(shipit_wipes_what_is_freed() == 1)
    let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    try #require(memory >= 0)
    defer { close(memory) }
    /// How many bytes of what was there are there still; what went back to the kernel has none.
    func left(of address: UInt, _ size: Int) -> Int {
      var bytes = [UInt8](repeating: 0, count: size)
      return pread(memory, &bytes, size, off_t(address)) == size ? bytes.count { $0 == 0x5A } : 0
    }
    // Of several sizes: glibc keeps small blocks, middling ones and large ones in different ways.
    for size in [40, 600, 4000, 60_000] {
      let block = UnsafeMutableRawPointer(try #require(malloc(size)))
      memset(block, 0x5A, size)
      let old = UInt(bitPattern: block)
      let grown = UnsafeMutableRawPointer(try #require(realloc(block, size * 2)))
      let new = UInt(bitPattern: grown)
      free(grown)
      // Somebody else may have it by now, and nobody writes that many 0x5A.
      #expect(left(of: new, size) < size / 4 && left(of: old, size) < size / 4, "\(size)")
    }
  }

  @Test("kill -9 at any moment loses nothing that was said to be done")
  func killed() throws {
    defer { removeFolder() }
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(state: seed)
    var done: Set<String> = []
    for index in 0..<20 {
      let process = program("projects", "create", "p\(index)")
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      usleep(UInt32.random(in: 0..<60_000, using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .exit, process.terminationStatus == 0 { done.insert("p\(index)") }
    }
    let outcome = try finish(program("projects", "list", "-o", "name"))
    #expect(outcome.status == 0, "seed \(seed): \(outcome.errors)")
    let found = Set(outcome.output.split(separator: "\n").map(String.init))
    #expect(done.isSubset(of: found), "seed \(seed)")
  }

  // MARK: Running it

  private func program(
    _ arguments: String..., environment: [String: String] = [:], standardStore: Bool = false
  ) -> Process {
    let process = Process()
    // Beside the test bundle, where the package manager puts every product.
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "shipit-tui")
    process.arguments = (standardStore ? [] : ["--store", store.path]) + arguments
    process.environment = [
      "HOME": folder.path, "XDG_DATA_HOME": folder.appending(path: "data").path,
      "XDG_CONFIG_HOME": folder.appending(path: "config").path,
    ].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private func finish(_ process: Process) throws -> (status: Int32, output: String, errors: String) {
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let (said, complained) = (
      try output.fileHandleForReading.readToEnd() ?? Data(), try errors.fileHandleForReading.readToEnd() ?? Data()
    )
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: complained, as: UTF8.self)
    )
  }
}

/// SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
