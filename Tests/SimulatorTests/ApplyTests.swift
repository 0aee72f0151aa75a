import HTTP
import JSON
import Simulator
import Testing

/// Server-side apply and the patches.
@Suite struct ApplyTests {
  private let path = "\(TestCluster.deployments)/web"

  private func container(_ json: JSON, _ index: Int = 0) -> JSON? {
    json["spec"]?["template"]?["spec"]?["containers"]?[index]
  }

  @Test("a field that another manager set is a conflict, unless forced; then the other loses it")
  func conflict() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    let other = TestCluster.deployment(image: "local/web:9")
    let refused = try await test.apply(other, to: path, manager: "other", force: false)
    #expect(refused.status == 409)
    #expect(refused.json["details"]?["causes"]?[0]?["field"] == #".spec.template.spec.containers[name="web"].image"#)
    let forced = try await test.apply(other, to: path, manager: "other")
    #expect(container(forced.json)?["image"] == "local/web:9")
    let again = try await test.apply(TestCluster.deployment(), to: path, force: false)
    #expect(again.json["message"]?.string?.contains(#"conflict with "other""#) == true)
  }

  @Test("what is no longer applied goes, unless somebody else holds it")
  func removal() async throws {
    let test = TestCluster()
    var object = TestCluster.deployment()
    object["metadata"]?["labels"] = ["app": "web", "mine": "1", "shared": "1"]
    _ = try await test.apply(object, to: path)
    var shared: JSON = ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"]]
    shared["metadata"]?["labels"] = ["shared": "1"]
    _ = try await test.apply(shared, to: path, manager: "other", force: false)
    let after = try await test.apply(TestCluster.deployment(), to: path)
    #expect(after.json["metadata"]?["labels"] == ["app": "web", "shared": "1"])
  }

  @Test("a scale by another manager is a conflict with its subresource named")
  func scaleConflict() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    _ = try await test.send(
      .patch, "\(path)/scale", query: [("fieldManager", "hpa")], body: ["spec": ["replicas": 5]],
      type: "application/merge-patch+json")
    let refused = try await test.apply(TestCluster.deployment(), to: path, force: false)
    #expect(
      refused.json["message"]
        == #"Apply failed with 1 conflict: conflict with "hpa" with subresource "scale" using apps/v1: .spec.replicas"#)
  }

  @Test("applying the same again writes nothing")
  func idempotent() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    await test.cluster.advance(by: .seconds(10))
    let before = try await test.get(path)
    let after = try await test.apply(TestCluster.deployment(), to: path)
    #expect(after.json == before)
  }

  @Test("apply refuses fields that the schema does not have")
  func unknownField() async throws {
    let test = TestCluster()
    var object = TestCluster.deployment()
    object["spec"]?["replicaz"] = 1
    let refused = try await test.apply(object, to: path)
    #expect(refused.status == 500)
    #expect(refused.json["message"]?.string?.hasSuffix(".spec.replicaz: field not declared in schema") == true)
  }

  @Test("a strategic merge patch merges lists by their keys, deletes on request and replaces what has no key")
  func strategicMerge() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    func patch(_ body: JSON) async throws -> JSON {
      try await test.send(.patch, path, body: body, type: "application/strategic-merge-patch+json").json
    }
    func containers(_ list: JSON) -> JSON { ["spec": ["template": ["spec": ["containers": list]]]] }
    let added = try await patch(
      containers([["name": "side", "image": "x:1"], ["name": "web", "env": [["name": "A", "value": "1"]]]]))
    #expect(container(added, 0)?["env"] == [["name": "A", "value": "1"]])
    #expect(container(added, 0)?["image"] == "local/web:1.0")
    #expect(container(added, 1)?["name"] == "side")
    let removed = try await patch(containers([["name": "side", "$patch": "delete"], ["name": "web", "env": nil]]))
    #expect(removed["spec"]?["template"]?["spec"]?["containers"]?.array?.count == 1)
    #expect(container(removed)?["env"] == nil)
  }

  @Test(
    "a JSON patch adds, removes, replaces, moves, copies and tests",
    arguments: [
      ([["op": "replace", "path": "/a", "value": "2"]], ["a": "2", "b/c": "x"]),
      ([["op": "remove", "path": "/a"]], ["b/c": "x"]),
      ([["op": "add", "path": "/d", "value": "4"]], ["a": "1", "b/c": "x", "d": "4"]),
      (
        [["op": "test", "path": "/b~1c", "value": "x"], ["op": "move", "from": "/b~1c", "path": "/e"]],
        ["a": "1", "e": "x"]
      ),
      ([["op": "copy", "from": "/a", "path": "/f"]], ["a": "1", "b/c": "x", "f": "1"]),
    ] as [([[String: String]], JSON)])
  func jsonPatch(operations: [[String: String]], result: JSON) async throws {
    let test = TestCluster()
    let maps = "/api/v1/namespaces/default/configmaps"
    _ = try await test.send(
      .post, maps, body: ["kind": "ConfigMap", "metadata": ["name": "cm", "annotations": ["a": "1", "b/c": "x"]]])
    let patch = operations.map { operation in
      JSON.object(
        Dictionary(
          uniqueKeysWithValues: operation.map { name, value in
            (name, .string(["path", "from"].contains(name) ? "/metadata/annotations\(value)" : value))
          }))
    }
    let answer = try await test.send(.patch, "\(maps)/cm", body: .array(patch), type: "application/json-patch+json")
    #expect(answer.json["metadata"]?["annotations"] == result)
  }

  @Test("a JSON patch whose test fails changes nothing")
  func failedTest() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    let before = try await test.get(path)
    let refused = try await test.send(
      .patch, path,
      body: [["op": "test", "path": "/spec/replicas", "value": 9], ["op": "remove", "path": "/spec/replicas"]],
      type: "application/json-patch+json")
    #expect(refused.status == 422)
    #expect(try await test.get(path) == before)
  }

  @Test("an update with an old version is refused, one without a version wins")
  func optimisticLocking() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: path)
    var stale = try await test.get(path)
    await test.cluster.advance(by: .seconds(5))
    stale["spec"]?["replicas"] = 7
    #expect(try await test.send(.put, path, body: stale).status == 409)
    stale["metadata"]?["resourceVersion"] = nil
    let written = try await test.send(.put, path, body: stale)
    #expect(written.status == 200)
    #expect(written.json["spec"]?["replicas"] == 7)
    #expect(written.json["status"]?["readyReplicas"] == 2)
  }
}
