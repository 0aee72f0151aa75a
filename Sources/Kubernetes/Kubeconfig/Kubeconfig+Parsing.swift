import Foundation
import JSON
import Yams

extension Kubeconfig {
  /// Kubectl has no limit; this is a hundred times a large one.
  package static let sizeLimitBytes = 4 << 20

  /// Reads one kubeconfig, YAML or JSON. Paths in it are relative to `file`'s folder.
  package init(parsing yaml: String, file: String? = nil) throws(KubeconfigError) {
    guard yaml.utf8.count <= Self.sizeLimitBytes else {
      throw .tooLarge(file: file ?? "", limit: Self.sizeLimitBytes)
    }
    let root: YAMLNode?
    do {
      // Every word is read as what it stands for where it is wanted. Yams would try regular expressions on each, and set up ICU
      // for them.
      root = try Yams.compose(yaml: yaml, .basic)
    } catch {
      throw .malformed(file: file, reason: Self.reason(error))
    }
    self.init()
    guard let root, !root.isNull else { return }
    let reader = KubeconfigReader(file: file)
    let fields = try reader.fields(root, "the kubeconfig")
    currentContext = try reader.text(fields["current-context"], "current-context")
    if currentContext == "" { currentContext = nil }
    clusters = try reader.named(fields, "clusters", "cluster", reader.cluster)
    users = try reader.named(fields, "users", "user", reader.user)
    contexts = try reader.named(fields, "contexts", "context", reader.context)
  }

  /// Where it broke, without the text that stands there: it may hold a secret.
  private static func reason(_ error: any Error) -> String {
    switch error as? YamlError {
    case .parser(_, let problem, let mark, _), .scanner(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line): \(problem)"
    default: "it is not YAML"
    }
  }
}

/// Reads the parts of one file. Scalars are taken as they are written, so a name may look like a number.
/// `Node` alone is the object of that kind.
private typealias YAMLNode = Yams.Node

private struct KubeconfigReader {
  let file: String?

