import Foundation
import Testing

@testable import shipit_tui

/// Against a store in a home folder of the test's own, opened anew by each command as in a shell.
@Suite("Commands on the vault")
struct VaultCommandTests {
  private let home: Home
  private var run: CommandLineRun

  init() throws {
    home = try Home()
    run = try CommandLineRun()
    run.home = home.path
  }

  private final class Home: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/shipit-home-\(UUID().uuidString)"
    var keyFile: String { path + "/.config/shipit/vault.key" }
    var store: String { path + "/.local/share/shipit/shipit.db" }

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }
  }

  private static let digits = String(repeating: "0f", count: 32)

  /// With standard input, and passphrase or key in the environment.
  private func run(
    _ arguments: String..., input: String = "", passphrase: String? = nil, key: String? = nil
  ) async -> CommandLineRun.Outcome {
    var run = run
    run.input = Array(input.utf8)
    run.environment["SHIPIT_VAULT_PASSPHRASE"] = passphrase
    run.environment["SHIPIT_ENCRYPT_KEY"] = key
    return await run.run(arguments)
  }

  private func kinds(passphrase: String? = nil, key: String? = nil) async -> String {
    let outcome = await run("vault", "status", passphrase: passphrase, key: key)
    guard outcome.code == 0 else { return "\(outcome.code)" }
    return outcome.output.split(separator: "\n").dropFirst().map { line in
      let words = line.split(separator: " ")
      return words[0] == "*" ? "* \(words[1])" : String(words[0])
    }.joined(separator: ", ")
  }

  @Test("init makes a store that opens by a key file, and never touches one that is there")
  func initialize() async throws {
    let made = await run("vault", "init")
    #expect(made.code == 0 && made.output.hasSuffix("the key file opens the vault\n"))
    #expect(made.errors.contains("Keep a copy of \(home.keyFile)"))
    #expect(home.has(home.keyFile))
    let before = FileManager.default.contents(atPath: home.store)
    let again = await run("vault", "init", "--with", "passphrase", input: "other\n")
    #expect(again.code == 4 && again.errors.contains("is there already"))
    #expect(FileManager.default.contents(atPath: home.store) == before)
    #expect(await kinds() == "* key_file")
  }

  @Test("init makes a store that opens by a passphrase and the variable, without a key file")
  func initializeWith() async throws {
    let missing = await run("vault", "init", "--with", "environment")
    #expect(missing.code == 7 && !home.has(home.store))
    let made = await run(
      "vault", "init", "--with", "passphrase", "--with", "environment", input: "correct horse\n", key: Self.digits)
    #expect(made.code == 0 && !(made.output + made.errors).contains("horse"))
    #expect(!home.has(home.keyFile))
    #expect(await kinds(passphrase: "correct horse").contains("* passphrase"))
    #expect(await kinds(key: Self.digits).contains("* environment"))
    #expect(await kinds(passphrase: "wrong") == "7")
    #expect(await kinds() == "7")
  }

  @Test("add, remove: each way opens it as long as it is there, and the last stays")
  func ways() async throws {
    #expect(await run("vault", "add", "passphrase", input: "correct horse\n").code == 0)
    #expect(await run("vault", "add", "environment", input: Self.digits + "\n").code == 0)
    #expect(await run("vault", "add", "environment", input: "no digits\n").code == 7)
    #expect(await run("vault", "add", "key-file").code == 4)
    #expect(await kinds() == "* key_file, passphrase, environment")
  }

  @Test("remove asks, and refuses the last way")
  func remove() async throws {
    #expect(await run("vault", "add", "passphrase", input: "correct horse\n").code == 0)
    #expect(await run("vault", "remove", "passphrase").code == 2)
    #expect(await run("vault", "remove", "passphrase", "--yes").code == 0)
    #expect(await run("vault", "remove", "passphrase", "--yes").code == 3)
    let last = await run("vault", "remove", "key-file", "--yes")
    #expect(last.code == 4 && last.errors.contains("last way"))
    #expect(await kinds() == "* key_file")
  }

  @Test("lock destroys the key file where a passphrase opens the vault; unlock makes another")
  func lock() async throws {
    #expect(await run("vault", "lock").code == 4)
    #expect(home.has(home.keyFile))
    #expect(await run("vault", "add", "passphrase", input: "correct horse\n").code == 0)
    #expect(await run("vault", "lock").code == 2)
    #expect(home.has(home.keyFile))
    #expect(await run("vault", "lock", "--yes").output == "locked: the passphrase opens it\n")
    #expect(!home.has(home.keyFile))
    #expect(await kinds() == "7")
    #expect(await run("vault", "lock", passphrase: "correct horse").output == "it was locked already\n")
    #expect(await run("vault", "unlock", passphrase: "correct horse").output.hasPrefix("unlocked: "))
    #expect(await run("vault", "unlock").output == "it opens without a question already\n")
    #expect(await kinds().contains("* key_file"))
  }

  @Test("the key file of another store is neither replaced nor destroyed")
  func anotherStore() async throws {
    #expect(await run("vault", "init").code == 0)
    let key = FileManager.default.contents(atPath: home.keyFile)
    let other = home.path + "/other.db"
    #expect(await run("vault", "init", "--store", other, "--with", "passphrase", input: "correct horse\n").code == 0)
    for command in [["unlock"], ["add", "key-file"]] {
      var run = run
      run.environment["SHIPIT_VAULT_PASSPHRASE"] = "correct horse"
      let refused = await run.run(["vault"] + command + ["--store", other])
      #expect(refused.code == 4 && refused.errors.contains("does not open this store"), "\(refused.errors)")
    }
    let locked = await run("vault", "lock", "--store", other, "--yes", passphrase: "correct horse")
    #expect(locked.code == 0 && locked.output == "it was locked already\n", "\(locked.errors)")
    #expect(locked.errors.contains("and stays"))
    #expect(FileManager.default.contents(atPath: home.keyFile) == key)
    #expect(await kinds() == "* key_file")
  }

  @Test("rotate needs every way's key, or forgets those it is told to")
  func rotate() async throws {
    #expect(await run("vault", "rotate").output == "0 values encrypted anew; the data key has version 2\n")
    #expect(await run("vault", "add", "passphrase", input: "correct horse\n").code == 0)
    let refused = await run("vault", "rotate")
    #expect(refused.code == 7 && refused.errors.contains("the passphrase"))
    #expect(await run("vault", "rotate", passphrase: "correct horse").output.hasSuffix("version 3\n"))
    let forgetful = await run("vault", "rotate", "--forget-others")
    #expect(forgetful.code == 0 && forgetful.errors == "the passphrase does not open the vault any more\n")
    #expect(await kinds(passphrase: "correct horse") == "* key_file")
  }

  @Test("rekey gives a way another key; the old one opens nothing")
  func rekey() async throws {
    _ = await run("vault", "init")
    let before = FileManager.default.contents(atPath: home.keyFile)
    #expect(await run("vault", "rekey", "key-file").code == 2)
    #expect(FileManager.default.contents(atPath: home.keyFile) == before)
    #expect(await run("vault", "rekey", "key-file", "--yes").code == 0)
    #expect(FileManager.default.contents(atPath: home.keyFile) != before)
    #expect(await run("vault", "rekey", "passphrase", input: "x\n").code == 3)
    #expect(await run("vault", "add", "passphrase", input: "old\n").code == 0)
    #expect(await run("vault", "rekey", "passphrase", input: "new\n").code == 0)
    #expect(await run("vault", "rekey", "environment").code == 3)
    #expect(await run("vault", "lock", "--yes", passphrase: "new").code == 0)
    #expect(await kinds(passphrase: "old") == "7")
    #expect(await kinds(passphrase: "new").hasPrefix("* passphrase"))
  }

  @Test("two passphrases that were typed and differ change nothing")
  func typedTwice() async throws {
    var run = run
    run.typed = ["one", "two"]
    #expect(await run("vault", "add", "passphrase").code == 1)
    run.typed = ["one", "one"]
    #expect(await run("vault", "add", "passphrase").code == 0)
  }

  @Test("store check and repair need no key, and say what is lost", .timeLimit(.minutes(5)))
  func store() async throws {
    _ = await run("projects", "create", "shop")
    #expect(await run("store", "check", key: "nonsense").errors == "\(home.store) is whole.\n")
    let repaired = await run("store", "repair")
    #expect(repaired.code == 0 && repaired.errors == "\(home.store) is whole; nothing was done.\n")
    // In one process the command before lets go of the store when the last of its tasks has ended, a moment after its answer.
    var outcome = await run("store", "repair", "--yes")
    while outcome.errors.contains("Another shipit-tui has") { outcome = await run("store", "repair", "--yes") }
    #expect(outcome.output.contains("project: 1 kept, 0 lost\n"), "\(outcome)")
    #expect(await run("projects", "list", "-o", "name").output == "shop\n")
  }
}
