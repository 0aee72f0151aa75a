import ArgumentParser
import Engine
import Foundation
import JSON
import Kubernetes
import Model

struct ListPods: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "pods", abstract: "List the pods of a cluster, as the cluster has them.",
    discussion: """
      All namespaces unless told. With -w it goes on with a line for each change, until Ctrl-C. Pods are read page by page, \
      and only what is printed of them is kept.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "PROJECT/CLUSTER, or an id.") var cluster: ClusterReference
  @Option(name: [.short, .long], help: "Only this namespace.") var namespace: String?
  @Option(name: [.customShort("l"), .long], help: "Only pods with these labels: app=web,tier in (a,b).")
  var selector: String?
  @Flag(name: [.short, .long], help: "Go on with a line for each change.") var watch = false

  mutating func validate() throws {
    if watch, output.format != .table { throw ValidationError("--watch prints a table, and nothing else.") }
  }

  func run(_ session: Session) async throws {
    let found = try await session.store.cluster(cluster)
    let options = ListOptions(labelSelector: selector)
    let table = PodTable(console: session.console, now: session.engine.now)
    guard watch else {
      var pods: [PodSummary] = []
      try await session.engine.forEachPod(on: found.id, in: namespace, options) { pods.append(PodSummary($0)) }
      return try table.print(pods, as: output.format)
    }
    for await update in try await session.engine.watchPods(on: found.id, in: namespace, options) {
      switch update {
      case .snapshot(let pods): try table.print(pods.map(PodSummary.init), as: .table)
      case .changes(let changes): table.print(changes.map { PodSummary($0.object) }, at: session.engine.now)
      case .disconnected(let error):
        session.console.note("\(error.explanation(cluster: found.name).text) What is printed is true until now.")
      case .reconnected: session.console.note("\(found.name) answers again.")
      }
    }
  }
}

/// How pods are printed.
struct PodTable {
  let console: Console
  let now: Date

  private static let header = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE"]
  /// Of lines that come one by one and cannot wait for the widest.
  private static let widths = [15, 45, 5, 18, 12]

  func print(_ pods: [PodSummary], as format: OutputFormat) throws {
    switch format {
    case .table:
      guard !pods.isEmpty else { return console.note("There are no pods.") }
      let lines = Table(header: Self.header, rows: pods.map { cells(of: $0, at: now) }).lines
      console.output(Array((lines.joined(separator: "\n") + "\n").utf8))
    case .name: for pod in pods { console.print("\(pod.identity.namespace)/\(pod.identity.name)") }
    case .json, .yaml: try console.print(.array(pods.map(json)), as: format)
    }
  }

  /// Lines for changes, all in one write.
  func print(_ pods: [PodSummary], at now: Date) {
    var text = ""
    for pod in pods {
      let cells = cells(of: pod, at: now)
      for (cell, width) in zip(cells, Self.widths) {
        text += cell
        for _ in 0..<max(3, width + 3 - cell.utf8.count) { text += " " }
      }
      text += cells[cells.count - 1] + "\n"
    }
    console.output(Array(text.utf8))
  }

  private func cells(of pod: PodSummary, at now: Date) -> [String] {
    let last = pod.lastRestart.map { " (\(humanAge(from: $0, to: now)) ago)" } ?? ""
    return [
      pod.identity.namespace.neutralised(), pod.identity.name.neutralised(), "\(pod.readyContainers)/\(pod.containers)",
      pod.status.neutralised(), pod.restarts == 0 ? "0" : "\(pod.restarts)\(last)",
      pod.createdAt.map { humanAge(from: $0, to: now) } ?? "<unknown>",
    ]
  }

  private func json(_ pod: PodSummary) -> JSON {
    var json: JSON = [
      "namespace": .string(pod.identity.namespace), "name": .string(pod.identity.name),
      "ready": .int(pod.readyContainers), "containers": .int(pod.containers), "status": .string(pod.status),
      "restarts": .int(pod.restarts),
    ]
    if let createdAt = pod.createdAt { json["created_at"] = .string(RFC3339.text(of: createdAt)) }
    return json
  }
}
