import ArgumentParser
import Engine
import Model

struct UpdateCluster: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Say how domains are served on a cluster, and what may be sent to it.")

  @OptionGroup var global: GlobalOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Option(help: ArgumentHelp("The class of its Ingresses (nginx).", valueName: "name")) var ingressClass: String?
  @Option(help: ArgumentHelp("The cert-manager ClusterIssuer (letsencrypt-prod).", valueName: "name"))
  var issuer: String?
  @Flag(inversion: .prefixedNo, help: "Send nothing but reads to the cluster, whatever the credentials allow.")
  var readOnly: Bool?
  @Flag(inversion: .prefixedNo, help: "Every change of the cluster needs its name typed, or --confirm.")
  var protected: Bool?

  mutating func validate() throws {
    if ingressClass == nil, issuer == nil, readOnly == nil, protected == nil {
      throw ValidationError("Nothing to change: use --ingress-class, --issuer, --read-only or --protected.")
    }
  }

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    if protected == true {
      try await session.engine.setProtected(true, found.id)
    } else if protected == false {
      try await session.changing(found.id).setProtected(false, found.id)
    }
    if let readOnly { try await session.engine.setReadOnly(readOnly, found.id) }
    if ingressClass != nil || issuer != nil {
      _ = try await session.engine.updateCluster(found.id, ingressClass: ingressClass, certificateIssuer: issuer)
    }
    session.console.print("cluster \(cluster) updated")
  }
}
