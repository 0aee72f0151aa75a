import Glibc

/// Fifty chatty pods into the screen.
struct ScreenTailJob: Job {
  let name = "screen-tail"
  let mainSize = 50
  let sizes = [5, 50]
  let unit = "pods"

  /// Of the log's rows (`LogState.budget`), and what the rest of the program may take.
  private static let budget = 32 << 20
  private static let program = 128 << 20

  func measure(_ size: Int, _ bench: Bench) async throws(BenchError) -> [Measurement] {
    let seconds = bench.isQuick ? 5 : 20
    let simulator = try SimulatorProcess(bench.binaries, in: bench.workspace, named: "screen")
    let store = bench.workspace.file("screen.db")
    remove(store: store)
    try bench.seed(["--store", store, "--cluster", simulator.kubeconfig, "--revisions", "1"])
    try await Deployments(at: simulator.address).create(
      "app", image: "local/backlog:1000x\(seconds * 1000)", replicas: size)
    let ours = try run(store, lines: size * seconds * 1000, seconds, bench)
    let peer = try peer(simulator, pods: size, seconds, bench)
    return [
      Measurement(
        job: "tail into the screen, 1,000 lines a second each, \(seconds) s", ours: ours.sample,
        peerName: "kubectl logs -f --prefix -l, to /dev/null", peer: peer,
        goals: [
          Goal("no line lost", ours.isWhole), Goal("≤ one core", ours.sample.cpu <= ours.sample.wall),
          Goal("≤ \(mebibytes(Self.budget + Self.program))", ours.sample.peak <= Self.budget + Self.program),
        ],
        details: [
          "\(size * seconds * 1000) lines \(ours.isWhole ? "all told by the title" : "not all told by the title")"
        ])
    ]
  }

  /// Until the title of the log tells every line.
  private func run(_ store: String, lines: Int, _ seconds: Int, _ bench: Bench) throws(BenchError) -> (
    sample: Sample, isWhole: Bool
  ) {
    var terminal = try Pseudoterminal(width: 200, height: 60)
    let child = try Child(bench.ours(["--store", store]), terminal: terminal.name)
    let process = LiveProcess(pid: child.pid)
    let began = ContinuousClock.now
    var isWhole = true
    do throws(BenchError) {
      // An app is chosen once its lines arrive; then all of them are asked for.
      try terminal.see("following", atMost: .seconds(20))
      terminal.type("4A")
      let deadline = began + .seconds(seconds * 2 + 20)
      var isSeen = false
      while !isSeen {
        guard .now < deadline else { throw .notSeen("\(lines) lines", after: deadline - began) }
        _ = terminal.drain(for: .milliseconds(500))
        // A terminal is sent only what differs; Ctrl-L draws all of it.
        terminal.type("\u{0C}")
        isSeen = (try? terminal.see("\(lines) lines", atMost: .milliseconds(500))) != nil
      }
    } catch {
      isWhole = false
    }
    let sample = Sample(cpu: process.cpu, wall: (ContinuousClock.now - began) / .seconds(1), peak: process.peak)
    child.signal(SIGKILL)
    _ = child.wait()
    return (sample, isWhole)
  }

  private func peer(_ simulator: SimulatorProcess, pods: Int, _ seconds: Int, _ bench: Bench) throws(BenchError)
    -> Sample?
  {
    guard let kubectl = Peers.path(of: "kubectl") else { return nil }
    let arguments = [
      "logs", "--follow", "--prefix", "--selector", "app=app", "--tail", "-1", "--max-log-requests", "\(pods)",
    ]
    let child = try Child(bench.peer(kubectl, arguments, kubeconfig: simulator.kubeconfig))
    sleep(UInt32(seconds))
    child.signal(SIGTERM)
    return child.wait(atMost: .seconds(10)).sample
  }
}
