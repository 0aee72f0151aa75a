/// What there is to download.
struct BinaryJob: Job {
  let name = "binary"
  let mainSize = 1

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let ours = try bench.binaries.strippedSize(in: bench.workspace)
    let peer = Peers.path(of: "kubectl").map { Binaries.size(of: $0) }
    let details = ["\(megabytes(ours)) MB", peer.map { "kubectl \(megabytes($0)) MB" } ?? "kubectl is missing"]
    return [
      Measurement(
        job: "binary, stripped, Swift runtime inside", peerName: "kubectl",
        goals: [Goal("smaller", peer.map { ours < $0 })],
        details: details)
    ]
  }

  private func megabytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1e6, 1) }
}
