import JSON

/// An object as far as it is kept: what is not a field of the type is dropped while decoding.
package protocol KubernetesObject: Hashable, Sendable, Identifiable where ID == ObjectIdentity {
  static var resource: Resource { get }
  var metadata: ObjectMetadata { get }
  /// Reads one object. What the server left out has the API's zero value.
  ///
  /// - Throws: `.undecodable` when it is no such object.
  init(json: JSON) throws(KubernetesError)
  /// Whether it can be asked for as protobuf too.
  static var hasProtobuf: Bool { get }
  /// Reads one object as protobuf, without its envelope.
  init(protobuf: [UInt8]) throws(KubernetesError)
  /// The same for one of many, whose texts may be those of others.
  init(protobuf: [UInt8], sharing pool: StringPool) throws(KubernetesError)
}

extension KubernetesObject {
  package static var hasProtobuf: Bool { false }

  package init(protobuf: [UInt8]) throws(KubernetesError) {
    throw .undecodable(what: Self.resource.kind, reason: "it was not asked for as protobuf")
  }

  package init(protobuf bytes: [UInt8], sharing pool: StringPool) throws(KubernetesError) {
    try self.init(protobuf: bytes)
  }

  package var id: ObjectIdentity { metadata.identity }
}

/// What one object of a kind is called: unlike its uid, known before it exists.
package struct ObjectIdentity: Hashable, Sendable, Comparable {
  /// Empty for objects of the whole cluster.
  package var namespace: String
  package var name: String

  package init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

/// A page of a list, or all of it.
package struct ObjectList<Object: Sendable>: Sendable {
  package var items: [Object]
  /// The version from which a watch continues this list.
  package var resourceVersion: String
  /// Asks for the next page; nil on the last.
  package var continueToken: String?
  /// How many the server holds beyond this page, where it counted them.
  package var remainingItemCount: Int?

  package init(
    items: [Object], resourceVersion: String, continueToken: String? = nil, remainingItemCount: Int? = nil
  ) {
    self.items = items
    self.resourceVersion = resourceVersion
    self.continueToken = continueToken
    self.remainingItemCount = remainingItemCount
  }
}
