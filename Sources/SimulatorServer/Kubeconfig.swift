import FoundationEssentials

/// The kubeconfig of a served simulator.
package struct Kubeconfig: Sendable {
  package let server: String
  package let token: String

  package init(server: String, token: String) {
    self.server = server
    self.token = token
  }

  /// The current context is the administrator's, for kubectl too. The first cluster is the bare address, where a request
  /// without a token is anonymous.
  package var text: String {
    """
    apiVersion: v1
    kind: Config
    clusters:
    - name: simulator-with-token
      cluster:
        server: \(server)
    - name: simulator
      cluster:
        server: \(server)\(AdministratorPath.prefix)
    users:
    - name: admin
      user:
        token: \(token)
    contexts:
    - name: simulator
      context:
        cluster: simulator
        user: admin
        namespace: default
    current-context: simulator

    """
  }

  /// Replaces the file; only its owner may read it.
  package func write(to path: String) throws {
    let url = URL(filePath: path)
    try Data(text.utf8).write(to: url, options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
