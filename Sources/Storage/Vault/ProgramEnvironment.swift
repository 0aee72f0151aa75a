import Glibc
import Synchronization

/// The environment that the program was started with. Its secrets were taken out of the process's own and are kept like
/// keys, until they are forgotten.
package struct ProgramEnvironment: Sendable {
  /// Without the secrets: for everybody else, children included.
  package let plain: [String: String]
  private let secrets: Secrets

  private final class Secrets: Sendable {
    let values: Mutex<[String: Passphrase]>

    init(_ values: [String: Passphrase]) {
      self.values = Mutex(values)
    }
  }

  /// Takes the process's own, and the secrets out of it. To be called before another thread may read it.
  package static func take(secrets names: Set<String>) -> ProgramEnvironment {
    var secrets: [String: Passphrase] = [:]
    for name in names {
      if let value = getenv(name) { secrets[name] = Passphrase(copying: value) }
      ProcessMemory.eraseVariable(name)
    }
    var plain: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2, plain[String(pair[0])] == nil { plain[String(pair[0])] = String(pair[1]) }
      entry += 1
    }
    return ProgramEnvironment(plain: plain, secrets: Secrets(secrets))
  }

  /// One that a test makes up, or that has no secrets.
  package init(_ values: [String: String], secrets names: Set<String> = []) {
    self.init(
      plain: values.filter { !names.contains($0.key) },
      secrets: Secrets(values.filter { names.contains($0.key) }.compactMapValues { try? Passphrase($0) }))
  }

  private init(plain: [String: String], secrets: Secrets) {
    self.plain = plain
    self.secrets = secrets
  }

  /// A secret is a copy, to be let go of soon.
  package subscript(name: String) -> String? {
    plain[name] ?? secrets.values.withLock { $0[name] }?.text
  }

  /// Of every copy of this environment.
  package func forgetSecrets() {
    secrets.values.withLock { $0 = [:] }
  }
}
