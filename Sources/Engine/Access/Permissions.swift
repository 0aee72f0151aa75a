import Kubernetes
import Model

/// What the rules of a cluster refuse to do for one app. What is not in it is allowed, or not known: then the server decides.
package struct Permissions: Hashable, Sendable {
  package enum Action: Hashable, Sendable, CaseIterable {
    case deploy, scale, restart, rollback, delete, exec, attach, portForward, logs, events
  }

  /// The first thing that each lacks, as a sentence.
  package var refusals: [Action: String]

  package init(refusals: [Action: String] = [:]) {
    self.refusals = refusals
  }
}

/// Something that an action needs; any of the questions is enough. The first is what a refusal names.
struct Need: Hashable, Sendable {
  var anyOf: [AccessQuestion]

  init(_ anyOf: AccessQuestion...) {
    self.anyOf = anyOf
  }
}

extension Permissions.Action {
  /// What the engine sends for it, or has to see.
  ///
  /// - Parameter input: what a deploy of the app would be rendered from; values of secrets do not matter.
  func needs(_ input: RenderingInput, isDeployed: Bool) -> [Need] {
    let namespace = input.namespace
    func need(_ verb: String, _ resource: Resource, _ subresource: String = "") -> Need {
      Need(AccessQuestion(verb, resource, subresource: subresource, in: namespace, name: ""))
    }
    /// A stream is opened by a GET, which servers before 1.35 judge as such and newer ones as `create` too.
    func stream(_ subresource: String) -> [Need] {
      [
        Need(
          AccessQuestion("create", .pods, subresource: subresource, in: namespace),
          AccessQuestion("get", .pods, subresource: subresource, in: namespace))
      ]
    }
    switch self {
    case .deploy, .rollback:
      let objects = (input.manifests() + [input.hookManifest()].compactMap { $0 }).map(\.reference.resource)
      return [need("get", .deployments)] + objects.map { need("patch", $0) }
        // An apply of what is not there yet is judged as its creation too.
        + (isDeployed ? [] : objects.map { need("create", $0) })
    case .scale: return [need("patch", .deployments, "scale"), need("get", .deployments)]
    case .restart: return [need("patch", .deployments)]
    // What was never deployed is deleted from the store alone.
    case .delete where !isDeployed: return []
    case .delete:
      return input.manifests().filter { $0.reference.resource != .jobs }.map { need("delete", $0.reference.resource) }
    case .exec: return stream("exec")
    case .attach: return stream("attach")
    case .portForward: return stream("portforward")
    case .logs: return [need("list", .pods), need("get", .pods, "log")]
    case .events: return [need("list", .events)]
    }
  }
}
