/// One line of the difference between two configurations.
package struct ConfigurationChange: Hashable, Sendable {
  /// As the command line names it: `image`, `env LOG_LEVEL`.
  package let field: String
  /// nil when the field was not there before.
  package let old: String?
  /// nil when the field is gone.
  package let new: String?

  package init(field: String, old: String?, new: String?) {
    self.field = field
    self.old = old
    self.new = new
  }
}

extension AppConfiguration {
  /// What differs in `other`, seen from this one, in the order of the fields; empty when both are the same.
  package func changes(to other: AppConfiguration) -> [ConfigurationChange] {
    let fields = Field.allCases.compactMap { field in
      ConfigurationChange(field.rawValue, text(of: field), other.text(of: field))
    }
    let variables = Set(environment.keys).union(other.environment.keys).sorted().compactMap { name in
      ConfigurationChange("env \(name)", environment[name], other.environment[name])
    }
    return fields + variables
  }
}

extension ConfigurationChange {
  /// nil where nothing differs.
  fileprivate init?(_ field: String, _ old: String?, _ new: String?) {
    guard old != new else { return nil }
    self.init(field: field, old: old, new: new)
  }
}
