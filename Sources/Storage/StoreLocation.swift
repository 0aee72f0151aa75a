/// Where the store and its key file are, by the XDG Base Directory rules.
package struct StoreLocation: Hashable, Sendable {
  /// `$XDG_DATA_HOME/shipit/shipit.db`, unless `SHIPIT_STORE` names another.
  package var store: String
  /// `$XDG_CONFIG_HOME/shipit/vault.key`.
  package var keyFile: String

  package static let variable = "SHIPIT_STORE"

  /// - Parameter store: what the command line names; it wins over the environment.
  package init(store: String? = nil, environment: [String: String]) {
    let home = environment["HOME"] ?? "/"
    self.store =
      store ?? environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
      ?? Self.base("XDG_DATA_HOME", environment, orElse: "\(home)/.local/share") + "/shipit/shipit.db"
    keyFile = Self.base("XDG_CONFIG_HOME", environment, orElse: "\(home)/.config") + "/shipit/vault.key"
  }

  /// The specification says that a relative path is to be ignored.
  private static func base(_ variable: String, _ environment: [String: String], orElse standard: String) -> String {
    guard let path = environment[variable], path.hasPrefix("/") else { return standard }
    return path
  }
}
