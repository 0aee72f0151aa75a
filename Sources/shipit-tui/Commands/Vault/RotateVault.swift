import ArgumentParser
import Engine
import Storage

struct RotateVault: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Encrypt everything anew under a new data key, in one step.",
    discussion: "The key of each way to unlock must be at hand: the file, the variable, the passphrase.")

  @OptionGroup var global: GlobalOptions
  @Flag(help: "Remove the ways to unlock whose key is not at hand.") var forgetOthers = false

  func run(_ session: Session) async throws {
    let rotation = try await session.store.rotateVault(with: try session.vaultKeys(), forgetsOthers: forgetOthers)
    for kind in rotation.forgotten { session.console.note("\(kind.words) does not open the vault any more") }
    session.console.print("\(rotation.values) values encrypted anew; the data key has version \(rotation.keyVersion)")
  }
}
