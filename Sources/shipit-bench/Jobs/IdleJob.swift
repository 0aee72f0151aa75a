import Glibc

/// Nothing happens, on ten clusters.
struct IdleJob: Job {
  let name = "idle"
  let mainSize = 10
  let sizes = [1, 10]
  let unit = "clusters"

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let duration = bench.isQuick ? 5 : 60
    var simulators: [SimulatorProcess] = []
    for index in 0..<size {
      let simulator = try SimulatorProcess(bench.binaries, in: bench.workspace, named: "idle-\(index)")
      try await Deployments(at: simulator.address).create("app", image: "local/exits:9h", replicas: 2)
      simulators.append(simulator)
    }
    let store = bench.workspace.file("idle.db")
    remove(store: store)
    try bench.seed(
      ["--store", store, "--apps", "\(size)", "--revisions", "\(size)"]
        + simulators.flatMap { ["--cluster", $0.kubeconfig] })
    var terminal = try Pseudoterminal(width: 160, height: 48)
    let child = try Child(bench.ours(["--store", store]), terminal: terminal.name)
    defer { child.signal(SIGKILL) }
    let process = LiveProcess(pid: child.pid)
    _ = terminal.drain(for: .seconds(4))
    let (cpu, began) = (process.cpu, ContinuousClock.now)
    let drawn = terminal.drain(for: .seconds(duration))
    let wall = (ContinuousClock.now - began) / .seconds(1)
    let sample = Sample(cpu: process.cpu - cpu, wall: wall, peak: process.peak)
    child.signal(SIGKILL)
    _ = child.wait()
    let share = sample.cpu / wall * 100
    return [
      Measurement(
        job: "idle for \(duration) s", ours: sample, goals: [Goal("≤ 0.5 % of a core", share <= 0.5)],
        details: ["\(decimal(share, 2)) %, \(drawn) bytes drawn"])
    ]
  }
}
