/// The columns that `kubectl get` shows for each kind (pkg/printers/internalversion/printers.go).
enum TableColumns {
  private static let name = TableColumn(
    name: "Name", format: "name",
    description:
      "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a "
      + "client to request the generation of an appropriate name automatically. Name is primarily intended for creation "
      + "idempotence and configuration definition. Cannot be updated. More info: "
      + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names")

  private static let age = TableColumn(
    name: "Age",
    description:
      "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to "
      + "be set in happens-before order across separate operations. Clients may not set this value. It is represented in "
      + "RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
      + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata")

  /// Name and age stand where the tables say `NAME` and `AGE`; `+` marks wide columns and `#` integers.
  static func columns(of kind: String) -> [TableColumn] {
    if kind == "Pod" { return pod }
    return (columnNames[kind] ?? "NAME AGE").split(separator: " ").map { word in
      switch word {
      case "NAME": return name
      case "AGE": return age
      default:
        let isWide = word.hasPrefix("+")
        let isInteger = word.hasSuffix("#")
        let title = word.filter { $0 != "+" && $0 != "#" }.replacing("_", with: " ")
        return TableColumn(
          name: title, type: isInteger ? "integer" : "string", description: descriptions["\(kind).\(title)"] ?? "",
          priority: isWide ? 1 : 0)
      }
    }
  }

  private static let pod = [
    name,
    TableColumn(name: "Ready", description: "The aggregate readiness state of this pod for accepting traffic."),
    TableColumn(name: "Status", description: "The aggregate status of the containers in this pod."),
    TableColumn(
      name: "Restarts",
      description:
        "The number of times the containers in this pod have been restarted and when the last container in this pod has "
        + "restarted."),
    age,
    TableColumn(
      name: "IP",
      description:
        "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.",
      priority: 1),
    TableColumn(
      name: "Node",
      description:
        "NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the "
        + "scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the "
        + "lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific "
        + "node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
      priority: 1),
    TableColumn(
      name: "Nominated Node",
      description:
        "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away "
        + "as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be "
        + "scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. "
        + "Scheduler may also decide to give the resources on this node to a higher priority pod that is created after "
        + "preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.",
      priority: 1),
    TableColumn(
      name: "Readiness Gates",
      description:
        "If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are "
        + "ready AND all conditions specified in the readiness gates have status equal to \"True\" More info: "
        + "https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates",
      priority: 1),
  ]

  private static let columnNames = [
    "Namespace": "NAME Status AGE",
    "Deployment": "NAME Ready Up-to-date Available AGE +Containers +Images +Selector",
    "ReplicaSet": "NAME Desired# Current# Ready# AGE +Containers +Images +Selector",
    "StatefulSet": "NAME Ready AGE +Containers +Images",
    "DaemonSet": "NAME Desired# Current# Ready# Up-to-date# Available# Node_Selector AGE +Containers +Images +Selector",
    "Service": "NAME Type Cluster-IP External-IP Port(s) AGE +Selector",
    "Ingress": "NAME Class Hosts Address Ports AGE",
    "Job": "NAME Status Completions Duration AGE +Containers +Images +Selector",
    "CronJob": "NAME Schedule Timezone Suspend Active# Last_Schedule AGE +Containers +Images +Selector",
    "HorizontalPodAutoscaler": "NAME Reference Targets MinPods MaxPods Replicas# AGE",
    "PodDisruptionBudget": "NAME Min_Available Max_Unavailable Allowed_Disruptions# AGE",
    "Secret": "NAME Type Data# AGE",
    "ConfigMap": "NAME Data# AGE",
    "ServiceAccount": "NAME Secrets# AGE",
    "Node": "NAME Status Roles AGE Version +Internal-IP +External-IP +OS-Image +Kernel-Version +Container-Runtime",
    "Event":
      "Last_Seen Type Reason Object +Subobject +Source Message +First_Seen +Count# +Name",
    "Endpoints": "NAME Endpoints AGE",
    "EndpointSlice": "NAME AddressType Ports Endpoints AGE",
    "Role": "NAME Created_At", "ClusterRole": "NAME Created_At",
    "RoleBinding": "NAME Role AGE +Users +Groups +ServiceAccounts",
    "ClusterRoleBinding": "NAME Role AGE +Users +Groups +ServiceAccounts",
    "PersistentVolumeClaim":
      "NAME Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass AGE +VolumeMode",
    "IngressClass": "NAME Controller Parameters AGE",
  ]

  private static let descriptions = [
    "Namespace.Status": "The status of the namespace",
    "Deployment.Ready": "Number of the pod with ready state",
    "Deployment.Up-to-date":
      "Total number of non-terminating pods targeted by this deployment that have the desired template spec.",
    "Deployment.Available":
      "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.",
    "Deployment.Containers": "Names of each container in the template.",
    "Deployment.Images": "Images referenced by each container in the template.",
    "Deployment.Selector":
      "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. "
      + "It must match the pod template's labels.",
    "Job.Status": "Status of the job.",
  ]
}
