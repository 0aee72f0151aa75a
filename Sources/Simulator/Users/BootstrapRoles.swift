import JSON

/// The roles that every cluster has, as far as people bind them (plugin/pkg/auth/authorizer/rbac/bootstrappolicy).
extension Cluster {
  func bootstrapRoles() {
    let manager = "kube-apiserver"
    for (name, rules) in BootstrapRoles.roles {
      controllerCreate(
        [
          "metadata": [
            "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
          ],
          "rules": .array(rules),
        ], type("rbac.authorization.k8s.io", "clusterroles"), manager: manager)
    }
    for (name, role, groups) in BootstrapRoles.bindings {
      controllerCreate(
        [
          "metadata": [
            "name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"],
            "annotations": ["rbac.authorization.kubernetes.io/autoupdate": "true"],
          ],
          "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
          "subjects": .array(
            groups.map { ["kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": .string($0)] }),
        ], type("rbac.authorization.k8s.io", "clusterrolebindings"), manager: manager)
    }
  }
}

enum BootstrapRoles {
  /// In the order in which their rules are reported.
  static let bindings: [(name: String, role: String, groups: [String])] = [
    ("cluster-admin", "cluster-admin", ["system:masters"]),
    ("system:basic-user", "system:basic-user", ["system:authenticated"]),
    ("system:discovery", "system:discovery", ["system:authenticated"]),
    ("system:public-info-viewer", "system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
    ("system:service-account-issuer-discovery", "system:service-account-issuer-discovery", ["system:serviceaccounts"]),
  ]

  private static func rule(_ verbs: [JSON], _ groups: [JSON], _ resources: String) -> JSON {
    [
      "verbs": .array(verbs), "apiGroups": .array(groups),
      "resources": .array(resources.split(separator: " ").map { .string(String($0)) }),
    ]
  }

  private static func paths(_ paths: String) -> JSON {
    ["verbs": ["get"], "nonResourceURLs": .array(paths.split(separator: " ").map { .string(String($0)) })]
  }

  private static let read: [JSON] = ["get", "list", "watch"]
  private static let write: [JSON] = ["create", "delete", "deletecollection", "patch", "update"]

  private static let apps =
    "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale"
  private static let core =
    "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy"

  static let roles: [(name: String, rules: [JSON])] = [
    (
      "cluster-admin",
      [rule(["*"], ["*"], "*"), ["verbs": ["*"], "nonResourceURLs": ["*"]]]
    ),
    (
      "system:basic-user",
      [
        rule(["create"], ["authorization.k8s.io"], "selfsubjectaccessreviews selfsubjectrulesreviews"),
        rule(["create"], ["authentication.k8s.io"], "selfsubjectreviews"),
      ]
    ),
    (
      "system:discovery",
      [paths("/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/")]
    ),
    ("system:public-info-viewer", [paths("/healthz /livez /readyz /version /version/")]),
    (
      "system:service-account-issuer-discovery",
      [
        paths("/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/"),
        paths("/.well-known /.well-known/*"),
      ]
    ),
    ("view", view),
    ("edit", edit),
    (
      "admin",
      edit + [
        rule(["create"], ["authorization.k8s.io"], "localsubjectaccessreviews"),
        rule(read + write, ["rbac.authorization.k8s.io"], "rolebindings roles"),
      ]
    ),
  ]

  private static let view: [JSON] = [
    rule(
      read, [""],
      "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers "
        + "replicationcontrollers/scale serviceaccounts services services/status"),
    rule(
      read, [""],
      "bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas "
        + "resourcequotas/status"),
    rule(read, [""], "namespaces"),
    rule(read, ["", "events.k8s.io"], "events"),
    rule(read, ["discovery.k8s.io"], "endpointslices"),
    rule(
      read, ["apps"],
      "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets "
        + "replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status"),
    rule(read, ["autoscaling"], "horizontalpodautoscalers horizontalpodautoscalers/status"),
    rule(read, ["batch"], "cronjobs cronjobs/status jobs jobs/status"),
    rule(
      read, ["extensions"],
      "daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies "
        + "replicasets replicasets/scale replicasets/status replicationcontrollers/scale"),
    rule(read, ["policy"], "poddisruptionbudgets poddisruptionbudgets/status"),
    rule(read, ["networking.k8s.io"], "ingresses ingresses/status networkpolicies"),
    rule(read, ["resource.k8s.io"], "resourceclaims resourceclaims/status resourceclaimtemplates"),
  ]

  private static let edit: [JSON] =
    [
      rule(read, [""], "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
      rule(["impersonate"], [""], "serviceaccounts"),
      rule(write, [""], "pods pods/attach pods/exec pods/portforward pods/proxy"),
      rule(["create"], [""], "pods/eviction"), rule(write, [""], core),
      rule(["create"], [""], "serviceaccounts/token"), rule(write, ["apps"], apps),
      rule(write, ["autoscaling"], "horizontalpodautoscalers"), rule(write, ["batch"], "cronjobs jobs"),
      rule(write, ["policy"], "poddisruptionbudgets"), rule(write, ["networking.k8s.io"], "ingresses networkpolicies"),
      rule(read + write, ["coordination.k8s.io"], "leases"),
    ] + view
}
