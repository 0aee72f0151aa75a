extension Schema {
  /// The other kinds of core/v1.
  static let core = #"""
    NodeSelectorRequirement key=1:string operator=2:string values=3:[]string
    NodeSelectorTerm! matchExpressions=1:[]NodeSelectorRequirement matchFields=2:[]NodeSelectorRequirement
    NodeSelector! nodeSelectorTerms=1:[]NodeSelectorTerm
    NodeAffinity requiredDuringSchedulingIgnoredDuringExecution=1:NodeSelector
        preferredDuringSchedulingIgnoredDuringExecution=2:[]PreferredSchedulingTerm
    EventSource component=1:string host=2:string
    EventSeries count=1:int32 lastObservedTime=2:MicroTime
    Event metadata=1:ObjectMeta involvedObject=2:ObjectReference reason=3:string message=4:string
        source=5:EventSource firstTimestamp=6:Time lastTimestamp=7:Time count=8:int32 type=9:string
        eventTime=10:MicroTime series=11:EventSeries action=12:string related=13:ObjectReference
        reportingComponent=14:string reportingInstance=15:string
    ServicePort name=1:string protocol=2:string appProtocol=6:string port=3:int32 targetPort=4:IntOrString
        nodePort=5:int32
    ClientIPConfig timeoutSeconds=1:int32
    SessionAffinityConfig clientIP=1:ClientIPConfig
    ServiceSpec ports=1:[]ServicePort(port,protocol) selector=2:{}string! clusterIP=3:string clusterIPs=18:[]string
        type=4:string externalIPs=5:[]string sessionAffinity=7:string loadBalancerIP=8:string
        loadBalancerSourceRanges=9:[]string externalName=10:string externalTrafficPolicy=11:string
        healthCheckNodePort=12:int32 publishNotReadyAddresses=13:bool sessionAffinityConfig=14:SessionAffinityConfig
        ipFamilies=19:[]string ipFamilyPolicy=17:string allocateLoadBalancerNodePorts=20:bool
        loadBalancerClass=21:string internalTrafficPolicy=22:string trafficDistribution=23:string
    PortStatus port=1:int32 protocol=2:string error=3:string
    LoadBalancerIngress ip=1:string hostname=2:string ipMode=3:string ports=4:[]PortStatus
    LoadBalancerStatus ingress=1:[]LoadBalancerIngress
    ServiceStatus loadBalancer=1:LoadBalancerStatus conditions=2:[]Condition(type)
    Service metadata=1:ObjectMeta spec=2:ServiceSpec status=3:ServiceStatus
    EndpointAddress ip=1:string hostname=3:string nodeName=4:string targetRef=2:ObjectReference
    EndpointPort name=1:string port=2:int32 protocol=3:string appProtocol=4:string
    EndpointSubset addresses=1:[]EndpointAddress notReadyAddresses=2:[]EndpointAddress ports=3:[]EndpointPort
    Endpoints metadata=1:ObjectMeta subsets=2:[]EndpointSubset
    NamespaceSpec finalizers=1:[]string
    NamespaceCondition type=1:string status=2:string lastTransitionTime=4:Time reason=5:string message=6:string
    NamespaceStatus phase=1:string conditions=2:[]NamespaceCondition(type)
    Namespace metadata=1:ObjectMeta spec=2:NamespaceSpec status=3:NamespaceStatus
    Taint key=1:string value=2:string effect=3:string timeAdded=4:Time
    ConfigMapNodeConfigSource namespace=1:string name=2:string uid=3:string resourceVersion=4:string
        kubeletConfigKey=5:string
    NodeConfigSource configMap=2:ConfigMapNodeConfigSource
    NodeSpec podCIDR=1:string podCIDRs=7:[]string providerID=3:string unschedulable=4:bool taints=5:[]Taint
        configSource=6:NodeConfigSource externalID=2:string
    NodeCondition type=1:string status=2:string lastHeartbeatTime=3:Time lastTransitionTime=4:Time reason=5:string
        message=6:string
    NodeAddress type=1:string address=2:string
    DaemonEndpoint Port=1:int32
    NodeDaemonEndpoints kubeletEndpoint=1:DaemonEndpoint
    NodeSystemInfo machineID=1:string systemUUID=2:string bootID=3:string kernelVersion=4:string osImage=5:string
        containerRuntimeVersion=6:string kubeletVersion=7:string kubeProxyVersion=8:string operatingSystem=9:string
        architecture=10:string
    ContainerImage names=1:[]string sizeBytes=2:int64
    NodeConfigStatus assigned=1:NodeConfigSource active=2:NodeConfigSource lastKnownGood=3:NodeConfigSource
        error=4:string
    NodeRuntimeHandlerFeatures recursiveReadOnlyMounts=1:bool userNamespaces=2:bool
    NodeRuntimeHandler name=1:string features=2:NodeRuntimeHandlerFeatures
    NodeFeatures supplementalGroupsPolicy=1:bool
    NodeStatus capacity=1:{}Quantity allocatable=2:{}Quantity phase=3:string conditions=4:[]NodeCondition(type)
        addresses=5:[]NodeAddress(type) daemonEndpoints=6:NodeDaemonEndpoints nodeInfo=7:NodeSystemInfo
        images=8:[]ContainerImage volumesInUse=9:[]string volumesAttached=10:[]AttachedVolume
        config=11:NodeConfigStatus runtimeHandlers=12:[]NodeRuntimeHandler features=13:NodeFeatures
    Node metadata=1:ObjectMeta spec=2:NodeSpec status=3:NodeStatus
    Secret metadata=1:ObjectMeta immutable=5:bool data=2:{}bytes stringData=4:{}string type=3:string
    ConfigMap metadata=1:ObjectMeta immutable=4:bool data=2:{}string binaryData=3:{}bytes
    ServiceAccount metadata=1:ObjectMeta secrets=2:[]ObjectReference(name)
        imagePullSecrets=3:[]LocalObjectReference(name) automountServiceAccountToken=4:bool
    Binding metadata=1:ObjectMeta target=2:ObjectReference
    ScopedResourceSelectorRequirement scopeName=1:string operator=2:string values=3:[]string
    ScopeSelector! matchExpressions=1:[]ScopedResourceSelectorRequirement
    ResourceQuotaSpec hard=1:{}Quantity scopes=2:[]string scopeSelector=3:ScopeSelector
    ResourceQuotaStatus hard=1:{}Quantity used=2:{}Quantity
    ResourceQuota metadata=1:ObjectMeta spec=2:ResourceQuotaSpec status=3:ResourceQuotaStatus
    """#
}
