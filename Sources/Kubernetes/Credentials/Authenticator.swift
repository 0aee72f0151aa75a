import Foundation
import HTTP

/// Presents credentials with each request. Client certificates are the transport's.
package protocol Authenticator: Sendable {
  /// - Throws: `.credentials` when there are none to present.
  func headers() async throws(KubernetesError) -> HTTPHeaders
  /// The server answered 401 to `headers`: forgets what is cached, and says whether the next ones can differ.
  func refused(_ headers: HTTPHeaders) async -> Bool
}

/// The same headers every time: a token, a password, nobody.
package struct FixedCredentials: Authenticator {
  private let fields: HTTPHeaders

  package init(_ fields: HTTPHeaders = [:]) {
    self.fields = fields
  }

  package init(token: Secret) {
    fields = ["Authorization": "Bearer " + token.revealed]
  }

  package init(username: String, password: Secret) {
    let pair = Data(Array("\(username):".utf8) + password.bytes)
    fields = ["Authorization": "Basic " + pair.base64EncodedString()]
  }

  package func headers() -> HTTPHeaders { fields }
  package func refused(_ headers: HTTPHeaders) -> Bool { false }
}

/// A token in a file that somebody else renews. It is read for each request, so no rotation is missed.
package struct TokenFileCredentials: Authenticator {
  private let path: String
  private let fallback: Secret?
  private let files: FileSource

  package init(path: String, fallback: Secret? = nil, files: FileSource = .disk) {
    self.path = path
    self.fallback = fallback
    self.files = files
  }

  package func headers() throws(KubernetesError) -> HTTPHeaders {
    let bytes: [UInt8]?
    let problem: String
    do {
      bytes = try files.bytes(of: path)
      problem = bytes == nil ? "no such file" : "it is empty"
    } catch {
      bytes = nil
      problem = "it cannot be read"
    }
    let token = bytes.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    if let token, !token.isEmpty { return ["Authorization": "Bearer " + token] }
    guard let fallback else {
      throw .credentials(.unreadableTokenFile(path: path, reason: problem))
    }
    return ["Authorization": "Bearer " + fallback.revealed]
  }

  /// The file may have changed between the request and its answer.
  package func refused(_ headers: HTTPHeaders) -> Bool {
    (try? self.headers()) ?? headers != headers
  }
}

extension ClusterConnection {
  /// Presents what the kubeconfig says, with token files and plugins kept fresh.
  package func authenticator(
    plugins: PluginSurroundings, files: FileSource = .disk
  ) -> any Authenticator {
    switch credentials {
    case .none: FixedCredentials()
    case .token(let token): FixedCredentials(token: token)
    case .basic(let username, let password): FixedCredentials(username: username, password: password)
    case .tokenFile(let path, let fallback): TokenFileCredentials(path: path, fallback: fallback, files: files)
    case .exec(let plugin): PluginCredentials(plugin, cluster: cluster, plugins)
    }
  }
}
