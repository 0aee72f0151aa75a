import Model
import Storage

extension Store {
  /// A new cluster, or the credentials of one that came from a server without any.
  func connectCluster(_ cluster: Cluster, kubeconfig: String) async throws(StoreError) -> Cluster {
    guard let known = try await clusters(of: cluster.projectID).first(where: { $0.name == cluster.name }),
      try await self.kubeconfig(of: known.id).isEmpty
    else { return try await createCluster(cluster, kubeconfig: kubeconfig) }
    var filled = cluster
    (filled.id, filled.ingressClass, filled.certificateIssuer) = (
      known.id, known.ingressClass, known.certificateIssuer
    )
    // The limits come first: there is no moment at which it could be changed without them. Connecting adds to those that it
    // came with and takes none away.
    try await setReadOnly(known.isReadOnly || cluster.isReadOnly, of: known.id)
    try await setProtected(known.isProtected || cluster.isProtected, of: known.id)
    try await updateCluster(filled)
    try await setKubeconfig(kubeconfig, of: known.id)
    try await setInsecure(cluster.isInsecure, of: known.id)
    return try await self.cluster(known.id)
  }
}
