import HTTP
import JSON

/// Who sends a request, as authentication sees it.
struct User: Equatable {
  var name: String
  var groups: [String]
  var uid = ""
  var extra: [String: [String]] = [:]

  static let admin = User(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])
  static let anonymous = User(name: "system:anonymous", groups: ["system:unauthenticated"])

  static func serviceAccount(namespace: String, name: String) -> User {
    User(
      name: "system:serviceaccount:\(namespace):\(name)",
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
  }

  init(name: String, groups: [String]) {
    self.name = name
    self.groups = groups
  }

  init(_ user: SimulatedUser) {
    switch user {
    case .admin: self = .admin
    case .anonymous: self = .anonymous
    case .serviceAccount(let namespace, let name): self = .serviceAccount(namespace: namespace, name: name)
    case .user(let name, let groups): self.init(name: name, groups: groups + ["system:authenticated"])
    }
  }

  var json: JSON {
    var json: JSON = ["username": .string(name), "groups": .array(groups.map(JSON.string))]
    if !uid.isEmpty { json["uid"] = .string(uid) }
    if !extra.isEmpty { json["extra"] = .object(extra.mapValues { .array($0.map(JSON.string)) }) }
    return json
  }
}

/// A token that was issued, and until when it is good.
struct IssuedToken {
  let user: User
  let expires: WallTime
}

extension Cluster {
  /// A bearer token wins over the transport's user; one that is unknown or has expired is refused.
  func authenticate(_ request: HTTPRequest, _ user: SimulatedUser) throws(APIError) -> User {
    guard let header = request.headers["Authorization"] else { return User(user) }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw .unauthorized }
    let token = String(parts[1])
    if token == adminToken { return .admin }
    guard let issued = tokens[token], issued.expires > wallTime else { throw .unauthorized }
    return issued.user
  }

  /// `Impersonate-User` and `Impersonate-Group`, for who may.
  func impersonated(_ user: User, _ request: HTTPRequest) throws(APIError) -> User {
    guard let name = request.headers["Impersonate-User"] else { return user }
    let groups = request.headers.all("Impersonate-Group")
    if !isAllowed(user, Access(verb: "impersonate", resource: "users", name: name)).allowed {
      throw .forbidden(
        GroupResource(group: "", resource: "users"), name,
        "User \"\(user.name)\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope")
    }
    for group in groups where !isAllowed(user, Access(verb: "impersonate", resource: "groups", name: group)).allowed {
      throw .forbidden(
        GroupResource(group: "", resource: "groups"), group,
        "User \"\(user.name)\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope")
    }
    let parts = name.split(separator: ":")
    if name.hasPrefix("system:serviceaccount:"), parts.count == 4, groups.isEmpty {
      return .serviceAccount(namespace: String(parts[2]), name: String(parts[3]))
    }
    return User(name: name, groups: groups + (groups.contains("system:authenticated") ? [] : ["system:authenticated"]))
  }

  /// Issues a token for a service account (`serviceaccounts/NAME/token`).
  func createToken(_ call: Call) throws(APIError) -> Reply {
    let account = try existing(call)
    let asked = call.request.body.isEmpty ? [:] : try plainBody(call.request)
    let seconds = asked[at: "spec", "expirationSeconds"]?.int ?? 3600
    if seconds < 600 {
      throw .invalid(
        group: "authentication.k8s.io", kind: "TokenRequest", name: "",
        [.invalid("spec.expirationSeconds", .int(seconds), "may not specify a duration less than 10 minutes")])
    }
    var user = User.serviceAccount(namespace: account.key.namespace, name: account.key.name)
    user.uid = account.uid
    user.extra = ["authentication.kubernetes.io/credential-id": ["JTI=\(random.uid())"]]
    let token = "sa-\(random.hexadecimal(48))"
    let expires = wallTime + .seconds(seconds)
    tokens[token] = IssuedToken(user: user, expires: expires)
    var json: JSON = [
      "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
      "metadata": [
        "name": .string(account.key.name), "namespace": .string(account.key.namespace),
        "creationTimestamp": .string(wallTime.text()),
      ],
      "spec": [
        "audiences": ["https://kubernetes.default.svc.cluster.local"], "expirationSeconds": .int(seconds),
        "boundObjectRef": nil,
      ],
      "status": ["token": .string(token), "expirationTimestamp": .string(expires.text())],
    ]
    if let audiences = asked[at: "spec", "audiences"] { json[at: "spec", "audiences"] = audiences }
    return Reply(status: 201, json: json)
  }
}
