import JSON
import Model

/// One field of an app that both sides have: how it reads here, how it reads there, and by which route it is changed there.
///
/// A field is text, so that both sides compare and a conflict can be shown; the environment's variables (`env NAME`) and
/// secrets (`secret KEY`) come beside the table.
struct SyncField: Sendable {
  enum Route: Hashable, Sendable {
    /// A member of the app's PUT.
    case member(String, isNumber: Bool)
    case health, autoscaling, domain, preDeploy
    /// Only a new app can have another.
    case createOnly
  }

  let name: String
  let route: Route
  let here: @Sendable (AppConfiguration) -> String?
  let there: @Sendable (JSON) -> String?
  let set: @Sendable (inout AppConfiguration, String?) -> Void

  static let environment = "env "
  static let secret = "secret "

  /// The checksums of the secrets among some fields, by key.
  static func secrets(in fields: [String: String]) -> [String: String] {
    fields.reduce(into: [:]) { secrets, field in
      if field.key.hasPrefix(secret) { secrets[String(field.key.dropFirst(secret.count))] = field.value }
    }
  }

  static let all: [SyncField] = [
    SyncField(
      name: "image", route: .member("image", isNumber: false), here: { $0.image }, there: { $0["image"]?.string },
      set: { $0.image = $1 ?? "" }),
    SyncField(
      name: "replicas", route: .member("replicas", isNumber: true), here: { "\($0.replicas)" },
      there: { $0["replicas"]?.int.map(String.init) }, set: { $0.replicas = $1.flatMap { Int($0) } ?? 1 }),
    SyncField(
      name: "port", route: .createOnly, here: { $0.port.map(String.init) },
      there: { ($0["port"]?.int).flatMap { $0 == 0 ? nil : String($0) } }, set: { $0.port = $1.flatMap { Int($0) } }),
    quantity("cpu-request", "cpu_request", { $0.cpuRequest }, { $0.cpuRequest = $1 }),
    quantity("cpu-limit", "cpu_limit", { $0.cpuLimit }, { $0.cpuLimit = $1 }),
    quantity("memory-request", "memory_request", { $0.memoryRequest }, { $0.memoryRequest = $1 }),
    quantity("memory-limit", "memory_limit", { $0.memoryLimit }, { $0.memoryLimit = $1 }),
    SyncField(
      name: "health", route: .health, here: { $0.health?.syncText(appPort: $0.port) },
      there: { AppConfiguration.HealthCheck(remote: $0)?.syncText(appPort: $0["port"]?.int) },
      set: { $0.health = $1.flatMap { AppConfiguration.HealthCheck(syncText: $0) } }),
    SyncField(
      name: "autoscaling", route: .autoscaling, here: { $0.autoscaling?.syncText },
      there: { AppConfiguration.Autoscaling(remote: $0)?.syncText },
      set: { $0.autoscaling = $1.flatMap { AppConfiguration.Autoscaling(syncText: $0) } }),
    SyncField(
      name: "domain", route: .domain, here: { $0.domain }, there: { $0["domain"]?.string.flatMap(present) },
      set: { $0.domain = $1 }),
    SyncField(
      name: "pre-deploy", route: .preDeploy, here: { $0.preDeployCommand },
      there: { $0["pre_deploy_command"]?.string.flatMap(present) }, set: { $0.preDeployCommand = $1 }),
  ]

  private static func quantity(
    _ name: String, _ member: String, _ get: @escaping @Sendable (AppConfiguration.Resources) -> String,
    _ set: @escaping @Sendable (inout AppConfiguration.Resources, String) -> Void
  ) -> SyncField {
    let standard = get(AppConfiguration.Resources())
    return SyncField(
      name: name, route: .member(member, isNumber: false), here: { get($0.resources) },
      there: { $0[member]?.string.flatMap(present) ?? standard }, set: { set(&$0.resources, $1 ?? standard) })
  }

  /// `""` is how the server writes nothing.
  private static func present(_ text: String) -> String? { text.isEmpty ? nil : text }
}

extension SyncField {
  /// What stands for a secret's value that nobody here knows.
  static func unknownSecret(at time: String) -> String { "since \(time)" }

  static func fields(ofRemote json: JSON) -> [String: String] {
    var fields: [String: String] = [:]
    for field in all { fields[field.name] = field.there(json) }
    for (name, value) in json["env_vars"]?.object ?? [:] { fields[environment + name] = value.string }
    return fields
  }

  static func fields(of configuration: AppConfiguration) -> [String: String] {
    var fields: [String: String] = [:]
    for field in all { fields[field.name] = field.here(configuration) }
    for (name, value) in configuration.environment { fields[environment + name] = value }
    return fields
  }

  /// The configuration with these fields; what the server does not know stays as it is.
  static func configuration(_ fields: [String: String], over old: AppConfiguration?) -> AppConfiguration {
    var configuration = old ?? AppConfiguration(image: "")
    for field in all { field.set(&configuration, fields[field.name]) }
    configuration.environment = variables(in: fields)
    return configuration
  }

  static func applying(_ changes: [SyncFieldChange], to fields: [String: String]) -> [String: String] {
    var fields = fields
    for change in changes { fields[change.field] = change.new }
    return fields
  }

  static func variables(in fields: [String: String]) -> [String: String] {
    var variables: [String: String] = [:]
    for (name, value) in fields where name.hasPrefix(environment) {
      variables[String(name.dropFirst(environment.count))] = value
    }
    return variables
  }
}
