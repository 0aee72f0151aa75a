/// Where the key that unlocks the vault comes from.
///
/// `SHIPIT_ENCRYPT_KEY` when it is set (the name that shipit's server uses for its own), else the key file, else a
/// passphrase that somebody knows.
package struct KeySource: Sendable, CustomStringConvertible {
  /// Gives a passphrase, or nil where there is (no longer) anybody to give one; attempts count from 0.
  package typealias Prompt = @Sendable (_ attempt: Int) throws(StoreError) -> Passphrase?

  private let environment: ProgramEnvironment
  let file: KeyFile
  private let prompt: Prompt
  /// A random key that nobody keeps, for a store that nobody keeps.
  private let isThrowaway: Bool

  package static let variable = "SHIPIT_ENCRYPT_KEY"
  static let attempts = 3

  /// - Parameters:
  ///   - keyFile: used when the environment names no key; made on first use.
  ///   - passphrase: asked when neither opens the vault and a passphrase can.
  package init(environment: ProgramEnvironment, keyFile: String, passphrase: @escaping Prompt = { _ in nil }) {
    self.environment = environment
    file = KeyFile(path: keyFile)
    prompt = passphrase
    isThrowaway = false
  }

  package init(environment: [String: String], keyFile: String, passphrase: @escaping Prompt = { _ in nil }) {
    self.init(
      environment: ProgramEnvironment(environment, secrets: [Self.variable]), keyFile: keyFile, passphrase: passphrase)
  }

  private init() {
    environment = ProgramEnvironment([:])
    file = KeyFile(path: "")
    prompt = { _ in nil }
    isThrowaway = true
  }

  static let throwaway = KeySource()

  /// A copy, to be let go of soon; nil where the environment names no key.
  private var digits: String? { environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 } }

  /// Names the source, never the key.
  package var description: String {
    isThrowaway ? "a throw-away key" : digits == nil ? file.path : Self.variable
  }

  /// The key file's place, whether it is used or not.
  package var keyFilePath: String { file.path }

  /// Overwrites and removes the key file; false when there is none.
  package func destroyKeyFile() throws(StoreError) -> Bool { try file.destroy() }

  /// The key for a vault that is made now. A missing key file is made too.
  ///
  /// Never for a vault that is there: a new key could not open it, and would hide that the old one is missing.
  ///
  /// - Parameter way: nil takes the variable where it is set, else the key file.
  func keyForNewVault(_ way: VaultSlot.Kind?, random: RandomBytes) throws(StoreError) -> (UnlockKey, VaultSlot.Kind) {
    if isThrowaway { return (UnlockKey(try SecretBytes(random: random, count: AESGCM.keyCount)), .keyFile) }
    if way != .keyFile, let key = try environmentKey() { return (key, .environment) }
    guard way != .environment else { throw .keyMalformed(source: Self.variable) }
    if let key = try file.read() { return (UnlockKey(key), .keyFile) }
    return (try file.create(random: random), .keyFile)
  }

  /// Opens the vault by one of its slots.
  func open(_ slots: [VaultSlot], random: RandomBytes) throws(StoreError) -> (Keyring.Open, VaultSlot.Kind) {
    if let key = try environmentKey() {
      guard let open = try Self.open(slots, under: key, random: random) else {
        throw .keyWrong(source: Self.variable)
      }
      return (open, .environment)
    }
    let fileKey: UnlockKey? = if let key = try file.read() { UnlockKey(key) } else { nil }
    if let fileKey, let open = try Self.open(slots, under: fileKey, random: random) { return (open, .keyFile) }
    guard slots.contains(where: { $0.kind == .passphrase }) else {
      throw fileKey == nil ? .keyMissing(path: file.path) : .keyWrong(source: file.path)
    }
    for attempt in 0..<Self.attempts {
      guard let passphrase = try prompt(attempt) else {
        throw attempt == 0 ? .vaultPassphraseNeeded : .vaultPassphraseWrong
      }
      if let open = try Self.open(slots, with: passphrase, random: random) { return (open, .passphrase) }
    }
    throw .vaultPassphraseWrong
  }

  /// The keys of those slots that this source can open: what a rotation has to have of every slot.
  func keys(for slots: [VaultSlot], random: RandomBytes) throws(StoreError) -> [String: UnlockKey] {
    var keys: [String: UnlockKey] = [:]
    var candidates: [UnlockKey] = []
    if let key = try environmentKey() { candidates.append(key) }
    if let key = try file.read() { candidates.append(UnlockKey(key)) }
    for slot in slots where slot.kind != .passphrase {
      for key in candidates where try slot.vault(under: key, random: random) != nil { keys[slot.id] = key }
    }
    for slot in slots where slot.kind == .passphrase {
      for attempt in 0..<Self.attempts {
        guard keys[slot.id] == nil, let passphrase = try prompt(attempt), let key = try slot.key(from: passphrase)
        else { break }
        if try slot.vault(under: key, random: random) != nil { keys[slot.id] = key }
      }
    }
    return keys
  }

  private func environmentKey() throws(StoreError) -> UnlockKey? {
    guard let digits else { return nil }
    return UnlockKey(
      try SecretBytes(hexadecimal: digits.utf8, count: AESGCM.keyCount, orThrow: .keyMalformed(source: Self.variable)))
  }

  static func open(
    _ slots: [VaultSlot], under key: UnlockKey, random: RandomBytes
  ) throws(StoreError) -> Keyring.Open? {
    for slot in slots where slot.kind != .passphrase {
      if let vault = try slot.vault(under: key, random: random) {
        return Keyring.Open(vault: vault, slot: slot.id, unlockKey: key)
      }
    }
    return nil
  }

  static func open(
    _ slots: [VaultSlot], with passphrase: Passphrase, random: RandomBytes
  ) throws(StoreError) -> Keyring.Open? {
    for slot in slots {
      guard let key = try slot.key(from: passphrase) else { continue }
      if let vault = try slot.vault(under: key, random: random) {
        return Keyring.Open(vault: vault, slot: slot.id, unlockKey: key)
      }
    }
    return nil
  }
}
