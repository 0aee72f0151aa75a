import JSON

/// One object that one controller is about to look at; queued once however often it changes.
struct WorkItem: Hashable {
  enum Controller: Hashable {
    case deployment, replicaSet, statefulSet, daemonSet, job, cronJob, endpointSlice, disruptionBudget, autoscaler,
      ingress, namespace, quota
    case scheduler, kubelet, garbage
  }

  let controller: Controller
  let key: ObjectKey
  /// Tells one object from the next of the same name, where it matters.
  var uid = ""
}

extension Cluster {
  /// How long each controller takes to notice, about as on the recorded cluster.
  private static let latencies: [WorkItem.Controller: Duration] = [
    .deployment: .milliseconds(4), .replicaSet: .milliseconds(2), .scheduler: .milliseconds(8),
    .kubelet: .milliseconds(20), .endpointSlice: .milliseconds(2), .garbage: .milliseconds(15),
  ]

  func enqueue(_ item: WorkItem, after delay: Duration? = nil) {
    guard queued.insert(item).inserted else { return }
    timeline.plan(after: delay ?? Cluster.latencies[item.controller] ?? .milliseconds(10)) { cluster in
      cluster.queued.remove(item)
      cluster.work(item)
    }
  }

  /// A replica set with many pods takes its controller longer, so that it sees several of their changes at a look: else
  /// every change of a pod would cost a look at all of them.
  private func replicaSetLatency(pods: Int) -> Duration {
    .milliseconds(2 + min(5 * max(0, pods - 50), 500))
  }

  private func work(_ item: WorkItem) {
    switch item.controller {
    case .deployment: syncDeployment(item.key)
    case .replicaSet: syncReplicaSet(item.key)
    case .statefulSet: syncStatefulSet(item.key)
    case .daemonSet: syncDaemonSet(item.key)
    case .job: syncJob(item.key)
    case .cronJob: syncCronJob(item.key)
    case .endpointSlice: syncEndpointSlice(item.key)
    case .disruptionBudget: syncDisruptionBudget(item.key)
    case .autoscaler: syncAutoscaler(item.key, uid: item.uid)
    case .ingress: syncIngress(item.key)
    case .namespace: syncNamespace(item.key)
    case .quota: syncQuota(item.key)
    case .scheduler: schedule(item.key)
    case .kubelet: syncPod(item.key)
    case .garbage: collectGarbage(of: item.uid)
    }
  }

  /// Tells every controller that cares about a change.
  func changed(_ kind: ResourceStore.Change.Kind, _ object: StoredObject, previous: StoredObject?, _ type: ResourceType)
  {
    let key = object.key
    switch type.kind {
    case "Deployment":
      enqueue(WorkItem(controller: .deployment, key: key), after: kind == .added ? .milliseconds(1) : nil)
    case "ReplicaSet":
      enqueue(WorkItem(controller: .replicaSet, key: key))
      enqueueOwner(of: object)
    case "StatefulSet": enqueue(WorkItem(controller: .statefulSet, key: key))
    case "DaemonSet": enqueue(WorkItem(controller: .daemonSet, key: key))
    case "Job":
      enqueue(WorkItem(controller: .job, key: key))
      enqueueOwner(of: object)
    case "CronJob": enqueue(WorkItem(controller: .cronJob, key: key))
    case "Pod": podChanged(kind, object)
    case "Service":
      if kind == .deleted { removeEndpoints(of: key) } else { enqueue(WorkItem(controller: .endpointSlice, key: key)) }
    case "PodDisruptionBudget": enqueue(WorkItem(controller: .disruptionBudget, key: key))
    case "Ingress": enqueue(WorkItem(controller: .ingress, key: key), after: .seconds(1))
    case "HorizontalPodAutoscaler":
      if kind == .added {
        enqueue(WorkItem(controller: .autoscaler, key: key, uid: object.uid), after: .seconds(15))
      }
    case "Namespace":
      enqueue(
        WorkItem(controller: .namespace, key: key), after: object.isDeleting ? .milliseconds(100) : .milliseconds(3))
    default: break
    }
    enqueueQuotas(in: key.namespace)
    if kind == .deleted || object.isDeleting && awaitsCollection(object) {
      enqueue(WorkItem(controller: .garbage, key: key, uid: object.uid))
    }
    if kind == .deleted { collectOwners(of: object) }
  }

  private func podChanged(_ kind: ResourceStore.Change.Kind, _ pod: StoredObject) {
    enqueueOwner(of: pod)
    if kind != .deleted, pod.json[at: "spec", "nodeName"] == nil {
      enqueue(WorkItem(controller: .scheduler, key: pod.key))
    } else {
      enqueue(WorkItem(controller: .kubelet, key: pod.key))
    }
    for (group, plural, controller) in [
      ("", "services", WorkItem.Controller.endpointSlice), ("policy", "poddisruptionbudgets", .disruptionBudget),
    ] {
      guard let type = Catalog.resource(group, plural) else { continue }
      for object in store.resource(type).list(namespace: pod.key.namespace) where object.selects(pod) {
        enqueue(WorkItem(controller: controller, key: object.key))
      }
    }
  }

  private func enqueueOwner(of object: StoredObject, after latency: Duration? = nil) {
    for owner in object.json[at: "metadata", "ownerReferences"]?.array ?? [] where owner["controller"] == true {
      let key = ObjectKey(namespace: object.key.namespace, name: owner["name"]?.string ?? "")
      switch owner["kind"]?.string {
      case "Deployment": enqueue(WorkItem(controller: .deployment, key: key), after: latency)
      case "ReplicaSet":
        let set = Catalog.resource("apps", "replicasets").flatMap { store.resource($0)[key] }
        let pods = set.map { store.dependents(of: $0.uid).count } ?? 0
        let latency = replicaSetLatency(pods: pods)
        enqueue(WorkItem(controller: .replicaSet, key: key), after: latency)
        if let set { enqueueOwner(of: set, after: latency + .milliseconds(2)) }
      case "StatefulSet": enqueue(WorkItem(controller: .statefulSet, key: key))
      case "DaemonSet": enqueue(WorkItem(controller: .daemonSet, key: key))
      // The job controller counts pods once a second.
      case "Job": enqueue(WorkItem(controller: .job, key: key, uid: "pods"), after: .seconds(1))
      case "CronJob": enqueue(WorkItem(controller: .cronJob, key: key))
      default: break
      }
    }
  }
}

extension StoredObject {
  /// Whether a service or a disruption budget selects the pod.
  fileprivate func selects(_ pod: StoredObject) -> Bool {
    let selector = json[at: "spec", "selector"]
    if selector?["matchLabels"] != nil || selector?["matchExpressions"] != nil {
      return LabelSelector(selector)?.matches(pod.labels) ?? false
    }
    guard let labels = selector?.texts, !labels.isEmpty else { return false }
    return labels.allSatisfy { pod.labels[$0.key] == $0.value }
  }
}
