import ArgumentParser
import Engine
import Kubernetes
import Model

/// `kubectl auth can-i` with the credentials of a connected cluster.
struct AskCluster: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "can-i", abstract: "Ask a cluster whether its credentials allow something.",
    discussion: """
      Answers yes, or no and exits with 1, as `kubectl auth can-i` does: can-i shop/prod patch deployments -n web; \
      can-i shop/prod get pods/log; can-i shop/prod get /healthz. With --list it tells all that is allowed in a namespace.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Argument(help: "get, list, watch, create, update, patch, delete, or any other.") var verb: String?
  @Argument(help: "TYPE, TYPE/NAME, TYPE/SUBRESOURCE for pods/log and its like, or a path: /healthz.") var resource:
    String?
  @Option(name: .shortAndLong, help: "In which namespace; else the one of the cluster's context.") var namespace:
    String?
  @Flag(name: [.customShort("A"), .long], help: "In all namespaces.") var allNamespaces = false
  @Option(help: "Of the resource: log, exec, scale.") var subresource = ""
  @Flag(help: "Tell all that is allowed in the namespace.") var list = false
  @Flag(name: .shortAndLong, help: "Say nothing: the exit code tells.") var quiet = false

  mutating func validate() throws {
    if list, verb != nil || resource != nil { throw ValidationError("--list takes no verb and no resource.") }
    if !list, verb == nil || resource == nil { throw ValidationError("A verb and a resource are needed, or --list.") }
    if list, allNamespaces { throw ValidationError("--list is for one namespace.") }
  }

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let namespace = allNamespaces ? "" : namespace ?? found.namespace
    guard !list else { return session.print(try await session.engine.accessRules(on: found.id, in: namespace)) }
    let answer = try await answer(session, found.id, namespace)
    if !quiet {
      let reason = answer.isAllowed || answer.reason.isEmpty ? "" : " - \(answer.reason)"
      session.console.print((answer.isAllowed ? "yes" : "no") + reason)
    }
    guard answer.isAllowed else { throw CommandError.exited(code: 1) }
  }

  private func answer(_ session: Session, _ id: ClusterID, _ namespace: String) async throws -> AccessAnswer {
    let (verb, text) = (verb ?? "", resource ?? "")
    if text.hasPrefix("/") { return try await session.engine.mayI(verb, path: text, on: id) }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    let (type, second) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    let resource: Resource
    if let known = try await session.engine.resource(named: type, on: id) {
      resource = known
      if !known.isNamespaced, !namespace.isEmpty, !quiet, self.namespace != nil {
        session.console.note("Warning: resource '\(known.plural)' is not namespace scoped")
      }
    } else {
      // Somebody may be asking before it is there; the rules know names only.
      if type != "*", !quiet { session.console.note("Warning: the server doesn't have a resource type '\(type)'") }
      let words = type.split(separator: ".", maxSplits: 1).map(String.init)
      resource = Resource(group: words.count > 1 ? words[1] : type == "*" ? "*" : "", plural: words[0], kind: "")
    }
    let isSubresource = Self.podSubresources.contains(second) && resource == .pods
    return try await session.engine.mayI(
      AccessQuestion(
        verb, resource, subresource: isSubresource ? second : subresource,
        in: resource.isNamespaced ? namespace : "", name: isSubresource ? "" : second), on: id)
  }

  /// kubectl takes what follows the slash as a name. Nobody calls a pod so, and everybody writes `pods/log`.
  private static let podSubresources: Set = ["log", "exec", "attach", "portforward", "eviction", "status"]
}

extension Session {
  /// In kubectl's columns.
  fileprivate func print(_ rules: AccessRules) {
    func words(_ words: Set<String>) -> String { "[\(words.sorted().joined(separator: " "))]" }
    let resources = rules.rules.flatMap { rule in
      rule.resources.flatMap { resource in
        rule.groups.map { group in
          [
            group.isEmpty ? resource : group == "*" ? "\(resource).*" : "\(resource).\(group)", "[]", words(rule.names),
            words(rule.verbs),
          ]
        }
      }
    }
    let paths = rules.pathRules.map { ["", words($0.paths), "[]", words($0.verbs)] }
    let rows = resources.sorted { $0.lexicographicallyPrecedes($1) } + paths.sorted { $0.lexicographicallyPrecedes($1) }
    let header = ["RESOURCES", "NON-RESOURCE URLS", "RESOURCE NAMES", "VERBS"]
    for line in Table(header: header, rows: rows).lines { console.print(line) }
    if rules.isIncomplete { console.note("Warning: the list may be incomplete: the server cannot tell everything") }
  }
}
