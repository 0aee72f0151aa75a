import Engine
import Kubernetes
import Model
import Terminal

extension State {
  /// How many pods there should be, who decides it, and what the autoscaler sees now.
  func scalingRows(of app: App, width: Int) -> [PageRow] {
    let configuration = app.configuration
    guard !configuration.kind.endsByItself else {
      return [.placeholder("A \(configuration.kind.rawValue) runs one pod at a time.")]
    }
    var rows: [PageRow] = [.heading("Wanted")]
    if let scaling = configuration.autoscaling {
      typealias Standard = AppConfiguration.Autoscaling
      rows += [
        .setting("Least pods", "\(scaling.minimum)", default: "\(Standard.defaultMinimum)"),
        .setting("Most pods", "\(scaling.maximum)", default: "\(Standard.defaultMaximum)"),
        .setting(
          "CPU target", scaling.cpuTarget.map { "\($0) %" },
          default: scaling.memoryTarget == nil ? "\(Standard.defaultCPUTarget) %" : "none"),
        .setting("Memory target", scaling.memoryTarget.map { "\($0) %" }, default: "none"),
      ]
    } else {
      rows += [
        .field("Pods", "\(configuration.replicas)", nameWidth: 22),
        .setting("Autoscaling", nil, default: "none"),
      ]
    }
    rows += [.blank, .heading("On the cluster")]
    guard let detail = facts(of: app)?.detail else { return rows + [.placeholder("Reading…")] }
    if let rollout = detail.rollout {
      rows.append(.field("Pods now", "\(rollout.available) available of \(rollout.desired)", nameWidth: 22))
    }
    if let reason = detail.refusals[.autoscaler] { rows.append(refusalRow(.autoscaler, reason)) }
    guard let autoscaler = detail.autoscaler else { return rows + [.placeholder("No autoscaler.")] }
    rows += autoscalerRows(autoscaler, width: width)
    return rows
  }

  private func autoscalerRows(_ autoscaler: HorizontalPodAutoscaler, width: Int) -> [PageRow] {
    var rows: [PageRow] = [
      .field(
        "Autoscaler",
        "\(autoscaler.currentReplicas) pods, wants \(autoscaler.desiredReplicas) "
          + "(\(autoscaler.minReplicas) to \(autoscaler.maxReplicas))", nameWidth: 22)
    ]
    for metric in autoscaler.utilizations {
      let bar = Sparkline.progress(metric.current ?? 0, of: max(100, metric.target), width: 20)
      let now = metric.current.map { "\($0) %" } ?? "not known"
      let isAbove = (metric.current ?? 0) > metric.target
      rows.append(
        .field(
          metric.resource.neutralised(), "\(bar) \(now) of what is requested, target \(metric.target) %",
          isAbove ? .warning : .text, nameWidth: 22))
    }
    return rows
      + autoscaler.conditions.map { condition in
        let isWorry = condition.type == "ScalingLimited" ? condition.isTrue : !condition.isTrue
        return .field(
          condition.type.neutralised(), "\(condition.reason): \(condition.message)", isWorry ? .warning : .muted,
          nameWidth: 22)
      }
  }
}
