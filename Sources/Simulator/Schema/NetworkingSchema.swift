extension Schema {
  /// networking.k8s.io/v1 and discovery.k8s.io/v1.
  static let networking = #"""
    ServiceBackendPort name=1:string number=2:int32
    IngressServiceBackend name=1:string port=2:ServiceBackendPort
    IngressBackend service=4:IngressServiceBackend resource=3:TypedLocalObjectReference
    IngressTLS hosts=1:[]string secretName=2:string
    HTTPIngressPath path=1:string pathType=3:string backend=2:IngressBackend
    HTTPIngressRuleValue paths=1:[]HTTPIngressPath
    IngressRuleValue http=1:HTTPIngressRuleValue
    IngressRule host=1:string +ingressRuleValue=2:IngressRuleValue
    IngressSpec ingressClassName=4:string defaultBackend=1:IngressBackend tls=2:[]IngressTLS rules=3:[]IngressRule
    IngressPortStatus port=1:int32 protocol=2:string error=3:string
    IngressLoadBalancerIngress ip=1:string hostname=2:string ports=4:[]IngressPortStatus
    IngressLoadBalancerStatus ingress=1:[]IngressLoadBalancerIngress
    IngressStatus loadBalancer=1:IngressLoadBalancerStatus
    Ingress metadata=1:ObjectMeta spec=2:IngressSpec status=3:IngressStatus
    IngressClassParametersReference aPIGroup=1:string kind=2:string name=3:string scope=4:string namespace=5:string
    IngressClassSpec controller=1:string parameters=2:IngressClassParametersReference
    IngressClass metadata=1:ObjectMeta spec=2:IngressClassSpec
    NetworkPolicyPort protocol=1:string port=2:IntOrString endPort=3:int32
    IPBlock cidr=1:string except=2:[]string
    NetworkPolicyPeer podSelector=1:LabelSelector namespaceSelector=2:LabelSelector ipBlock=3:IPBlock
    NetworkPolicyIngressRule ports=1:[]NetworkPolicyPort from=2:[]NetworkPolicyPeer
    NetworkPolicyEgressRule ports=1:[]NetworkPolicyPort to=2:[]NetworkPolicyPeer
    NetworkPolicySpec podSelector=1:LabelSelector ingress=2:[]NetworkPolicyIngressRule
        egress=3:[]NetworkPolicyEgressRule policyTypes=4:[]string
    NetworkPolicy metadata=1:ObjectMeta spec=2:NetworkPolicySpec
    EndpointConditions ready=1:bool serving=2:bool terminating=3:bool
    ForZone name=1:string
    EndpointHints forZones=1:[]ForZone
    Endpoint addresses=1:[]string conditions=2:EndpointConditions hostname=3:string targetRef=4:ObjectReference
        deprecatedTopology=5:{}string nodeName=6:string zone=7:string hints=8:EndpointHints
    EndpointSlicePort name=1:string protocol=2:string port=3:int32 appProtocol=4:string
    EndpointSlice metadata=1:ObjectMeta addressType=4:string endpoints=2:[]Endpoint ports=3:[]EndpointSlicePort
    """#
}
