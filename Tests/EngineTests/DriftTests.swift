import Foundation
import Kubernetes
import Model
import Testing

@testable import Engine

@Suite("drift is what the watched Deployment says otherwise than the current revision")
struct DriftTests {
  private static func deployment(
    revision: Int? = 3, image: String = "web:1", replicas: Int = 2, checksum: String? = "c"
  ) -> Deployment {
    var deployment = Deployment(metadata: ObjectMetadata())
    deployment.metadata.annotations[Labels.revision] = revision.map { "\($0)" }
    var container = Container(name: "web")
    container.image = image
    deployment.template.containers = [container]
    deployment.template.annotations[Labels.secretsChecksum] = checksum
    deployment.replicas = replicas
    return deployment
  }

  private static func intent(scaledTo: Int = 2, _ change: (inout AppConfiguration) -> Void = { _ in }) -> Intent {
    var configuration = AppConfiguration(image: "web:1", replicas: 2, port: 80)
    change(&configuration)
    var app = App(clusterID: .init(), name: "web", configuration: configuration, createdAt: .distantPast)
    app.configuration.replicas = scaledTo
    let revision = Revision(appID: app.id, number: 3, configuration: configuration, createdAt: .distantPast)
    return Intent(app, revision, secretsChecksum: "c")
  }

  @Test("in image, count, secrets or revision, the last of which explains the others")
  func table() {
    let intent = Self.intent()
    let cases: [(Deployment, [Drift])] = [
      (Self.deployment(), []), (Self.deployment(image: "web:2"), [.image("web:2")]),
      (Self.deployment(replicas: 5), [.replicas(5)]), (Self.deployment(checksum: nil), [.secrets]),
      (Self.deployment(image: "web:2", replicas: 1), [.image("web:2"), .replicas(1)]),
      (Self.deployment(revision: 2, image: "web:0"), [.revision(2)]),
      (Self.deployment(revision: nil), [.revision(nil)]),
    ]
    for (deployment, drift) in cases { #expect(deployment.drift(from: intent) == drift) }
  }

  @Test("not in a count that the app was scaled to, or that an autoscaler has chosen")
  func counts() {
    #expect(Self.deployment(replicas: 4).drift(from: Self.intent(scaledTo: 4)) == [])
    #expect(Self.deployment(replicas: 4).drift(from: Self.intent { $0.autoscaling = .init() }) == [])
  }

  @Test("and is in the report of an app that somebody changed by another way, until the next deploy")
  func report() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080), secrets: ["KEY": "1"])
    _ = try await world.deploy(app)
    #expect(try await world.engine.report(on: app.id).live?.drift == [])
    _ = try await world.client.patch(Deployment.self, "web", in: "default", .merge(["spec": ["replicas": 2]]))
    #expect(try await world.engine.report(on: app.id).live?.drift == [.replicas(2)])
    _ = try await world.client.patch(Deployment.self, "web", in: "default", .merge(["spec": ["replicas": 1]]))
    #expect(try await world.engine.report(on: app.id).live?.drift == [])
  }
}