  func fields(_ node: YAMLNode, _ what: String) throws(KubeconfigError) -> [String: YAMLNode] {
    guard case .mapping(let mapping) = node else { throw wrong(what, "a mapping is expected") }
    var fields: [String: YAMLNode] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { throw wrong(what, "its keys must be text") }
      fields[name] = value.isNull ? nil : value
    }
    return fields
  }

  func text(_ node: YAMLNode?, _ what: String) throws(KubeconfigError) -> String {
    guard let node else { return "" }
    guard case .scalar(let scalar) = node else { throw wrong(what, "text is expected") }
    return scalar.string
  }

  private func flag(_ node: YAMLNode?, _ what: String) throws(KubeconfigError) -> Bool {
    switch try text(node, what).lowercased() {
    case "", "false", "no", "off": return false
    case "true", "yes", "on": return true
    default: throw wrong(what, "true or false is expected")
    }
  }

  private func items(_ node: YAMLNode?, _ what: String) throws(KubeconfigError) -> [YAMLNode] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node else { throw wrong(what, "a list is expected") }
    return Array(sequence)
  }

  private func texts(_ node: YAMLNode?, _ what: String) throws(KubeconfigError) -> [String] {
    var texts: [String] = []
    for item in try items(node, what) { texts.append(try text(item, what)) }
    return texts
  }

  /// A list of `{name: …, KEY: {…}}`, whose names must differ.
  func named<Entry>(
    _ fields: [String: YAMLNode], _ list: String, _ key: String,
    _ read: (String, [String: YAMLNode]) throws(KubeconfigError) -> Entry
  ) throws(KubeconfigError) -> [Entry] {
    var entries: [Entry] = []
    var names: Set<String> = []
    for item in try items(fields[list], list) {
      let entry = try self.fields(item, list)
      let name = try text(entry["name"], "\(list).name")
      guard names.insert(name).inserted else { throw .duplicateName(file: file, list: list, name: name) }
      var body: [String: YAMLNode] = [:]
      if let node = entry[key] { body = try self.fields(node, "\(key) \(name)") }
      entries.append(try read(name, body))
    }
    return entries
  }

  func context(_ name: String, _ fields: [String: YAMLNode]) throws(KubeconfigError) -> Kubeconfig.Context {
    Kubeconfig.Context(
      name: name, cluster: try text(fields["cluster"], "cluster"), user: try text(fields["user"], "user"),
      namespace: try text(fields["namespace"], "namespace"))
  }

  func cluster(_ name: String, _ fields: [String: YAMLNode]) throws(KubeconfigError) -> Kubeconfig.Cluster {
    var cluster = Kubeconfig.Cluster(name: name)
    cluster.server = try text(fields["server"], "server")
    cluster.tlsServerName = try text(fields["tls-server-name"], "tls-server-name")
    cluster.insecureSkipTLSVerify = try flag(fields["insecure-skip-tls-verify"], "insecure-skip-tls-verify")
    cluster.certificateAuthority = try material(fields, "certificate-authority", of: name)
    cluster.proxyURL = try text(fields["proxy-url"], "proxy-url")
    for item in try items(fields["extensions"], "extensions") {
      let entry = try self.fields(item, "extensions")
      guard try text(entry["name"], "extensions.name") == Self.execExtension, let node = entry["extension"]
      else { continue }
      cluster.execConfiguration = try JSON(yaml: node, file: file)
    }
    return cluster
  }

  func user(_ name: String, _ fields: [String: YAMLNode]) throws(KubeconfigError) -> Kubeconfig.User {
    var user = Kubeconfig.User(name: name)
    user.clientCertificate = try material(fields, "client-certificate", of: name)
    user.clientKey = try material(fields, "client-key", of: name)
    user.token = try secret(fields["token"], "token")
    user.tokenFile = absolute(try text(fields["tokenFile"], "tokenFile"))
    user.username = try text(fields["username"], "username")
    user.password = try secret(fields["password"], "password")
    user.impersonation.user = try text(fields["as"], "as")
    user.impersonation.uid = try text(fields["as-uid"], "as-uid")
    user.impersonation.groups = try texts(fields["as-groups"], "as-groups")
    if let extra = fields["as-user-extra"] {
      for (key, values) in try self.fields(extra, "as-user-extra") {
        user.impersonation.extra[key] = try texts(values, "as-user-extra")
      }
    }
    if let provider = fields["auth-provider"] {
      user.authProvider = try text(try self.fields(provider, "auth-provider")["name"], "auth-provider.name")
    }
    if let exec = fields["exec"] { user.exec = try plugin(try self.fields(exec, "exec"), user: name) }
    return user
  }

  private func plugin(_ fields: [String: YAMLNode], user: String) throws(KubeconfigError) -> ExecPlugin {
    let version = try text(fields["apiVersion"], "exec.apiVersion")
    guard let version = ExecPlugin.Version(rawValue: version) else {
      throw .invalidValue(field: "exec.apiVersion", name: user, reason: "\"\(version)\" is not supported")
    }
    let command = try text(fields["command"], "exec.command")
    guard !command.isEmpty else { throw .invalidValue(field: "exec.command", name: user, reason: "it is missing") }
    let mode = try text(fields["interactiveMode"], "exec.interactiveMode")
    guard let mode = mode.isEmpty ? .ifAvailable : ExecPlugin.InteractiveMode(rawValue: mode) else {
      throw .invalidValue(field: "exec.interactiveMode", name: user, reason: "\"\(mode)\" is not known")
    }
    var environment: [ExecPlugin.Variable] = []
    for item in try items(fields["env"], "exec.env") {
      let variable = try self.fields(item, "exec.env")
      environment.append(
        .init(name: try text(variable["name"], "env.name"), value: Secret(try text(variable["value"], "env.value"))))
    }
    return ExecPlugin(
      version: version, command: command.contains("/") ? absolute(command) : command,
      arguments: try texts(fields["args"], "exec.args"), environment: environment,
      installHint: try text(fields["installHint"], "exec.installHint"),
      providesClusterInfo: try flag(fields["provideClusterInfo"], "exec.provideClusterInfo"), interactiveMode: mode)
  }

  private func secret(_ node: YAMLNode?, _ what: String) throws(KubeconfigError) -> Secret? {
    let text = try text(node, what)
    return text.isEmpty ? nil : Secret(text)
  }

  private func material(
    _ fields: [String: YAMLNode], _ key: String, of name: String
  ) throws(KubeconfigError) -> Kubeconfig.Material {
    let encoded = try text(fields[key + "-data"], key + "-data")
    if !encoded.isEmpty {
      guard let data = Data(base64Encoded: encoded.filter { !$0.isWhitespace }) else {
        throw .invalidValue(field: key + "-data", name: name, reason: "it is not base64")
      }
      return .data(Secret(Array(data)))
    }
    let path = try text(fields[key], key)
    return path.isEmpty ? .absent : .file(absolute(path))
  }

  /// Relative to the file's folder, as kubectl resolves it.
  private func absolute(_ path: String) -> String {
    guard !path.isEmpty, !path.hasPrefix("/"), let file else { return path }
    return URL(filePath: file).deletingLastPathComponent().appending(path: path).standardized.path(
      percentEncoded: false)
  }

  private func wrong(_ what: String, _ reason: String) -> KubeconfigError {
    .malformed(file: file, reason: "\(what): \(reason)")
  }

  /// Names the extension of a cluster that is meant for its credential plugins.
  static let execExtension = "client.authentication.k8s.io/exec"
}

extension Yams.Node {
  fileprivate var isNull: Bool {
    guard case .scalar(let scalar) = self, scalar.style == .any || scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }
}

extension JSON {
  /// The same value. Aliases can make a small file immense, so their expansion is bounded.
  fileprivate init(yaml node: YAMLNode, file: String?) throws(KubeconfigError) {
    var budget = 10_000
    self = try JSON.convert(node, file, &budget)
  }

  private static func convert(_ node: YAMLNode, _ file: String?, _ budget: inout Int) throws(KubeconfigError) -> JSON {
    budget -= 1
    guard budget >= 0 else { throw .malformed(file: file, reason: "an extension is too large") }
    switch node {
    case .mapping(let mapping):
      var members: [String: JSON] = [:]
      for (key, value) in mapping { members[key.scalar?.string ?? ""] = try convert(value, file, &budget) }
      return .object(members)
    case .sequence(let sequence):
      var elements: [JSON] = []
      for element in sequence { elements.append(try convert(element, file, &budget)) }
      return .array(elements)
    case .scalar(let scalar):
      if node.isNull { return .null }
      guard scalar.style == .any || scalar.style == .plain else { return .string(scalar.string) }
      // As if it had no tag, which here is that of text.
      if let flag = Bool.construct(from: YAMLNode.Scalar(scalar.string)) { return .bool(flag) }
      if let number = node.int { return .int(number) }
      if let number = node.float { return .double(number) }
      return .string(scalar.string)
    case .alias:
      throw .malformed(file: file, reason: "an alias has no anchor")
    }
  }
}
