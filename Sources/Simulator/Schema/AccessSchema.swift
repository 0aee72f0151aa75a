extension Schema {
  /// Access control, reviews and leases.
  static let access = #"""
    PolicyRule verbs=1:[]string apiGroups=2:[]string resources=3:[]string resourceNames=4:[]string
        nonResourceURLs=5:[]string
    Role metadata=1:ObjectMeta rules=2:[]PolicyRule
    Subject! kind=1:string apiGroup=2:string name=3:string namespace=4:string
    RoleRef! apiGroup=1:string kind=2:string name=3:string
    RoleBinding metadata=1:ObjectMeta subjects=2:[]Subject roleRef=3:RoleRef
    AggregationRule clusterRoleSelectors=1:[]LabelSelector
    ClusterRole metadata=1:ObjectMeta rules=2:[]PolicyRule aggregationRule=3:AggregationRule
    ClusterRoleBinding metadata=1:ObjectMeta subjects=2:[]Subject roleRef=3:RoleRef
    LeaseSpec holderIdentity=1:string leaseDurationSeconds=2:int32 acquireTime=3:MicroTime renewTime=4:MicroTime
        leaseTransitions=5:int32 strategy=6:string preferredHolder=7:string
    Lease metadata=1:ObjectMeta spec=2:LeaseSpec
    FieldSelectorAttributes rawSelector=1:string requirements=2:[]FieldSelectorRequirement
    LabelSelectorAttributes rawSelector=1:string requirements=2:[]LabelSelectorRequirement
    ResourceAttributes namespace=1:string verb=2:string group=3:string version=4:string resource=5:string
        subresource=6:string name=7:string fieldSelector=8:FieldSelectorAttributes
        labelSelector=9:LabelSelectorAttributes
    NonResourceAttributes path=1:string verb=2:string
    SelfSubjectAccessReviewSpec resourceAttributes=1:ResourceAttributes
        nonResourceAttributes=2:NonResourceAttributes
    SubjectAccessReviewStatus allowed=1:bool denied=4:bool reason=2:string evaluationError=3:string
    SelfSubjectAccessReview metadata=1:ObjectMeta spec=2:SelfSubjectAccessReviewSpec
        status=3:SubjectAccessReviewStatus
    SelfSubjectRulesReviewSpec namespace=1:string
    ResourceRule verbs=1:[]string apiGroups=2:[]string resources=3:[]string resourceNames=4:[]string
    NonResourceRule verbs=1:[]string nonResourceURLs=2:[]string
    SubjectRulesReviewStatus resourceRules=1:[]ResourceRule nonResourceRules=2:[]NonResourceRule incomplete=3:bool
        evaluationError=4:string
    SelfSubjectRulesReview metadata=1:ObjectMeta spec=2:SelfSubjectRulesReviewSpec status=3:SubjectRulesReviewStatus
    SubjectAccessReviewSpec resourceAttributes=1:ResourceAttributes nonResourceAttributes=2:NonResourceAttributes
        user=3:string groups=4:[]string extra=5:{}[]string uid=6:string
    SubjectAccessReview metadata=1:ObjectMeta spec=2:SubjectAccessReviewSpec status=3:SubjectAccessReviewStatus
    LocalSubjectAccessReview metadata=1:ObjectMeta spec=2:SubjectAccessReviewSpec status=3:SubjectAccessReviewStatus
    UserInfo username=1:string uid=2:string groups=3:[]string extra=4:{}[]string
    SelfSubjectReviewStatus userInfo=1:UserInfo
    SelfSubjectReview metadata=1:ObjectMeta status=2:SelfSubjectReviewStatus
    BoundObjectReference kind=1:string apiVersion=2:string name=3:string uID=4:string
    TokenRequestSpec audiences=1:[]string expirationSeconds=4:int64 boundObjectRef=3:BoundObjectReference
    TokenRequestStatus token=1:string expirationTimestamp=2:Time
    TokenRequest metadata=1:ObjectMeta spec=2:TokenRequestSpec status=3:TokenRequestStatus
    TokenReviewSpec token=1:string audiences=2:[]string
    TokenReviewStatus authenticated=1:bool user=2:UserInfo audiences=4:[]string error=3:string
    TokenReview metadata=1:ObjectMeta spec=2:TokenReviewSpec status=3:TokenReviewStatus
    """#
}
