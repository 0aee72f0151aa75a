extension Schema {
  /// Pods and what they are made of (core/v1).
  static let pods = #"""
    LocalObjectReference! name=1:string
    ObjectFieldSelector! apiVersion=1:string fieldPath=2:string
    ResourceFieldSelector! containerName=1:string resource=2:string divisor=3:Quantity
    TypedLocalObjectReference! apiGroup=1:string kind=2:string name=3:string
    TypedObjectReference! apiGroup=1:string kind=2:string name=3:string namespace=4:string
    ContainerPort name=1:string hostPort=2:int32 containerPort=3:int32 protocol=4:string hostIP=5:string
    ConfigMapEnvSource +localObjectReference=1:LocalObjectReference optional=2:bool
    SecretEnvSource +localObjectReference=1:LocalObjectReference optional=2:bool
    EnvFromSource prefix=1:string configMapRef=2:ConfigMapEnvSource secretRef=3:SecretEnvSource
    ConfigMapKeySelector! +localObjectReference=1:LocalObjectReference key=2:string optional=3:bool
    SecretKeySelector! +localObjectReference=1:LocalObjectReference key=2:string optional=3:bool
    EnvVarSource fieldRef=1:ObjectFieldSelector resourceFieldRef=2:ResourceFieldSelector
        configMapKeyRef=3:ConfigMapKeySelector secretKeyRef=4:SecretKeySelector
    EnvVar name=1:string value=2:string valueFrom=3:EnvVarSource
    ResourceClaim name=1:string request=2:string
    ResourceRequirements limits=1:{}Quantity requests=2:{}Quantity claims=3:[]ResourceClaim(name)
    ContainerResizePolicy resourceName=1:string restartPolicy=2:string
    ExecAction command=1:[]string
    HTTPHeader name=1:string value=2:string
    HTTPGetAction path=1:string port=2:IntOrString host=3:string scheme=4:string httpHeaders=5:[]HTTPHeader
    TCPSocketAction port=1:IntOrString host=2:string
    GRPCAction port=1:int32 service=2:string
    ProbeHandler exec=1:ExecAction httpGet=2:HTTPGetAction tcpSocket=3:TCPSocketAction grpc=4:GRPCAction
    Probe +handler=1:ProbeHandler initialDelaySeconds=2:int32 timeoutSeconds=3:int32 periodSeconds=4:int32
        successThreshold=5:int32 failureThreshold=6:int32 terminationGracePeriodSeconds=7:int64
    SleepAction seconds=1:int64
    LifecycleHandler exec=1:ExecAction httpGet=2:HTTPGetAction tcpSocket=3:TCPSocketAction sleep=4:SleepAction
    Lifecycle postStart=1:LifecycleHandler preStop=2:LifecycleHandler
    Capabilities add=1:[]string drop=2:[]string
    SELinuxOptions user=1:string role=2:string type=3:string level=4:string
    WindowsSecurityContextOptions gmsaCredentialSpecName=1:string gmsaCredentialSpec=2:string runAsUserName=3:string
        hostProcess=4:bool
    SeccompProfile type=1:string localhostProfile=2:string
    AppArmorProfile type=1:string localhostProfile=2:string
    SecurityContext capabilities=1:Capabilities privileged=2:bool seLinuxOptions=3:SELinuxOptions
        windowsOptions=10:WindowsSecurityContextOptions runAsUser=4:int64 runAsGroup=8:int64 runAsNonRoot=5:bool
        readOnlyRootFilesystem=6:bool allowPrivilegeEscalation=7:bool procMount=9:string
        seccompProfile=11:SeccompProfile appArmorProfile=12:AppArmorProfile
    Container name=1:string image=2:string command=3:[]string args=4:[]string workingDir=5:string
        ports=6:[]ContainerPort(containerPort,protocol) envFrom=19:[]EnvFromSource env=7:[]EnvVar(name)
        resources=8:ResourceRequirements resizePolicy=23:[]ContainerResizePolicy restartPolicy=24:string
        volumeMounts=9:[]VolumeMount(mountPath) volumeDevices=21:[]VolumeDevice(devicePath) livenessProbe=10:Probe
        readinessProbe=11:Probe startupProbe=22:Probe lifecycle=12:Lifecycle terminationMessagePath=13:string
        terminationMessagePolicy=20:string imagePullPolicy=14:string securityContext=15:SecurityContext
        stdin=16:bool stdinOnce=17:bool tty=18:bool
    EphemeralContainerCommon name=1:string image=2:string command=3:[]string args=4:[]string workingDir=5:string
        ports=6:[]ContainerPort(containerPort,protocol) envFrom=19:[]EnvFromSource env=7:[]EnvVar(name)
        resources=8:ResourceRequirements resizePolicy=23:[]ContainerResizePolicy restartPolicy=24:string
        volumeMounts=9:[]VolumeMount(mountPath) volumeDevices=21:[]VolumeDevice(devicePath) livenessProbe=10:Probe
        readinessProbe=11:Probe startupProbe=22:Probe lifecycle=12:Lifecycle terminationMessagePath=13:string
        terminationMessagePolicy=20:string imagePullPolicy=14:string securityContext=15:SecurityContext
        stdin=16:bool stdinOnce=17:bool tty=18:bool
    EphemeralContainer +ephemeralContainerCommon=1:EphemeralContainerCommon targetContainerName=2:string
    Sysctl name=1:string value=2:string
    PodSecurityContext seLinuxOptions=1:SELinuxOptions windowsOptions=8:WindowsSecurityContextOptions
        runAsUser=2:int64 runAsGroup=6:int64 runAsNonRoot=3:bool supplementalGroups=4:[]int64
        supplementalGroupsPolicy=12:string fsGroup=5:int64 sysctls=7:[]Sysctl fsGroupChangePolicy=9:string
        seccompProfile=10:SeccompProfile appArmorProfile=11:AppArmorProfile seLinuxChangePolicy=13:string
    PreferredSchedulingTerm weight=1:int32 preference=2:NodeSelectorTerm
    PodAffinityTerm labelSelector=1:LabelSelector namespaces=2:[]string topologyKey=3:string
        namespaceSelector=4:LabelSelector matchLabelKeys=5:[]string mismatchLabelKeys=6:[]string
    WeightedPodAffinityTerm weight=1:int32 podAffinityTerm=2:PodAffinityTerm
    PodAffinity requiredDuringSchedulingIgnoredDuringExecution=1:[]PodAffinityTerm
        preferredDuringSchedulingIgnoredDuringExecution=2:[]WeightedPodAffinityTerm
    PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution=1:[]PodAffinityTerm
        preferredDuringSchedulingIgnoredDuringExecution=2:[]WeightedPodAffinityTerm
    Affinity nodeAffinity=1:NodeAffinity podAffinity=2:PodAffinity podAntiAffinity=3:PodAntiAffinity
    Toleration key=1:string operator=2:string value=3:string effect=4:string tolerationSeconds=5:int64
    HostAlias ip=1:string hostnames=2:[]string
    PodDNSConfigOption name=1:string value=2:string
    PodDNSConfig nameservers=1:[]string searches=2:[]string options=3:[]PodDNSConfigOption
    PodReadinessGate conditionType=1:string
    TopologySpreadConstraint maxSkew=1:int32 topologyKey=2:string whenUnsatisfiable=3:string
        labelSelector=4:LabelSelector minDomains=5:int32 nodeAffinityPolicy=6:string nodeTaintsPolicy=7:string
        matchLabelKeys=8:[]string
    PodOS name=1:string
    PodSchedulingGate name=1:string
    PodResourceClaim name=1:string resourceClaimName=3:string resourceClaimTemplateName=4:string
    PodSpec volumes=1:[]Volume(name) initContainers=20:[]Container(name) containers=2:[]Container(name)
        ephemeralContainers=34:[]EphemeralContainer(name) restartPolicy=3:string
        terminationGracePeriodSeconds=4:int64 activeDeadlineSeconds=5:int64 dnsPolicy=6:string
        nodeSelector=7:{}string! serviceAccountName=8:string serviceAccount=9:string
        automountServiceAccountToken=21:bool nodeName=10:string hostNetwork=11:bool hostPID=12:bool hostIPC=13:bool
        shareProcessNamespace=27:bool securityContext=14:PodSecurityContext
        imagePullSecrets=15:[]LocalObjectReference(name) hostname=16:string subdomain=17:string affinity=18:Affinity
        schedulerName=19:string tolerations=22:[]Toleration hostAliases=23:[]HostAlias(ip)
        priorityClassName=24:string priority=25:int32 dnsConfig=26:PodDNSConfig readinessGates=28:[]PodReadinessGate
        runtimeClassName=29:string enableServiceLinks=30:bool preemptionPolicy=31:string overhead=32:{}Quantity
        topologySpreadConstraints=33:[]TopologySpreadConstraint(topologyKey,whenUnsatisfiable)
        setHostnameAsFQDN=35:bool os=36:PodOS hostUsers=37:bool schedulingGates=38:[]PodSchedulingGate(name)
        resourceClaims=39:[]PodResourceClaim(name) resources=40:ResourceRequirements
    PodCondition type=1:string status=2:string lastProbeTime=3:Time lastTransitionTime=4:Time reason=5:string
        message=6:string observedGeneration=7:int64
    HostIP ip=1:string
    PodIP ip=1:string
    ContainerStateWaiting reason=1:string message=2:string
    ContainerStateRunning startedAt=1:Time
    ContainerStateTerminated exitCode=1:int32 signal=2:int32 reason=3:string message=4:string startedAt=5:Time
        finishedAt=6:Time containerID=7:string
    ContainerState waiting=1:ContainerStateWaiting running=2:ContainerStateRunning
        terminated=3:ContainerStateTerminated
    LinuxContainerUser uid=1:int64 gid=2:int64 supplementalGroups=3:[]int64
    ContainerUser linux=1:LinuxContainerUser
    ResourceHealth resourceID=1:string health=2:string
    ResourceStatus name=1:string resources=2:[]ResourceHealth
    ContainerStatus name=1:string state=2:ContainerState lastState=3:ContainerState ready=4:bool
        restartCount=5:int32 image=6:string imageID=7:string containerID=8:string started=9:bool
        allocatedResources=10:{}Quantity resources=11:ResourceRequirements
        volumeMounts=12:[]VolumeMountStatus(mountPath) user=13:ContainerUser
        allocatedResourcesStatus=14:[]ResourceStatus
    PodResourceClaimStatus name=1:string resourceClaimName=2:string
    PodStatus phase=1:string conditions=2:[]PodCondition(type) message=3:string reason=4:string
        nominatedNodeName=11:string hostIP=5:string hostIPs=16:[]HostIP podIP=6:string podIPs=12:[]PodIP(ip)
        startTime=7:Time initContainerStatuses=10:[]ContainerStatus containerStatuses=8:[]ContainerStatus
        qosClass=9:string ephemeralContainerStatuses=13:[]ContainerStatus resize=14:string
        resourceClaimStatuses=15:[]PodResourceClaimStatus observedGeneration=17:int64
        allocatedResources=19:{}Quantity resources=20:ResourceRequirements
    Pod metadata=1:ObjectMeta spec=2:PodSpec status=3:PodStatus
    ObjectReference! kind=1:string namespace=2:string name=3:string uid=4:string apiVersion=5:string
        resourceVersion=6:string fieldPath=7:string
    PodTemplateSpec metadata=1:ObjectMeta spec=2:PodSpec
    """#
}
