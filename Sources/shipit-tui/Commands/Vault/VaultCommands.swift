import ArgumentParser
import Engine
import Storage

struct VaultCommands: CommandGroup {
  static let configuration = CommandConfiguration(
    commandName: "vault", abstract: "What unlocks the store's kubeconfigs and secrets.",
    subcommands: [
      VaultStatus.self, InitVault.self, AddWayToUnlock.self, RemoveWayToUnlock.self, RotateVault.self, RekeyVault.self,
      LockVault.self,
      UnlockVault.self,
    ])

  @OptionGroup var global: GlobalOptions
}

/// A way to unlock, as the command line names it.
enum WayToUnlock: String, ExpressibleByArgument, CaseIterable {
  case passphrase
  case keyFile = "key-file"
  case environment

  var kind: VaultSlot.Kind {
    switch self {
    case .passphrase: .passphrase
    case .keyFile: .keyFile
    case .environment: .environment
    }
  }
}

extension Console {
  /// A new passphrase: from a file or standard input (one line end at its end is dropped), or typed twice, unseen.
  func newPassphrase(fromFile: String?) throws -> Passphrase {
    let text = try SecretValue(fromFile: fromFile).read(self, prompt: "New passphrase of the vault")
    if fromFile == nil, isInputTerminal, secret("The same again") != text {
      throw CommandError.passphrasesDiffer
    }
    return try Passphrase(text)
  }
}

extension Session {
  /// The demo and its throw-away store have no keys that anybody keeps.
  func vaultKeys() throws(CommandError) -> KeySource {
    guard let keys else { throw .noVault }
    return keys
  }

  func slotIDs(of kind: VaultSlot.Kind) async throws -> Set<String> {
    Set(try await store.slots().filter { $0.kind == kind }.map(\.id))
  }
}
