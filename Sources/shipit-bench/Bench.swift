import Foundation

/// What the jobs share.
struct Bench: Sendable {
  let binaries: Binaries
  let workspace: Workspace
  private(set) var runs: Int
  let isQuick: Bool
  let watchMinutes: Int
  /// A real cluster's, instead of a simulator.
  let kubeconfig: String?
  /// This program, for what it does in processes of its own.
  let itself: String

  /// What is larger than the table asks for is only there for the growth.
  var once: Bench {
    var bench = self
    bench.runs = 1
    return bench
  }

  func note(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
  }

  /// The median of several runs.
  func median(_ run: () throws(BenchError) -> Sample) throws(BenchError) -> Sample {
    var samples: [Sample] = []
    for _ in 0..<runs { samples.append(try run()) }
    return Sample.median(samples) ?? Sample(cpu: 0, wall: 0, peak: 0)
  }

  /// The median of several runs of a peer; nil where it is missing.
  func median(_ peer: Peer, _ run: (String) throws(BenchError) -> Sample) throws(BenchError) -> Sample? {
    guard let path = Peers.path(of: peer.rawValue) else { return nil }
    return try median { () throws(BenchError) in try run(path) }
  }

  /// Our program with these arguments.
  func ours(_ arguments: [String], output: Child.Output = .discarded) -> Child.Launch {
    Child.Launch(
      program: binaries.program, arguments: arguments, environment: workspace.environment, output: output)
  }

  func peer(
    _ path: String, _ arguments: [String], output: Child.Output = .discarded, kubeconfig: String? = nil
  ) -> Child.Launch {
    var environment = workspace.environment
    if let kubeconfig { environment["KUBECONFIG"] = kubeconfig }
    return Child.Launch(program: path, arguments: arguments, environment: environment, output: output)
  }

  /// Makes a store, or an export, with `Seed`.
  func seed(_ arguments: [String]) throws(BenchError) {
    try Child.run(
      .init(program: itself, arguments: ["seed"] + arguments, environment: workspace.environment))
  }
}
