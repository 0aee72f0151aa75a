import JSON

/// What a kubeconfig says (client-go's `clientcmd/api.Config`): clusters, users, and contexts that pair them.
package struct Kubeconfig: Hashable, Sendable {
  package var currentContext: String?
  package var clusters: [Cluster] = []
  package var users: [User] = []
  package var contexts: [Context] = []

  package struct Context: Hashable, Sendable {
    package var name: String
    package var cluster: String
    package var user: String
    /// Empty means `default`.
    package var namespace = ""
  }

  package struct Cluster: Hashable, Sendable {
    package var name: String
    /// The API server's URL.
    package var server = ""
    /// The name to check the certificate for, where it is not the host's.
    package var tlsServerName = ""
    package var insecureSkipTLSVerify = false
    package var certificateAuthority = Material.absent
    package var proxyURL = ""
    /// What a credential plugin of this cluster is told beside its address.
    package var execConfiguration: JSON?
  }

  package struct User: Hashable, Sendable {
    package var name: String
    package var clientCertificate = Material.absent
    package var clientKey = Material.absent
    package var token: Secret?
    /// Absolute. Read again as it rotates; what it holds goes before `token`.
    package var tokenFile = ""
    package var username = ""
    package var password: Secret?
    package var impersonation = Impersonation()
    package var exec: ExecPlugin?
    /// Not supported; client-go has dropped all but one of them.
    package var authProvider = ""
  }

  /// PEM bytes, or the file that holds them; data goes before the file.
  package enum Material: Hashable, Sendable {
    case absent
    case data(Secret)
    /// Absolute.
    case file(String)
  }

  package init() {}

  /// What the context leads to, for a picker: nothing is checked and no file is read.
  package func server(of context: Context) -> String {
    clusters.first { $0.name == context.cluster }?.server ?? ""
  }
}

/// Who to act as (`Impersonate-User` and its like).
package struct Impersonation: Hashable, Sendable {
  package var user = ""
  package var uid = ""
  package var groups: [String] = []
  package var extra: [String: [String]] = [:]

  package init(user: String = "", uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
    self.user = user
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }

  package var isEmpty: Bool { self == Impersonation() }
}

/// Bytes that no description, dump or error may show.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// In the clear: only for the wire and for encryption.
  package var revealed: String { String(decoding: bytes, as: UTF8.self) }

  package var description: String { "(secret)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
