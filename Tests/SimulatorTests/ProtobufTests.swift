import Foundation
import HTTP
import JSON
import Testing

@testable import Simulator

/// The tables of `Schema` against bytes that a real API server wrote.
@Suite struct ProtobufTests {
  @Test(
    "recorded protobuf lists hold what the same lists hold as JSON",
    arguments: ["pods", "deployments", "replicasets", "services", "events"])
  func recordedLists(name: String) throws {
    let folder = Exchange.fixtures.appendingPathComponent("protobuf")
    let bytes = Array(try Data(contentsOf: folder.appendingPathComponent("\(name).pb")))
    let json = try JSON(parsing: Array(try Data(contentsOf: folder.appendingPathComponent("\(name).json"))))
    let decoded = try ProtobufDecoder.object(bytes)
    let theirs = json["items"]?.array ?? []
    let mine = decoded["items"]?.array ?? []
    #expect(theirs.count == mine.count && !theirs.isEmpty)
    for (theirs, mine) in zip(theirs, mine) {
      let isSame = significant(mine) == significant(theirs)
      #expect(isSame, "\(name) \(theirs["metadata"]?["name"]?.string ?? "")")
    }
  }

  /// Without what protobuf cannot tell: zero values, empty messages and nulls.
  private func significant(_ json: JSON) -> JSON {
    switch json {
    case .object(let members):
      var kept: [String: JSON] = [:]
      for (key, value) in members where key != "fieldsV1" {
        let value = significant(value)
        if [JSON.null, "", 0, false, [:], []].contains(value) { continue }
        kept[key] = value
      }
      return .object(kept)
    case .array(let elements): return .array(elements.map(significant))
    default: return json
    }
  }

  @Test("what is written is read back: every kind that the cluster makes by itself")
  func roundTrip() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: "\(TestCluster.deployments)/web")
    await test.cluster.advance(by: .seconds(10))
    for path in [
      TestCluster.pods, TestCluster.deployments, "/apis/apps/v1/replicasets", "/api/v1/events", "/api/v1/nodes",
      "/api/v1/namespaces", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/api/v1/services",
    ] {
      let json = try await test.get(path)
      let answer = try await test.send(.get, path, headers: ["Accept": ProtobufEncoder.mediaType])
      #expect(answer.headers["Content-Type"] == ProtobufEncoder.mediaType)
      let decoded = try ProtobufDecoder.object(answer.bytes)
      #expect(decoded["kind"] == json["kind"])
      let theirs = (json["items"]?.array ?? []).map(significant)
      let mine = (decoded["items"]?.array ?? []).map(significant)
      // The whole lists in a failure would be unreadable.
      let isSame = mine == theirs
      #expect(isSame, "\(path)")
    }
  }

  @Test("a watch in protobuf is framed by length, and each frame holds an enveloped object")
  func watch() async throws {
    let test = TestCluster()
    let request = HTTPRequest(
      .get, "/api/v1/namespaces", query: [.init("watch", "true"), .init("timeoutSeconds", "1")],
      headers: ["Accept": "application/vnd.kubernetes.protobuf;stream=watch"])
    let response = try await test.admin.send(request)
    #expect(response.headers["Content-Type"] == "application/vnd.kubernetes.protobuf;stream=watch")
    await test.cluster.advance(by: .seconds(2))
    var rest = try await response.body.bytes()[...]
    var names: [String] = []
    while rest.count >= 4 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let frame = rest.dropFirst(4).prefix(length)
      let marker = try #require(frame.firstRange(of: Array("k8s\0".utf8)))
      let object = try ProtobufDecoder.object(Array(frame[marker.lowerBound...]))
      names.append(object["metadata"]?["name"]?.string ?? "")
      rest = rest.dropFirst(4 + length)
    }
    #expect(names == ["default", "kube-node-lease", "kube-public", "kube-system"])
  }

  @Test("a refusal is protobuf for who prefers it")
  func status() async throws {
    let test = TestCluster()
    let answer = try await test.send(.get, "\(TestCluster.pods)/absent", headers: ["Accept": ProtobufEncoder.mediaType])
    let status = try ProtobufDecoder.object(answer.bytes)
    #expect(answer.status == 404)
    #expect(status["message"] == #"pods "absent" not found"#)
    #expect(status["code"] == 404)
  }

  @Test("an object is created from protobuf, as kubectl create sends it")
  func create() async throws {
    let test = TestCluster()
    let body = ProtobufEncoder.object(
      StoredObject(
        json: ["metadata": ["name": "cm"], "data": ["a": "b"]], key: ObjectKey(namespace: "default", name: "cm"),
        version: 1),
      try #require(Catalog.resource("", "configmaps")))
    let request = HTTPRequest(
      .post, "/api/v1/namespaces/default/configmaps", headers: ["Content-Type": ProtobufEncoder.mediaType], body: body)
    #expect(try await test.admin.send(request).status == 201)
    #expect(try await test.get("/api/v1/namespaces/default/configmaps/cm")["data"] == ["a": "b"])
  }

  @Test(
    "bytes that are no protobuf are refused",
    arguments: [[], [0x6B], Array("k8s\0\u{FF}".utf8), [0x6B, 0x38, 0x73, 0, 0x0A, 0x7F, 1]])
  func malformed(bytes: [UInt8]) {
    #expect(throws: ProtobufDecoder.Malformed.self) { try ProtobufDecoder.object(bytes) }
  }
}
