import Foundation
import Kubernetes
import Model

/// What following one app has told so far; performs no I/O.
struct DetailTables {
  enum Update: Sendable {
    case deployments(WatchUpdate<Deployment>)
    case replicaSets(WatchUpdate<ReplicaSet>)
    case pods(WatchUpdate<Pod>)
    case events(WatchUpdate<Event>)
    case autoscalers(WatchUpdate<HorizontalPodAutoscaler>)
    case ingresses(WatchUpdate<Ingress>)
    /// nil where the cluster measures nothing.
    case usage([ObjectIdentity: Usage]?)
    case usageRefused(KubernetesError)
  }

  private let app: String
  private let cluster: String
  private var deployments: [ObjectIdentity: Deployment] = [:]
  private var replicaSets: [ObjectIdentity: ReplicaSet] = [:]
  private var pods: [ObjectIdentity: Pod] = [:]
  private var events: [ObjectIdentity: Event] = [:]
  private var autoscalers: [ObjectIdentity: HorizontalPodAutoscaler] = [:]
  private var ingresses: [ObjectIdentity: Ingress] = [:]
  private var usage: [ObjectIdentity: [Usage]] = [:]
  private var isMeasured: Bool?
  private var refusals: [AppDetail.Part: String] = [:]
  private var told: Set<AppDetail.Part> = []

  init(app: String, cluster: String) {
    self.app = app
    self.cluster = cluster
  }

  /// Whether what matters most is known, or known to be refused: half a tree would be taken for the whole.
  var isWhole: Bool { told.isSuperset(of: [.deployment, .replicaSets, .pods]) }

  mutating func received(_ update: Update) {
    switch update {
    case .deployments(let update):
      deployments.apply(update)
      note(update, .deployment)
    case .replicaSets(let update):
      replicaSets.apply(update)
      note(update, .replicaSets)
    case .pods(let update):
      pods.apply(update)
      usage = usage.filter { pods[$0.key] != nil }
      note(update, .pods)
    case .events(let update):
      events.apply(update.of(app))
      forgetOldEvents()
      note(update, .events)
    case .autoscalers(let update):
      autoscalers.apply(update)
      note(update, .autoscaler)
    case .ingresses(let update):
      ingresses.apply(update)
      note(update, .ingress)
    case .usage(let measured):
      isMeasured = measured != nil
      refusals[.usage] = nil
      // A measurement may come before the pods do, and after one has gone.
      for (pod, now) in measured ?? [:] where !told.contains(.pods) || pods[pod] != nil {
        usage[pod] = (usage[pod, default: []] + [now]).suffix(AppDetail.usageLimit)
      }
    case .usageRefused(let error): refusals[.usage] = error.explanation(cluster: cluster).text
    }
  }

  private mutating func note<Object>(_ update: WatchUpdate<Object>, _ part: AppDetail.Part) {
    switch update {
    case .snapshot, .changes:
      told.insert(part)
      refusals[part] = nil
    case .disconnected(let error):
      told.insert(part)
      refusals[part] = error.explanation(cluster: cluster).text
    case .reconnected: refusals[part] = nil
    }
  }

  /// Twice as many are kept as are shown, so that it happens seldom.
  private mutating func forgetOldEvents() {
    guard events.count > AppDetail.reportLimit * 2 else { return }
    events = Dictionary(uniqueKeysWithValues: newestEvents.prefix(AppDetail.reportLimit).map { ($0.id, $0) })
  }

  private var newestEvents: [Event] {
    events.values.sorted {
      ($0.lastSeen ?? .distantPast, $0.metadata.name) > ($1.lastSeen ?? .distantPast, $1.metadata.name)
    }
  }

  var detail: AppDetail {
    var detail = AppDetail()
    let deployment = deployments.values.first
    detail.rollout = deployment.map { AppDetail.Rollout($0) }
    let sorted = pods.values.sorted { $0.metadata.name < $1.metadata.name }
    let bySet = Dictionary(grouping: sorted) { $0.metadata.controller?.uid ?? "" }
    let sets = replicaSets.values.filter { $0.metadata.controller?.uid == deployment?.metadata.uid }
      .sorted { ($0.revision ?? 0, $0.metadata.name) > ($1.revision ?? 0, $1.metadata.name) }
    detail.generations = sets.compactMap { set in
      let isCurrent = set.revision != nil && set.revision == deployment?.revision
      let pods = bySet[set.metadata.uid, default: []]
      guard isCurrent || set.replicas > 0 || !pods.isEmpty else { return nil }
      return AppDetail.Generation(
        name: set.metadata.name, revision: set.metadata.annotations[Labels.revision].flatMap { Int($0) },
        templateRevision: set.revision, image: set.template.containers.first?.image.neutralised() ?? "",
        desired: set.replicas, ready: set.status.readyReplicas, isCurrent: isCurrent,
        createdAt: set.metadata.createdAt, pods: pods.map(instance))
    }
    let shown = Set(sets.map(\.metadata.uid))
    detail.others = sorted.filter { !shown.contains($0.metadata.controller?.uid ?? "") }.map(instance)
    detail.reports = newestEvents.prefix(AppDetail.reportLimit).map { AppDetail.Report($0) }
    detail.autoscaler = autoscalers.values.first
    detail.hasIngress = !ingresses.isEmpty
    detail.addresses = ingresses.values.flatMap(\.addresses).map { $0.neutralised() }
    detail.isMeasured = isMeasured
    detail.refusals = refusals
    return detail
  }

  private func instance(_ pod: Pod) -> AppDetail.Instance {
    AppDetail.Instance(pod, usage: usage[pod.id, default: []])
  }
}

extension WatchUpdate<Event> {
  /// Those about the app's own objects alone: a namespace has more than anybody wants to keep.
  fileprivate func of(_ app: String) -> WatchUpdate<Event> {
    switch self {
    case .snapshot(let events): .snapshot(events.filter { $0.subject.belongs(to: app) })
    case .changes(let changes): .changes(changes.filter { $0.object.subject.belongs(to: app) })
    case .disconnected, .reconnected: self
    }
  }
}
