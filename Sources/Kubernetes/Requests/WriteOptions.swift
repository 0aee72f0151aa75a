import HTTP
import JSON

/// How a server is to take a write.
package struct WriteOptions: Hashable, Sendable {
  /// What the server does with fields that it does not know or that come twice.
  package enum FieldValidation: String, Hashable, Sendable {
    case strict = "Strict"
    case warn = "Warn"
    case ignore = "Ignore"
  }

  /// Who owns the fields that are written.
  package var fieldManager: String
  /// Validates and answers as if, and stores nothing.
  package var isDryRun: Bool
  package var fieldValidation: FieldValidation

  package init(
    fieldManager: String = "shipit", isDryRun: Bool = false, fieldValidation: FieldValidation = .strict
  ) {
    self.fieldManager = fieldManager
    self.isDryRun = isDryRun
    self.fieldValidation = fieldValidation
  }
}

package enum Propagation: String, Hashable, Sendable {
  /// The object stays until what it owns is gone.
  case foreground = "Foreground"
  case background = "Background"
  /// What it owns stays.
  case orphan = "Orphan"
}

/// How a patch is merged into the object.
package enum Patch: Hashable, Sendable {
  /// RFC 7396: null removes, lists are replaced.
  case merge(JSON)
  /// Kubernetes's own: lists merge by their keys.
  case strategicMerge(JSON)
  /// RFC 6902: a list of operations.
  case operations(JSON)
}

extension APIRequest {
  /// Server-side apply. `force` takes over the fields that others manage.
  package static func apply(
    _ resource: Resource, _ name: String, in namespace: String?, _ manifest: JSON, force: Bool, _ options: WriteOptions
  ) -> APIRequest {
    var request = APIRequest(.patch, resource, name: name, in: namespace)
    request.setBody(manifest.encoded(), type: MediaType.apply)
    request.add(options)
    if force { request.addQuery("force", "true") }
    return request
  }

  package static func patch(
    _ resource: Resource, _ name: String, in namespace: String?, subresource: String? = nil, _ patch: Patch,
    _ options: WriteOptions
  ) -> APIRequest {
    var request = APIRequest(.patch, resource, name: name, in: namespace, subresource: subresource)
    switch patch {
    case .merge(let body): request.setBody(body.encoded(), type: MediaType.mergePatch)
    case .strategicMerge(let body): request.setBody(body.encoded(), type: MediaType.strategicMergePatch)
    case .operations(let body): request.setBody(body.encoded(), type: MediaType.jsonPatch)
    }
    request.add(options)
    return request
  }

  package static func create(
    _ resource: Resource, in namespace: String?, _ manifest: JSON, _ options: WriteOptions
  ) -> APIRequest {
    var request = APIRequest(.create, resource, in: namespace)
    request.setBody(manifest.encoded(), type: MediaType.json)
    request.add(options)
    return request
  }

  /// Replaces the object; the manifest's `resourceVersion`, where it has one, must still be the current one.
  package static func replace(
    _ resource: Resource, _ name: String, in namespace: String?, subresource: String? = nil, _ manifest: JSON,
    _ options: WriteOptions
  ) -> APIRequest {
    var request = APIRequest(.update, resource, name: name, in: namespace, subresource: subresource)
    request.setBody(manifest.encoded(), type: MediaType.json)
    request.add(options)
    return request
  }

  /// `uid` makes sure that no newer object of the same name is deleted.
  package static func delete(
    _ resource: Resource, _ name: String, in namespace: String?, propagation: Propagation, uid: String? = nil,
    isDryRun: Bool = false
  ) -> APIRequest {
    var request = APIRequest(.delete, resource, name: name, in: namespace)
    // A server that gets a body does not look at the query.
    if let uid {
      var options: JSON = ["apiVersion": "v1", "kind": "DeleteOptions"]
      options["propagationPolicy"] = .string(propagation.rawValue)
      options["preconditions"] = ["uid": .string(uid)]
      if isDryRun { options["dryRun"] = ["All"] }
      request.setBody(options.encoded(), type: MediaType.json)
    } else {
      request.addQuery("propagationPolicy", propagation.rawValue)
      if isDryRun { request.addQuery("dryRun", "All") }
    }
    return request
  }

  private mutating func add(_ options: WriteOptions) {
    addQuery("fieldManager", options.fieldManager)
    addQuery("fieldValidation", options.fieldValidation.rawValue)
    if options.isDryRun { addQuery("dryRun", "All") }
  }
}
