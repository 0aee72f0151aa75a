import Foundation
import JSON
import Kubernetes
import Model
import Storage

/// How far the world can reach an app under its domain.
package struct DomainStatus: Hashable, Sendable {
  package enum Resolution: Hashable, Sendable {
    /// The name leads to the load balancer.
    case leadsThere
    /// It leads to other addresses, as when something stands in front of the load balancer.
    case leadsElsewhere([String])
    case noSuchName
    /// Why it is not known.
    case unknown(String)
  }

  package enum Certificate: Hashable, Sendable {
    /// cert-manager has it; until when, where it says so.
    case ready(until: Date?)
    /// It is asked for; why it is not there yet.
    case pending(String)
    case failed(String)
    /// There is one that cert-manager does not know; until when is not known.
    case foreign
    /// Neither cert-manager nor the cluster's Secrets have any.
    case missing
    case unknown(String)
  }

  package let domain: String
  package let hasIngress: Bool
  /// What must stand at the DNS: one for each address of the load balancer; empty until it has one.
  package let records: [DNSRecord]
  package let resolution: Resolution
  package let certificate: Certificate
}

extension Engine {
  /// Asks the cluster, and the resolver of this machine, at the same time.
  ///
  /// - Returns: nil for an app without a domain.
  package func domainStatus(of id: AppID) async throws(EngineError) -> DomainStatus? {
    let app = try await stored { () throws(StoreError) in try await store.app(id) }
    guard let domain = app.configuration.domain else { return nil }
    let client = try await client(of: app.clusterID)
    async let certificate = certificate(of: app, client)
    async let answer = surroundings.lookUp(domain)
    let ingress = try await existing(Ingress.self, app.name, in: app.namespace, client)
    let addresses = (ingress?.addresses ?? []).map { $0.neutralised() }
    return DomainStatus(
      domain: domain, hasIngress: ingress != nil, records: addresses.map { DNSRecord(domain, to: $0) },
      resolution: await resolution(await answer, addresses), certificate: await certificate)
  }

  private func resolution(_ answer: HostAnswer, _ addresses: [String]) async -> DomainStatus.Resolution {
    switch answer {
    case .noSuchName: return .noSuchName
    case .failed(let reason): return .unknown(reason)
    case .addresses(let found):
      var wanted: Set<String> = []
      for record in addresses.map({ DNSRecord("", to: $0) }) {
        guard record.kind == .name else {
          wanted.insert(record.target)
          continue
        }
        // A load balancer with a name has other addresses every day.
        if case .addresses(let more) = await surroundings.lookUp(record.target) { wanted.formUnion(more) }
      }
      guard !wanted.isEmpty else { return .unknown("the load balancer has no address yet") }
      return wanted.isDisjoint(with: found) ? .leadsElsewhere(found) : .leadsThere
    }
  }

  private func certificate(of app: App, _ client: KubernetesClient) async -> DomainStatus.Certificate {
    let name = RenderingInput.certificateName(of: app.name)
    do throws(EngineError) {
      if let json = try await live(.certificates, name, in: app.namespace, client) {
        return DomainStatus.Certificate(json, now: now)
      }
    } catch {
      return .unknown(error.explanation.text)
    }
    do throws(EngineError) {
      let secret = try await live(.secrets, name, in: app.namespace, client)
      return secret?["data"]?["tls.crt"]?.string?.isEmpty == false ? .foreign : .missing
    } catch {
      return .unknown(error.explanation.text)
    }
  }
}

extension DomainStatus.Certificate {
  /// Of a `cert-manager.io/v1.Certificate`, by its `Ready` and `Issuing` conditions.
  init(_ json: JSON, now: Date) {
    let conditions = (json["status"]?["conditions"]?.array ?? [])
    func condition(_ type: String) -> JSON? { conditions.first { $0["type"]?.string == type } }
    let (ready, issuing) = (condition("Ready"), condition("Issuing"))
    let until = json["status"]?["notAfter"]?.string.flatMap { try? Date($0, strategy: .iso8601) }
    if ready?["status"] == "True" {
      self = until.map { $0 <= now } == true ? .failed("it has expired") : .ready(until: until)
    } else if issuing?["status"] == "False", issuing?["reason"] == "Failed" {
      self = .failed(issuing.message ?? "it was refused")
    } else {
      self = .pending(issuing.message ?? ready.message ?? "it has been asked for")
    }
  }
}

extension Optional<JSON> {
  fileprivate var message: String? {
    guard let text = self?["message"]?.string, !text.isEmpty else { return nil }
    return text.neutralised()
  }
}
