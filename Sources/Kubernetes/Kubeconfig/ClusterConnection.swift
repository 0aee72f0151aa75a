import Foundation
import HTTP

/// All that is needed to speak to the cluster of one context.
package struct ClusterConnection: Hashable, Sendable {
  /// The context's name.
  package var context: String
  package var endpoint: HTTPEndpoint
  package var credentials: Credentials
  package var impersonation: Impersonation
  /// The context's, `default` where it names none.
  package var namespace: String
  /// What a credential plugin is told of the cluster, where it asks to be.
  package var cluster: Kubeconfig.Cluster

  /// Nobody checks that it is the server that answers: its certificate is not looked at, or it has none and is not on this machine.
  package var isInsecure: Bool {
    let isHere = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(endpoint.server.host())
    return endpoint.tls.insecureSkipVerify || endpoint.server.scheme == "http" && !isHere
  }

  /// The command that runs for credentials, which a person must have seen and agreed to.
  package var execPlugin: ExecPlugin? {
    guard case .exec(let plugin) = credentials else { return nil }
    return plugin
  }
}

/// How a user of a kubeconfig shows who they are, beside a client certificate.
package enum Credentials: Hashable, Sendable {
  case none
  case token(Secret)
  /// Read again as it rotates; `fallback` serves while it cannot be read.
  case tokenFile(path: String, fallback: Secret?)
  case basic(username: String, password: Secret)
  case exec(ExecPlugin)
}

extension Kubeconfig {
  /// Where a context, by default the current one, leads and with which credentials.
  ///
  /// - Parameter environment: names a proxy where the kubeconfig does not.
  package func connection(
    context name: String? = nil, environment: [String: String] = [:], files: FileSource = .disk
  ) throws(KubeconfigError) -> ClusterConnection {
    var (context, cluster, user) = try entries(of: name)
    cluster.certificateAuthority = try cluster.certificateAuthority.flattened(files)
    let anonymous = User(name: "")
    var endpoint = try cluster.endpoint(for: user ?? anonymous, files)
    endpoint.proxy = endpoint.proxy ?? environmentProxy(for: endpoint.server, in: environment)
    return ClusterConnection(
      context: context.name,
      endpoint: endpoint,
      credentials: try (user ?? anonymous).credentials(),
      impersonation: (user ?? anonymous).impersonation,
      namespace: context.namespace.isEmpty ? "default" : context.namespace,
      cluster: cluster)
  }
}

extension Kubeconfig.Cluster {
  fileprivate func endpoint(
    for user: Kubeconfig.User, _ files: FileSource
  ) throws(KubeconfigError) -> HTTPEndpoint {
    var tls = HTTPEndpoint.TLS()
    tls.authorities = try certificateAuthority.content(files)?.bytes
    tls.serverName = tlsServerName.isEmpty ? nil : tlsServerName
    tls.insecureSkipVerify = insecureSkipTLSVerify
    let certificate = try user.clientCertificate.content(files)
    let key = try user.clientKey.content(files)
    switch (certificate, key) {
    case (nil, nil): break
    case (let certificate?, let key?): tls.identity = .init(certificate: certificate.bytes, key: key.bytes)
    case (_, nil): throw .invalidValue(field: "client-key", name: user.name, reason: "it is missing")
    case (nil, _): throw .invalidValue(field: "client-certificate", name: user.name, reason: "it is missing")
    }
    return HTTPEndpoint(server: try serverURL(), proxy: try proxy(), tls: tls)
  }

  /// As client-go's `DefaultServerURL`: without a scheme it is https where there is TLS material, and http where not.
  private func serverURL() throws(KubeconfigError) -> URL {
    guard !server.isEmpty else { throw .invalidValue(field: "server", name: name, reason: "it is missing") }
    let hasTLS = certificateAuthority != .absent || insecureSkipTLSVerify
    let text = server.contains("://") ? server : (hasTLS ? "https://" : "http://") + server
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host() ?? "" != "" else {
      throw .invalidValue(field: "server", name: name, reason: "it is not an http or https URL")
    }
    return url
  }

  private func proxy() throws(KubeconfigError) -> URL? {
    guard !proxyURL.isEmpty else { return nil }
    guard let url = URL(string: proxyURL), ["http", "https", "socks5"].contains(url.scheme), url.host() ?? "" != ""
    else {
      throw .invalidValue(field: "proxy-url", name: name, reason: "it is not an http, https or socks5 URL")
    }
    return url
  }
}

extension Kubeconfig.User {
  /// In client-go's order: a token or password goes before a plugin.
  fileprivate func credentials() throws(KubeconfigError) -> Credentials {
    if !authProvider.isEmpty { throw .unsupportedAuthProvider(authProvider, user: name) }
    if !tokenFile.isEmpty { return .tokenFile(path: tokenFile, fallback: token) }
    if let token { return .token(token) }
    if !username.isEmpty || password != nil {
      return .basic(username: username, password: password ?? Secret(""))
    }
    return exec.map { .exec($0) } ?? .none
  }
}

extension Impersonation {
  /// client-go's `NewImpersonatingRoundTripper`.
  package var headers: HTTPHeaders {
    var headers: HTTPHeaders = [:]
    if !user.isEmpty { headers.add("Impersonate-User", user) }
    if !uid.isEmpty { headers.add("Impersonate-Uid", uid) }
    for group in groups { headers.add("Impersonate-Group", group) }
    for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
      let name = "Impersonate-Extra-" + key.lowercased().percentEncodedPathSegment
      for value in values { headers.add(name, value) }
    }
    return headers
  }
}
