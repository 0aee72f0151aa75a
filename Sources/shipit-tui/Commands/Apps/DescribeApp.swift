import ArgumentParser
import Engine
import Kubernetes
import Model

struct DescribeApp: ParsableCommand, SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "All that the cluster has of an app: its Deployment, replica sets, pods and events.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var argument: AppArgument

  func run(_ session: Session) async throws {
    let app = try await session.store.app(argument.app)
    let insight = try await session.engine.insight(into: app.id)
    let now = session.engine.now
    func section(_ title: String, _ table: Table, _ isEmpty: Bool) {
      session.console.print("")
      session.console.print("\(title):")
      for line in isEmpty ? ["none"] : table.lines { session.console.print("  " + line) }
    }
    for line in summary(of: app, insight.deployment) { session.console.print(line) }
    let conditions = insight.deployment?.status.conditions ?? []
    section(
      "Conditions",
      Table(
        header: ["TYPE", "STATUS", "REASON", "MESSAGE"],
        rows: conditions.map { [$0.type, $0.value.rawValue, $0.reason, $0.message] }), conditions.isEmpty)
    section(
      "Replica sets",
      Table(
        header: ["NAME", "REVISION", "READY", "IMAGE"],
        rows: insight.replicaSets.map { set in
          [
            set.metadata.name, set.revision.map(String.init) ?? "-", "\(set.status.readyReplicas)/\(set.replicas)",
            set.template.containers.first?.image ?? "-",
          ]
        }), insight.replicaSets.isEmpty)
    section(
      "Pods",
      Table(
        header: ["NAME", "PHASE", "READY", "RESTARTS", "NODE", "IP", "AGE"],
        rows: insight.pods.map { pod in
          [
            pod.metadata.name, pod.phase.rawValue, pod.isReady ? "yes" : "no", "\(pod.restartCount)",
            pod.nodeName.isEmpty ? "-" : pod.nodeName, pod.podIP.isEmpty ? "-" : pod.podIP,
            pod.metadata.createdAt.map { humanAge(from: $0, to: now) } ?? "-",
          ]
        }), insight.pods.isEmpty)
    section("Events", Table.events(insight.events.reversed(), session), insight.events.isEmpty)
  }

  private func summary(of app: App, _ deployment: Deployment?) -> [String] {
    var lines = ["Name:       \(app.name)", "Namespace:  \(app.namespace)"]
    guard let deployment else { return lines + ["The cluster has no Deployment of it."] }
    let status = deployment.status
    lines.append(
      "Replicas:   \(deployment.replicas) desired, \(status.updatedReplicas) updated, \(status.replicas) total, "
        + "\(status.availableReplicas) available, \(status.unavailableReplicas) unavailable")
    lines += deployment.template.containers.map { "Container:  \($0.name), \($0.image)" }
    return lines
  }
}
