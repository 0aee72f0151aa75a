import Foundation
import HTTP
import JSON
import Testing

@testable import Simulator

/// Whatever is sent, the server answers: numbers that overflow, paths that lead nowhere, bodies that are no objects.
@Suite struct HostileTests {
  @Test("absurd times and numbers are answered, not computed to death")
  func numbers() async throws {
    let test = TestCluster()
    let huge = "\(Int.max)"
    let pod: JSON = [
      "kind": "Pod", "metadata": ["name": "p"],
      "spec": [
        "terminationGracePeriodSeconds": .int(.max), "activeDeadlineSeconds": 1,
        "containers": [
          ["name": "c", "image": "x/slow:99999999999999999h"], ["name": "d", "image": "x/logs:\(huge)"],
        ],
      ],
    ]
    #expect(try await test.send(.post, TestCluster.pods, body: pod).status == 201)
    await test.cluster.advance(by: .seconds(10))
    for query in [
      [("sinceTime", "9999-12-31T23:59:59Z")], [("sinceTime", "0001-01-01T00:00:00Z")], [("sinceSeconds", huge)],
      [("sinceSeconds", "\(Int.min)")], [("tailLines", huge)], [("limitBytes", huge)],
    ] {
      _ = try await test.send(.get, "\(TestCluster.pods)/p/log", query: query + [("container", "d")])
    }
    for query in [
      [("timeoutSeconds", "1"), ("watch", "1")], [("limit", huge)], [("limit", "-5")], [("resourceVersion", huge)],
    ] {
      let reader = Task { try await test.send(.get, TestCluster.pods, query: query) }
      for _ in 0..<5 {
        await test.cluster.advance(by: .seconds(1))
        await Task.yield()
      }
      _ = try await reader.value
    }
    let scaled = TestCluster.deployment(replicas: 600)
    _ = try await test.apply(scaled, to: "\(TestCluster.deployments)/web")
    #expect(try await test.send(.delete, "\(TestCluster.pods)/p", query: [("gracePeriodSeconds", huge)]).status == 200)
  }

  @Test(
    "paths that lead nowhere are refused",
    arguments: [
      "/", "", "/api", "/api/v2", "/apis/apps", "/apis/apps/v9/x", "/api/v1/namespaces//pods",
      "/api/v1/namespaces/default/",
      "/api/v1/namespaces/default/pods/x/y/z", "/api/v1/%2F", "/api/v1/namespaces/%ZZ", "//api//v1//pods", "/apis///",
      "/api/v1/namespaces/default/pods/x/exec",
    ])
  func paths(path: String) async throws {
    let test = TestCluster()
    for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
      let answer = try await test.send(method, path, body: ["kind": "Pod"])
      #expect((200...599).contains(answer.status))
    }
  }

  @Test(
    "bodies that are no objects are refused",
    arguments: ["", "null", "[]", "1", "\"x\"", "{", "{}", #"{"metadata":[]}"#, #"{"spec":null}"#])
  func bodies(body: String) async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    _ = try await test.apply(TestCluster.deployment(), to: path)
    for (method, path, type) in [
      (HTTPRequest.Method.post, TestCluster.deployments, "application/json"), (.put, path, "application/json"),
      (.patch, path, "application/apply-patch+yaml"), (.patch, path, "application/merge-patch+json"),
      (.patch, path, "application/strategic-merge-patch+json"), (.patch, path, "application/json-patch+json"),
      (.patch, "\(path)/scale", "application/merge-patch+json"), (.put, "\(path)/scale", "application/json"),
    ] {
      let request = HTTPRequest(
        method, path, query: [.init("fieldManager", "x")], headers: ["Content-Type": type], body: Array(body.utf8))
      let response = try await test.admin.send(request)
      #expect((200...499).contains(response.status) || response.status == 500)
    }
  }
}

/// Bytes that were damaged on their way, by seeds that can be played again.
@Suite struct DamagedBytesTests {
  @Test("damaged protobuf is read or refused, never fatal", arguments: 0..<200)
  func protobuf(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    var bytes = Array(try Data(contentsOf: Exchange.fixtures.appendingPathComponent("protobuf/services.pb")))
    for _ in 0..<4 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
    bytes.removeLast(Int(random.next() % 20))
    _ = try? ProtobufDecoder.object(bytes)
  }

  @Test("a damaged deployment is refused or stored as something valid", arguments: 0..<60)
  func object(seed: Int) async throws {
    var random = SeededRandom(seed: UInt64(seed))
    let test = TestCluster()
    var bytes = TestCluster.deployment().encoded()
    for _ in 0..<2 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 95 + 32) }
    let request = HTTPRequest(
      .post, TestCluster.deployments, headers: ["Content-Type": "application/json"], body: bytes)
    let response = try await test.admin.send(request)
    #expect([201, 400, 403, 404, 422].contains(response.status))
    await test.cluster.advance(by: .seconds(30))
    #expect(try await test.send(.get, TestCluster.pods).status == 200)
  }
}
