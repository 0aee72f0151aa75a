import Foundation
import Glibc

/// Every change of a busy cluster, a line each.
struct WatchJob: Job {
  let name = "watch"
  let mainSize = 10_000
  let sizes = [1_000, 10_000]
  let unit = "pods"

  /// A fifth of the pods change every second.
  private static let share = 5
  private static let flatness = 1.1

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let seconds = bench.isQuick ? 4 : 20
    let duration = Duration.seconds(seconds)
    let world = try ClusterWorld(pods: size, churn: size / Self.share, bench)
    let output = bench.workspace.file("watched")
    let program = bench.ours(
      ["--store", world.store, "clusters", "pods", "bench/sim", "--watch"], output: .file(output))
    let ours = try Self.run(program, for: duration, of: output)
    var peer: Watched?
    if let kubectl = Peers.path(of: "kubectl") {
      let launch = bench.peer(
        kubectl, ["get", "pods", "-A", "--watch"], output: .file(output), kubeconfig: world.kubeconfig)
      peer = try Self.run(launch, for: duration, of: output)
    }
    var goals = [Goal.ratio("CPU", \.cpu, ours.sample, peer?.sample, atMost: 0.2, "≤ 1/5")]
    var details = ["\(ours.lines) lines" + (peer.map { ", kubectl \($0.lines)" } ?? "")]
    if size == mainSize, !bench.isQuick {
      let long = try Self.run(program, for: .seconds(bench.watchMinutes * 60), of: output)
      let growth = Double(long.residentAtEnd) / Double(max(1, long.residentEarly))
      goals.append(Goal("memory flat over \(bench.watchMinutes) min", growth <= Self.flatness))
      details.append(
        "resident after a tenth of that and at its end: \(mebibytes(long.residentEarly)), \(mebibytes(long.residentAtEnd))"
      )
    }
    return [
      Measurement(
        job: "watch, a fifth changes every second, \(seconds) s", ours: ours.sample, peerName: "kubectl get pods -A -w",
        peer: peer?.sample, goals: goals, details: details)
    ]
  }

  private struct Watched {
    let sample: Sample
    /// What was printed.
    let lines: Int
    let residentEarly: Int
    let residentAtEnd: Int
  }

  private static func run(_ launch: Child.Launch, for duration: Duration, of output: String) throws(BenchError)
    -> Watched
  {
    let child = try Child(launch)
    let process = LiveProcess(pid: child.pid)
    Thread.sleep(forTimeInterval: duration / .seconds(10))
    let early = process.resident
    Thread.sleep(forTimeInterval: duration / .seconds(1) * 0.9)
    let late = process.resident
    child.signal(SIGTERM)
    let end = child.wait(atMost: .seconds(10))
    return Watched(
      sample: end.sample, lines: LineCount(of: output).count, residentEarly: early, residentAtEnd: late)
  }
}
