import Foundation
import JSON
import Kubernetes
import Model
import Simulator
import Testing

@testable import Engine

@Suite("how far the world reaches an app under its domain")
struct DomainTests {
  private static let address = "203.0.113.7"

  /// What is told of an app whose Ingress has an address, when the DNS says so.
  private func status(_ names: [String: HostAnswer], balancer: String? = address) async throws -> DomainStatus? {
    var options = ClusterOptions()
    options.loadBalancer = balancer
    let world = try await World(options: options)
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080, domain: "shop.example.com"))
    _ = try await world.deploy(app)
    return try await world.engine(lookUp: { names[$0] ?? .noSuchName }).domainStatus(of: app.id)
  }

  @Test(
    "the name leads there, elsewhere or nowhere",
    arguments: [
      (HostAnswer.addresses(["203.0.113.7"]), DomainStatus.Resolution.leadsThere),
      (.addresses(["192.0.2.1", "203.0.113.7"]), .leadsThere),
      (.addresses(["192.0.2.1"]), .leadsElsewhere(["192.0.2.1"])), (.noSuchName, .noSuchName),
      (.failed("no server answered"), .unknown("no server answered")),
    ])
  func resolution(answer: HostAnswer, resolution: DomainStatus.Resolution) async throws {
    let status = try #require(try await status(["shop.example.com": answer]))
    #expect(status.resolution == resolution)
    #expect(status.records.map(\.text) == ["shop.example.com.  A  203.0.113.7"])
    #expect(status.certificate == .missing)
  }

  @Test("a load balancer that has only a name is compared by what that leads to")
  func named() async throws {
    let answers: [String: HostAnswer] = [
      "shop.example.com": .addresses(["192.0.2.9"]), "lb.cloud.example": .addresses(["192.0.2.8", "192.0.2.9"]),
    ]
    let status = try #require(try await status(answers, balancer: "lb.cloud.example"))
    #expect(status.resolution == .leadsThere)
    #expect(status.records.map(\.text) == ["shop.example.com.  CNAME  lb.cloud.example."])
  }

  @Test("without an address nothing is claimed")
  func waiting() async throws {
    let status = try #require(try await status(["shop.example.com": .addresses(["192.0.2.1"])], balancer: nil))
    #expect(status.hasIngress && status.records.isEmpty)
    #expect(status.resolution == .unknown("the load balancer has no address yet"))
  }

  @Test("an app without a domain has nothing to tell")
  func none() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080))
    #expect(try await world.engine.domainStatus(of: app.id) == nil)
  }

  @Test("a Secret that cert-manager does not know is a certificate all the same")
  func foreign() async throws {
    let world = try await World()
    let app = try await world.app(.init(image: "ghcr.io/acme/web:1", port: 8080, domain: "shop.example.com"))
    _ = try await world.client.send(
      .create(
        .secrets, in: "default",
        [
          "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "web-tls"], "type": "kubernetes.io/tls",
          "data": ["tls.crt": "Y2VydA==", "tls.key": "a2V5"],
        ], WriteOptions()))
    #expect(try await world.engine.domainStatus(of: app.id)?.certificate == .foreign)
  }

  static let certificates: [(conditions: JSON, notAfter: String?, state: DomainStatus.Certificate)] = [
    (
      [["type": "Ready", "status": "True"]], "2027-04-01T00:00:00Z",
      .ready(until: Date(timeIntervalSince1970: 1_806_537_600))
    ),
    ([["type": "Ready", "status": "True"]], nil, .ready(until: nil)),
    ([["type": "Ready", "status": "True"]], "2020-04-01T00:00:00Z", .failed("it has expired")),
    (
      [
        ["type": "Ready", "status": "False", "message": "Issuing certificate as Secret does not exist"],
        ["type": "Issuing", "status": "True", "message": "Waiting for the challenge"],
      ], nil, .pending("Waiting for the challenge")
    ),
    (
      [
        ["type": "Ready", "status": "False"],
        ["type": "Issuing", "status": "False", "reason": "Failed", "message": "rate limited"],
      ], nil, .failed("rate limited")
    ),
    ([], nil, .pending("it has been asked for")),
  ]

  @Test("a certificate is as cert-manager's conditions say", arguments: certificates.indices)
  func certificate(index: Int) {
    let (conditions, notAfter, state) = Self.certificates[index]
    var status: JSON = ["conditions": conditions]
    if let notAfter { status["notAfter"] = .string(notAfter) }
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    #expect(DomainStatus.Certificate(["status": status], now: now) == state)
  }
}
