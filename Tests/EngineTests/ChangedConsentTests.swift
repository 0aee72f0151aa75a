import Foundation
import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("A command for credentials that is allowed no longer")
struct ChangedConsentTests {
  /// Its token is over at once, so that each request runs it again.
  private func kubeconfig(token: String) -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: c
    clusters: [{name: c, cluster: {server: "https://production.test"}}]
    contexts: [{name: c, context: {cluster: c, user: admin}}]
    users:
    - name: admin
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          interactiveMode: Never
          command: /bin/echo
          args:
          - '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
            "status": {"token": "\(token)", "expirationTimestamp": "2001-01-01T00:00:00Z"}}'
    """
  }

  @Test("is asked about by who follows the cluster, whoever has changed it")
  func asked() async throws {
    let world = try await World()
    let id = world.clusterID
    try await world.store.setKubeconfig(kubeconfig(token: world.simulated.adminToken), of: id)
    let plugin = try #require(try await world.engine.plugin(of: id))
    try await world.engine.allowPlugin(plugin, of: id)
    let asked = try await world.drive {
      for await update in world.engine.follow(id) {
        switch update {
        case .live: try await world.store.agreeToPlugin("of another process", of: id, by: "bob@laptop")
        case .consentNeeded(let plugin): return plugin as ShownPlugin?
        case .connected, .disconnected: break
        }
      }
      return nil
    }
    #expect(asked == plugin)
    // Agreed to again, the next request has credentials.
    try await world.engine.allowPlugin(plugin, of: id)
    let isLive = try await world.drive {
      for await update in world.engine.follow(id) { if case .live = update { return true } }
      return false
    }
    #expect(isLive)
  }
}
