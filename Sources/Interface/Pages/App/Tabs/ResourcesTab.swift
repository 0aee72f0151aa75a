import Engine
import Kubernetes
import Model
import Terminal

extension State {
  /// What each pod asks for and is allowed, and what it uses.
  func resourceRows(of app: App, width: Int) -> [PageRow] {
    let (own, standard) = (app.configuration.resources, AppConfiguration.Resources())
    var rows: [PageRow] = [
      .heading("Each pod"),
      .setting("CPU request", own.cpuRequest, default: standard.cpuRequest),
      .setting("CPU limit", own.cpuLimit, default: standard.cpuLimit),
      .setting("Memory request", own.memoryRequest, default: standard.memoryRequest),
      .setting("Memory limit", own.memoryLimit, default: standard.memoryLimit),
    ]
    guard let detail = facts(of: app)?.detail else { return rows }
    let pods = detail.pods.filter { !$0.usage.isEmpty }
    rows += [.blank, .heading("Use")]
    guard !pods.isEmpty else {
      return rows + [
        .placeholder(
          detail.isMeasured == false ? "This cluster measures nothing (no metrics.k8s.io)." : "No measurement yet.")
      ]
    }
    let cpuLimit = Quantity(own.cpuLimit)?.thousandths
    let memoryLimit = Quantity(own.memoryLimit).map { $0.thousandths / 1000 }
    let nameWidth = min((pods.map(\.name.displayWidth).max() ?? 0) + 2, max(20, width - 48))
    let space = min(24, max(4, (width - nameWidth - 24) / 2))
    return rows
      + pods.map { pod in
        let last = pod.usage.last ?? Usage()
        return PageRow(
          "pod \(pod.name)",
          [
            .init(pod.name.fittedKeepingEnd(to: nameWidth - 1).padded(to: nameWidth)),
            .init(
              Sparkline.text(pod.usage.map(\.cpuMillicores), top: cpuLimit, width: space).padded(to: space) + " ",
              .series1),
            .init("\(last.cpuMillicores)m".padded(to: 9)),
            .init(
              Sparkline.text(pod.usage.map(\.memoryBytes), top: memoryLimit, width: space).padded(to: space) + " ",
              .series2),
            .init("\(last.memoryBytes >> 20)Mi"),
          ])
      }
  }
}
