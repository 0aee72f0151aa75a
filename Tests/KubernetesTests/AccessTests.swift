import HTTP
import JSON
import Testing

@testable import Kubernetes

@Suite("What may be done")
struct AccessTests {
  private func client(_ access: AccessPolicy, _ transport: ScriptedTransport) -> KubernetesClient {
    KubernetesClient(transport: transport, cluster: "prod", access: access)
  }

  @Test(
    "nothing but reads and reviews leaves a read-only cluster's client",
    arguments: [
      (APIRequest(.get, .pods, name: "a", in: "n"), true), (.list(.pods, .init()), true),
      (APIRequest(.get, .pods, name: "a", in: "n", subresource: "log"), true), (APIRequest(path: "/version"), true),
      (APIRequest(.create, .selfSubjectAccessReviews), true), (APIRequest(.create, .selfSubjectRulesReviews), true),
      (APIRequest(.create, .selfSubjectReviews), true), (APIRequest(.create, .pods, in: "n"), false),
      (.create(.deployments, in: "n", [:], .init(isDryRun: true)), false),
      (.patch(.deployments, "a", in: "n", .merge([:]), .init()), false),
      (.apply(.deployments, "a", in: "n", [:], force: true, .init()), false),
      (.delete(.pods, "a", in: "n", propagation: .background), false),
      (.replace(.deployments, "a", in: "n", subresource: "scale", [:], .init()), false),
      (.remote(RemoteCommand(["sh"]), pod: "a", in: "n", container: nil), false),
      (.remote(RemoteCommand(), pod: "a", in: "n", container: nil), false),
      (.portForward(pod: "a", in: "n", port: 80), false),
      (APIRequest(.get, .pods, name: "a", in: "n", subresource: "proxy"), false),
      (APIRequest(.get, .pods, name: "a", in: "n", subresource: "exec"), false),
      (APIRequest(.create, .pods, name: "a", in: "n", subresource: "eviction"), false),
      (APIRequest(rawPath: "/api/v1/namespaces/n/pods/proxies?watch=1"), true),
      (APIRequest(rawPath: "/api/v1/namespaces/n/services/a:80/proxy/admin/delete?id=1"), false),
      (APIRequest(rawPath: "/api/v1/nodes/a/%70roxy/exec/n/a/c?command=id"), false),
      (APIRequest(rawPath: "/api/v1/namespaces/n/pods/a%2Fexec?command=id"), false),
      (APIRequest(rawPath: "//api/v1/namespaces/n/pods/a//attach"), false),
    ])
  func readOnly(request: APIRequest, isSent: Bool) async {
    let transport = ScriptedTransport([.response(status: 200, body: Array("{}".utf8))])
    if isSent {
      _ = try? await client(.readOnly, transport).send(request)
    } else {
      let error = KubernetesError.readOnly(
        cluster: "prod", verb: request.verb.rawValue, resource: request.resource?.qualifiedName ?? request.http.path)
      await #expect(throws: error) { try await client(.readOnly, transport).send(request) }
      await #expect(throws: error) {
        try await client(.readOnly, transport).openWebSocket(request, subprotocols: [])
      }
    }
    #expect(transport.requests.count == (isSent ? 1 : 0))
  }

  @Test(
    "a change leaves a protected cluster's client only once the cluster's name was typed",
    arguments: [
      .delete(.deployments, "web", in: "n", propagation: .background),
      .apply(.deployments, "web", in: "n", [:], force: true, .init()),
      .patch(.deployments, "web", in: "n", subresource: "scale", .merge([:]), .init()),
      .create(.jobs, in: "n", [:], .init()), APIRequest(.create, .pods, name: "a", in: "n", subresource: "eviction"),
      .remote(RemoteCommand(["sh"]), pod: "a", in: "n", container: nil), .portForward(pod: "a", in: "n", port: 80),
      APIRequest(rawPath: "/api/v1/namespaces/n/services/a/proxy/admin"),
    ], [(nil, false), ("web", false), ("prod", true)] as [(String?, Bool)])
  func protected(request: APIRequest, confirmation: (name: String?, isSent: Bool)) async {
    let transport = ScriptedTransport([.response(status: 200, body: Array("{}".utf8))])
    let client = client(.protected, transport).confirmed(by: confirmation.name)
    if confirmation.isSent {
      await #expect(throws: Never.self) { try await client.send(request) }
    } else {
      let error = KubernetesError.confirmationRequired(cluster: "prod")
      await #expect(throws: error) { try await client.send(request) }
      await #expect(throws: error) { try await client.openWebSocket(request, subprotocols: []) }
      #expect(throws: error) { try client.checkConfirmation() }
    }
    #expect(transport.requests.count == (confirmation.isSent ? 1 : 0))
  }

  @Test(
    "a protected cluster is looked at without typing anything",
    arguments: [
      .list(.pods, .init()), APIRequest(path: "/version"), APIRequest(.create, .selfSubjectRulesReviews),
      .apply(.deployments, "web", in: "n", [:], force: true, .init(isDryRun: true)),
    ] as [APIRequest])
  func protectedReads(request: APIRequest) async throws {
    let transport = ScriptedTransport([.response(status: 200, body: Array("{}".utf8))])
    _ = try await client(.protected, transport).send(request)
    #expect(transport.requests.count == 1)
  }

  @Test("the recorded rules answer as the recorded reviews do")
  func recordedRules() async throws {
    let exchanges = Recordings.all.filter { $0.path.hasSuffix("reviews") }
    let rulesReview = try #require(exchanges.first { $0.path.contains("rules") })
    let rules = try await client(.readOnly, ScriptedTransport(rulesReview)).rules(in: "rec")
    for exchange in exchanges where exchange.path.contains("subjectaccess") {
      let attributes = exchange.request["body"]?["spec"]?["resourceAttributes"] ?? .null
      let resource = Resource(
        group: attributes["group"]?.string ?? "", plural: attributes["resource"]?.string ?? "", kind: "")
      let question = AccessQuestion(
        attributes["verb"]?.string ?? "", resource, subresource: attributes["subresource"]?.string ?? "", in: "rec")
      let answer = try await client(.readOnly, ScriptedTransport(exchange)).review(question)
      #expect(rules.allows(question) == answer.isAllowed)
    }
    #expect(rules.allows(AccessQuestion("get", .pods, subresource: "log", in: "rec")) == true)
    #expect(rules.allows(AccessQuestion("delete", .pods, in: "rec")) == false)
  }

  @Test(
    "incomplete rules leave the question open, and names and stars count",
    arguments: [
      (AccessRules.Rule(verbs: ["*"], groups: ["*"], resources: ["*"], names: []), true),
      (.init(verbs: ["get"], groups: [""], resources: ["*/log"], names: []), true),
      (.init(verbs: ["get"], groups: [""], resources: ["pods/log"], names: ["b"]), nil),
      (.init(verbs: ["get"], groups: [""], resources: ["pods/log"], names: ["a"]), true),
      (.init(verbs: ["get"], groups: ["apps"], resources: ["pods/log"], names: []), nil),
      (.init(verbs: ["get"], groups: [""], resources: ["pods"], names: []), nil),
    ] as [(AccessRules.Rule, Bool?)])
  func rules(rule: AccessRules.Rule, expected: Bool?) {
    let rules = AccessRules(namespace: "n", rules: [rule], isIncomplete: true)
    #expect(rules.allows(AccessQuestion("get", .pods, subresource: "log", in: "n", name: "a")) == expected)
  }

  @Test("each question is asked once in five minutes")
  func cache() async throws {
    let rules: JSON = ["status": ["resourceRules": [], "incomplete": true]]
    let yes: JSON = ["status": ["allowed": true, "reason": "RBAC"]]
    let answers = [rules, yes, rules, yes].map { ScriptedTransport.Answer.response(status: 201, body: $0.encoded()) }
    let transport = ScriptedTransport(answers)
    let client = KubernetesClient(transport: transport, cluster: "c", timing: Timing())
    let cache = AccessCache(client, lifetime: .seconds(20))
    let question = AccessQuestion("delete", .pods, in: "n")
    #expect(try await cache.mayI(question) == AccessAnswer(isAllowed: true, reason: "RBAC"))
    _ = try await cache.mayI(question)
    #expect(transport.requests.count == 2)
    // Two seconds pass with each look at the clock.
    for _ in 0..<4 { _ = try await cache.mayI(question) }
    #expect(transport.requests.count == 4)
  }

  @Test("no metrics are no error, and usages add up", arguments: [404, 503])
  func metrics(status: Int) async throws {
    let refusal: JSON = ["kind": "Status", "status": "Failure", "code": .int(status), "message": "away"]
    let absent = ScriptedTransport([.response(status: status, body: refusal.encoded())])
    #expect(try await client(.full, absent).podUsage() == nil)
    let list: JSON = [
      "items": [
        [
          "metadata": ["name": "a", "namespace": "n"],
          "containers": [
            ["usage": ["cpu": "1500000n", "memory": "2Mi"]], ["usage": ["cpu": "3m", "memory": "1000"]],
          ],
        ]
      ]
    ]
    let present = ScriptedTransport([.response(status: 200, body: list.encoded())])
    let usage = try await client(.full, present).podUsage(in: "n")
    #expect(
      usage == [
        ObjectIdentity(namespace: "n", name: "a"): Usage(cpuMillicores: 4, memoryBytes: 2_098_152)
      ])
  }

  @Test(
    "a usage that cannot be is told as none or as much, whatever an adapter serves",
    arguments: ["9223372036854775807", "10Ei", "1e300", "-9223372036854775808m", "nan", "inf", "", "x"])
  func absurdMetrics(quantity: String) async throws {
    let container: JSON = ["usage": ["cpu": .string(quantity), "memory": .string(quantity)]]
    let item: JSON = ["metadata": ["name": "a", "namespace": "n"], "containers": [container, container]]
    let list: JSON = ["items": [item]]
    let transport = ScriptedTransport([.response(status: 200, body: list.encoded())])
    let usage = try #require(try await client(.full, transport).podUsage(in: "n")?.values.first)
    #expect((0...2_000_000_000_000_000).contains(usage.cpuMillicores))
    #expect((0...2_000_000_000_000_000).contains(usage.memoryBytes))
  }
}
