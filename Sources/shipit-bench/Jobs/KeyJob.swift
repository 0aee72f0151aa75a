import Glibc

/// From a key to the frame that shows what it did, while the screen is flooded.
struct KeyJob: Job {
  let name = "key"
  let mainSize = 10_000
  let sizes = [1_000, 10_000]
  let unit = "pods"

  private static let goal = Duration.milliseconds(16)

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let world = try LoadedScreen(pods: size, bench)
    try await world.begin(seconds: bench.isQuick ? 15 : 60)
    var terminal = try Pseudoterminal(width: 200, height: 60)
    let child = try Child(bench.ours(["--store", world.store]), terminal: terminal.name)
    defer { child.signal(SIGKILL) }
    let process = LiveProcess(pid: child.pid)
    var times: [Double] = []
    do throws(BenchError) {
      try terminal.see("following", atMost: .seconds(30))
      // Letters that stand nowhere else, typed into the filter of the revisions, which changes nothing else.
      terminal.type("5/")
      _ = terminal.drain(for: .seconds(2))
      for round in 0..<(bench.isQuick ? 4 : 20) {
        for letter in Self.letters {
          let began = ContinuousClock.now
          terminal.type(letter)
          times.append((try terminal.see(letter, atMost: .seconds(10)) - began) / .milliseconds(1))
          // Not in step with the frames.
          _ = terminal.drain(for: .milliseconds(37 + round))
        }
        // Ctrl-U empties the filter.
        terminal.type("\u{15}")
        _ = terminal.drain(for: .milliseconds(100))
      }
    } catch {
      child.signal(SIGKILL)
      _ = child.wait()
      throw error
    }
    let (half, most) = (times.percentile(0.5) ?? 0, times.percentile(0.99) ?? 0)
    let sample = Sample(cpu: process.cpu, wall: times.reduce(0, +) / 1000, peak: process.peak)
    child.signal(SIGKILL)
    _ = child.wait()
    return [
      Measurement(
        job: "key to frame at 50,000 lines a second", ours: sample,
        goals: [Goal("99th ≤ 16 ms", most <= Self.goal / .milliseconds(1))],
        details: ["\(times.count) keys, median \(decimal(half, 1)) ms, 99th \(decimal(most, 1)) ms"])
    ]
  }

  private static let letters = ["ß", "ð", "þ", "ŋ", "ħ", "ĸ", "ł", "đ", "ŧ", "ı"]
}

/// A cluster of many pods with one app that floods the screen.
struct LoadedScreen {
  let store: String
  private let simulator: SimulatorProcess

  init(pods: Int, _ bench: Bench) throws(BenchError) {
    simulator = try SimulatorProcess(
      bench.binaries, in: bench.workspace, named: "load", ["--pods", "\(pods)", "--churn", "\(pods / 100)"])
    store = bench.workspace.file("load.db")
    remove(store: store)
    try bench.seed(
      ["--store", store, "--cluster", simulator.kubeconfig, "--revisions", "1", "--populated", "\(pods / 100)"])
  }

  func begin(seconds: Int) async throws(BenchError) {
    try await Deployments(at: simulator.address).create(
      "app", image: "local/backlog:1000x\(seconds * 1000)", replicas: 50)
  }
}
