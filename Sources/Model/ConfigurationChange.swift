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
    let old = fields
    let new = other.fields
    let variables = Set(environment.keys).union(other.environment.keys).sorted()
    return zip(old, new).compactMap { old, new in
      old.value == new.value ? nil : ConfigurationChange(field: old.name, old: old.value, new: new.value)
    }
      + variables.compactMap { name in
        let (old, new) = (environment[name], other.environment[name])
        return old == new ? nil : ConfigurationChange(field: "env \(name)", old: old, new: new)
      }
  }

  /// Every field but the environment, in the order in which people read them; the same names for every configuration.
  package var fields: [(name: String, value: String?)] {
    [
      ("image", image),
      ("replicas", "\(replicas)"),
      ("port", port.map(String.init)),
      ("cpu-request", resources.cpuRequest),
      ("cpu-limit", resources.cpuLimit),
      ("memory-request", resources.memoryRequest),
      ("memory-limit", resources.memoryLimit),
      ("health-path", health?.path),
      ("health-port", health?.port.map(String.init)),
      ("health-initial-delay", health.map { "\($0.initialDelay)s" }),
      ("health-period", health.map { "\($0.period)s" }),
    ]
  }
}
