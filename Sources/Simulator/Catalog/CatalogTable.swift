extension Catalog {
  /// What is served, in the order of discovery: a group version a section, a resource a line.
  ///
  /// Columns: resource, singular, kind, scope (N namespaced, C cluster), verbs (first letters; X deletecollection, W watch),
  /// short names, categories, storage version hash, and the group version of the kind where it is another one.
  static let table = #"""
    v1
      bindings binding Binding N C - - -
      componentstatuses componentstatus ComponentStatus C GL cs - -
      configmaps configmap ConfigMap N CDXGLPUW cm - qFsyl6wFWjQ=
      endpoints endpoints Endpoints N CDXGLPUW ep - fWeeMqaN/OA=
      events event Event N CDXGLPUW ev - r2yiGXH7wu8=
      limitranges limitrange LimitRange N CDXGLPUW limits - EBKMFVe6cwo=
      namespaces namespace Namespace C CDGLPUW ns - Q3oi5N2YM8M=
      namespaces/finalize - Namespace C U - - -
      namespaces/status - Namespace C GPU - - -
      nodes node Node C CDXGLPUW no - XwShjMxG9Fs=
      nodes/proxy - NodeProxyOptions C CDGPU - - -
      nodes/status - Node C GPU - - -
      persistentvolumeclaims persistentvolumeclaim PersistentVolumeClaim N CDXGLPUW pvc - QWTyNDq0dC4=
      persistentvolumeclaims/status - PersistentVolumeClaim N GPU - - -
      persistentvolumes persistentvolume PersistentVolume C CDXGLPUW pv - HN/zwEC+JgM=
      persistentvolumes/status - PersistentVolume C GPU - - -
      pods pod Pod N CDXGLPUW po all xPOwRZ+Yhw8=
      pods/attach - PodAttachOptions N CG - - -
      pods/binding - Binding N C - - -
      pods/ephemeralcontainers - Pod N GPU - - -
      pods/eviction - Eviction N C - - - policy/v1
      pods/exec - PodExecOptions N CG - - -
      pods/log - Pod N G - - -
      pods/portforward - PodPortForwardOptions N CG - - -
      pods/proxy - PodProxyOptions N CDGPU - - -
      pods/resize - Pod N GPU - - -
      pods/status - Pod N GPU - - -
      podtemplates podtemplate PodTemplate N CDXGLPUW - - LIXB2x4IFpk=
      replicationcontrollers replicationcontroller ReplicationController N CDXGLPUW rc all Jond2If31h0=
      replicationcontrollers/scale - Scale N GPU - - - autoscaling/v1
      replicationcontrollers/status - ReplicationController N GPU - - -
      resourcequotas resourcequota ResourceQuota N CDXGLPUW quota - 8uhSgffRX6w=
      resourcequotas/status - ResourceQuota N GPU - - -
      secrets secret Secret N CDXGLPUW - - S6u1pOWzb84=
      serviceaccounts serviceaccount ServiceAccount N CDXGLPUW sa - pbx9ZvyFpBE=
      serviceaccounts/token - TokenRequest N C - - - authentication.k8s.io/v1
      services service Service N CDXGLPUW svc all 0/CO1lhkEBI=
      services/proxy - ServiceProxyOptions N CDGPU - - -
      services/status - Service N GPU - - -
    apiregistration.k8s.io/v1
      apiservices apiservice APIService C CDXGLPUW - api-extensions InPBPD7+PqM=
      apiservices/status - APIService C GPU - - -
    apps/v1
      controllerrevisions controllerrevision ControllerRevision N CDXGLPUW - - 85nkx63pcBU=
      daemonsets daemonset DaemonSet N CDXGLPUW ds all dd7pWHUlMKQ=
      daemonsets/status - DaemonSet N GPU - - -
      deployments deployment Deployment N CDXGLPUW deploy all 8aSe+NMegvE=
      deployments/scale - Scale N GPU - - - autoscaling/v1
      deployments/status - Deployment N GPU - - -
      replicasets replicaset ReplicaSet N CDXGLPUW rs all P1RzHs8/mWQ=
      replicasets/scale - Scale N GPU - - - autoscaling/v1
      replicasets/status - ReplicaSet N GPU - - -
      statefulsets statefulset StatefulSet N CDXGLPUW sts all H+vl74LkKdo=
      statefulsets/scale - Scale N GPU - - - autoscaling/v1
      statefulsets/status - StatefulSet N GPU - - -
    events.k8s.io/v1
      events event Event N CDXGLPUW ev - r2yiGXH7wu8=
    authentication.k8s.io/v1
      selfsubjectreviews selfsubjectreview SelfSubjectReview C C - - -
      tokenreviews tokenreview TokenReview C C - - -
    authorization.k8s.io/v1
      localsubjectaccessreviews localsubjectaccessreview LocalSubjectAccessReview N C - - -
      selfsubjectaccessreviews selfsubjectaccessreview SelfSubjectAccessReview C C - - -
      selfsubjectrulesreviews selfsubjectrulesreview SelfSubjectRulesReview C C - - -
      subjectaccessreviews subjectaccessreview SubjectAccessReview C C - - -
    autoscaling/v2
      horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N CDXGLPUW hpa all qwQve8ut294=
      horizontalpodautoscalers/status - HorizontalPodAutoscaler N GPU - - -
    autoscaling/v1
      horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N CDXGLPUW hpa all qwQve8ut294=
      horizontalpodautoscalers/status - HorizontalPodAutoscaler N GPU - - -
    batch/v1
      cronjobs cronjob CronJob N CDXGLPUW cj all sd5LIXh4Fjs=
      cronjobs/status - CronJob N GPU - - -
      jobs job Job N CDXGLPUW - all mudhfqk/qZY=
      jobs/status - Job N GPU - - -
    certificates.k8s.io/v1
      certificatesigningrequests certificatesigningrequest CertificateSigningRequest C CDXGLPUW csr - 95fRKMXA+00=
      certificatesigningrequests/approval - CertificateSigningRequest C GPU - - -
      certificatesigningrequests/status - CertificateSigningRequest C GPU - - -
    networking.k8s.io/v1
      ingressclasses ingressclass IngressClass C CDXGLPUW - - l/iqIbDgFyQ=
      ingresses ingress Ingress N CDXGLPUW ing - 39NQlfNR+bo=
      ingresses/status - Ingress N GPU - - -
      ipaddresses ipaddress IPAddress C CDXGLPUW ip - 3f/plJFChNE=
      networkpolicies networkpolicy NetworkPolicy N CDXGLPUW netpol - YpfwF18m1G8=
      servicecidrs servicecidr ServiceCIDR C CDXGLPUW - - gNLvruQhW2g=
      servicecidrs/status - ServiceCIDR C GPU - - -
    policy/v1
      poddisruptionbudgets poddisruptionbudget PodDisruptionBudget N CDXGLPUW pdb - EVWiDmWqyJw=
      poddisruptionbudgets/status - PodDisruptionBudget N GPU - - -
    rbac.authorization.k8s.io/v1
      clusterrolebindings clusterrolebinding ClusterRoleBinding C CDXGLPUW - - 48tpQ8gZHFc=
      clusterroles clusterrole ClusterRole C CDXGLPUW - - bYE5ZWDrJ44=
      rolebindings rolebinding RoleBinding N CDXGLPUW - - eGsCzGH6b1g=
      roles role Role N CDXGLPUW - - 7FuwZcIIItM=
    storage.k8s.io/v1
      csidrivers csidriver CSIDriver C CDXGLPUW - - hL6j/rwBV5w=
      csinodes csinode CSINode C CDXGLPUW - - Pe62DkZtjuo=
      csistoragecapacities csistoragecapacity CSIStorageCapacity N CDXGLPUW - - xeVl+2Ly1kE=
      storageclasses storageclass StorageClass C CDXGLPUW sc - K+m6uJwbjGY=
      volumeattachments volumeattachment VolumeAttachment C CDXGLPUW - - tJx/ezt6UDU=
      volumeattachments/status - VolumeAttachment C GPU - - -
    admissionregistration.k8s.io/v1
      mutatingwebhookconfigurations mutatingwebhookconfiguration MutatingWebhookConfiguration C CDXGLPUW - api-extensions yxW1cpLtfp8=
      validatingwebhookconfigurations validatingwebhookconfiguration ValidatingWebhookConfiguration C CDXGLPUW - api-extensions P9NhrezfnWE=
    apiextensions.k8s.io/v1
      customresourcedefinitions customresourcedefinition CustomResourceDefinition C CDXGLPUW crd,crds api-extensions jfWCUB31mvA=
      customresourcedefinitions/status - CustomResourceDefinition C GPU - - -
    scheduling.k8s.io/v1
      priorityclasses priorityclass PriorityClass C CDXGLPUW pc - 1QwjyaZjj3Y=
    coordination.k8s.io/v1
      leases lease Lease N CDXGLPUW - - gqkMMb/YqFM=
    node.k8s.io/v1
      runtimeclasses runtimeclass RuntimeClass C CDXGLPUW - - WQTu1GL3T2Q=
    discovery.k8s.io/v1
      endpointslices endpointslice EndpointSlice N CDXGLPUW - - Nx3SIv6I0mE=
    resource.k8s.io/v1
      deviceclasses deviceclass DeviceClass C CDXGLPUW - - -
      resourceclaims resourceclaim ResourceClaim N CDXGLPUW - - -
      resourceclaims/status - ResourceClaim N GPU - - -
      resourceclaimtemplates resourceclaimtemplate ResourceClaimTemplate N CDXGLPUW - - -
      resourceslices resourceslice ResourceSlice C CDXGLPUW - - -
    flowcontrol.apiserver.k8s.io/v1
      flowschemas flowschema FlowSchema C CDXGLPUW - - GJVAJZSZBIw=
      flowschemas/status - FlowSchema C GPU - - -
      prioritylevelconfigurations prioritylevelconfiguration PriorityLevelConfiguration C CDXGLPUW - - Kir5PVfvNeI=
      prioritylevelconfigurations/status - PriorityLevelConfiguration C GPU - - -
    """#
}
