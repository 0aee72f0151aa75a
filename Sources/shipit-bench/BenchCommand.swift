import ArgumentParser
import Foundation

@main
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shipit-bench", abstract: "Measure shipit-tui beside what a person would use instead.",
    discussion: """
      Prints a table and writes it to docs/performance.md. CPU and wall seconds and peak memory are those of whole \
      processes, each the median of several runs. The cluster is a simulator in a process of its own, which is not counted.
      """, subcommands: [Seed.self])

  @Flag(help: "A smaller table, in less than a minute.") var quick = false
  @Flag(help: "Only the sizes that have goals, without growth.") var goals = false
  @Option(help: "How long the memory of a watch is looked at.") var watchMinutes = 10
  @Option(help: ArgumentHelp("Only this job. Repeatable.", valueName: "name")) var job: [String] = []
  @Option(help: "How often each is run; the median counts. (default: 5, or 3 with --quick)") var runs: Int?
  @Option(help: ArgumentHelp("Measure against this cluster where a job can.", valueName: "file"))
  var kubeconfig: String?
  @Option(help: ArgumentHelp("Built programs, instead of building them.", valueName: "folder")) var binaries: String?
  @Flag(help: "Only print the table.") var print = false

  static let jobs: [any Job] = [
    ListJob(), WatchJob(), TailJob(), ScreenTailJob(), StartJob(), KeyJob(), IdleJob(), ExportJob(),
    ImportJob(), BinaryJob(),
  ]

  mutating func validate() throws {
    let names = Self.jobs.map(\.name)
    for name in job where !names.contains(name) {
      throw ValidationError("There is no job \(name). There are: \(names.joined(separator: ", ")).")
    }
    if watchMinutes < 1 { throw ValidationError("--watch-minutes is at least 1.") }
    if let runs, runs < 1 { throw ValidationError("--runs is at least 1.") }
  }

  func run() async throws {
    let workspace = try Workspace()
    defer { workspace.remove() }
    let signals = Processes.endOnSignals { workspace.remove() }
    defer { for signal in signals { signal.cancel() } }
    defer { Processes.endAll() }
    do {
      try await measure(in: workspace)
    } catch let error as BenchError {
      throw ValidationError(error.text)
    }
  }

  private func measure(in workspace: Workspace) async throws {
    let programs =
      try binaries.map { folder throws(BenchError) in try Binaries(in: folder) }
      ?? Binaries.built { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
    let bench = Bench(
      binaries: programs, workspace: workspace, runs: runs ?? (quick ? 3 : 5), isQuick: quick,
      watchMinutes: watchMinutes, kubeconfig: kubeconfig,
      itself: CommandLine.arguments[0].contains("/") ? CommandLine.arguments[0] : "/proc/self/exe")
    let began = ContinuousClock.now
    let jobs = Self.jobs.filter { job.isEmpty || job.contains($0.name) }
    var table: [Row] = []
    for job in jobs { table += await rows(of: job, bench) }
    let took = (ContinuousClock.now - began) / .seconds(1)
    for line in TextTable.lines(table) { Swift.print(line) }
    if quick { Swift.print("\nSmall sizes, where the start counts most: the limits are meant for the large ones.") }
    let versions = Peer.allCases.map { peer in
      peer.version(in: workspace) ?? "\(peer.rawValue) is missing (Debian: \(peer.package))"
    }
    Swift.print("\n\(Machine.text)\n\(versions.joined(separator: " · "))\n\(Int(took)) s")
    guard !print, job.isEmpty, !quick else { return }
    let date = Date().formatted(.iso8601.year().month().day())
    try Document.write(
      """
      \(date), \(Machine.text). Peers: \(versions.joined(separator: "; ")). Median of \(bench.runs) runs; the whole table \
      took \(Int(took)) s.

      \(TextTable.markdown(table))
      """)
  }

  /// The job at its sizes, smallest first.
  private func rows(of job: any Job, _ bench: Bench) async -> [Row] {
    let sizes = bench.isQuick ? [job.quickSize] : goals ? [job.mainSize] : job.sizes
    var rows: [Row] = []
    var last: [String: (size: Double, cost: Double)] = [:]
    for size in sizes {
      bench.note(job.unit.isEmpty ? job.name : "\(job.name): \(size) \(job.unit)")
      do throws(BenchError) {
        let bench = size > job.mainSize ? bench.once : bench
        for measurement in try await job.measure(size, bench) {
          let point = measurement.ours.map { (size: Double(size), cost: $0.cpu) }
          let growth = last[measurement.job].flatMap { last in point.flatMap { Growth.exponent(last, $0) } }
          last[measurement.job] = point
          rows.append(
            Row(
              measurement, size: job.unit.isEmpty ? "" : "\(size) \(job.unit)", growth: growth,
              isMain: size == job.mainSize || bench.isQuick))
          if let row = rows.last { bench.note("  \(row.summary)") }
        }
      } catch {
        rows.append(Row(failed: "\(job.name) \(size)", reason: error.text))
        bench.note("  FAILED: \(error.text)")
      }
    }
    // Those of one job stand together.
    return rows.enumerated().sorted { left, right in
      let (one, other) = (first(left.element, in: rows), first(right.element, in: rows))
      return one == other ? left.offset < right.offset : one < other
    }.map(\.element)
  }

  private func first(_ row: Row, in rows: [Row]) -> Int { rows.firstIndex { $0.job == row.job } ?? 0 }
}
