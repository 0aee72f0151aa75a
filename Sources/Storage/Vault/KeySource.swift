/// Where the key that unlocks the vault comes from.
///
/// `SHIPIT_ENCRYPT_KEY` when it is set (the name that shipit's server uses for its own), else a key file.
package struct KeySource: Sendable, CustomStringConvertible {
  private enum Origin: Sendable {
    case environment(digits: String)
    case file(KeyFile)
    /// A random key that nobody keeps, for a store that nobody keeps.
    case throwaway
  }

  private let origin: Origin

  /// - Parameter keyFile: used when the environment names no key; made on first use.
  package init(environment: [String: String], keyFile: String) {
    if let digits = environment[Self.variable], !digits.isEmpty {
      origin = .environment(digits: digits)
    } else {
      origin = .file(KeyFile(path: keyFile))
    }
  }

  private init(origin: Origin) {
    self.origin = origin
  }

  package static let variable = "SHIPIT_ENCRYPT_KEY"
  static let throwaway = KeySource(origin: .throwaway)

  /// Names the source, never the key.
  package var description: String {
    switch origin {
    case .environment: Self.variable
    case .file(let file): file.path
    case .throwaway: "a throw-away key"
    }
  }

  /// The key.
  ///
  /// - Parameter mayCreate: whether a missing key file is made. Never when the store already holds ciphertext: a new
  ///   key could not open it, and would hide that the old one is missing.
  func key(mayCreate: Bool, random: RandomBytes) throws(StoreError) -> SecretBytes {
    switch origin {
    case .environment(let digits):
      return try SecretBytes(
        hexadecimal: digits.utf8, count: AESGCM.keyCount, orThrow: .keyMalformed(source: Self.variable))
    case .file(let file):
      if let key = try file.read() { return key }
      guard mayCreate else { throw .keyMissing(path: file.path) }
      return try file.create(random: random)
    case .throwaway:
      return try SecretBytes(random: random, count: AESGCM.keyCount)
    }
  }
}
