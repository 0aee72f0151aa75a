import HTTP
import JSON
import Simulator
import Testing

/// Lists and watches.
@Suite struct WatchTests {
  private let maps = "/api/v1/namespaces/default/configmaps"

  private func create(_ test: TestCluster, _ name: String, labels: JSON = [:]) async throws -> JSON {
    try await test.send(
      .post, maps, body: ["kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels]]
    ).json
  }

  /// A watch that is read to its end, while time moves.
  private func watch(
    _ test: TestCluster, _ query: [(String, String)], for seconds: Int, during: () async throws -> Void = {}
  ) async throws -> [(type: String, object: JSON)] {
    let request = HTTPRequest(
      .get, maps, query: ([("watch", "true"), ("timeoutSeconds", "\(seconds)")] + query).map { .init($0.0, $0.1) })
    let response = try await test.admin.send(request)
    try await during()
    await test.cluster.advance(by: .seconds(seconds))
    return try await response.body.bytes().split(separator: 0x0A).map {
      let json = try JSON(parsing: $0)
      return (json["type"]?.string ?? "", json["object"] ?? .null)
    }
  }

  private func name(_ object: JSON) -> String? { object["metadata"]?["name"]?.string }

  @Test("a watch from a version sends what came after it, in order, and ends when its time is over")
  func fromVersion() async throws {
    let test = TestCluster()
    _ = try await create(test, "before")
    let version = try await test.get(maps)["metadata"]?["resourceVersion"]?.string ?? ""
    let events = try await watch(test, [("resourceVersion", version)], for: 5) {
      _ = try await create(test, "a")
      _ = try await test.send(.patch, "\(maps)/a", body: ["data": ["k": "v"]], type: "application/merge-patch+json")
      _ = try await test.send(.delete, "\(maps)/a")
    }
    #expect(events.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
    #expect(events.allSatisfy { name($0.object) == "a" })
    let versions = events.compactMap { $0.object["metadata"]?["resourceVersion"]?.string.flatMap { Int($0) } }
    #expect(versions == versions.sorted() && Set(versions).count == 3)
  }

  @Test("an object that enters a selector is added, one that leaves it is deleted")
  func selector() async throws {
    let test = TestCluster()
    _ = try await create(test, "a", labels: ["tier": "front"])
    _ = try await create(test, "b", labels: ["tier": "back"])
    let version = try await test.get(maps)["metadata"]?["resourceVersion"]?.string ?? ""
    func label(_ name: String, _ tier: String) async throws {
      _ = try await test.send(
        .patch, "\(maps)/\(name)", body: ["metadata": ["labels": ["tier": .string(tier)]]],
        type: "application/merge-patch+json")
    }
    let events = try await watch(test, [("resourceVersion", version), ("labelSelector", "tier=front")], for: 5) {
      try await label("b", "front")
      try await label("a", "back")
      try await label("a", "cellar")
    }
    #expect(events.map { "\($0.type) \(name($0.object) ?? "")" } == ["ADDED b", "DELETED a"])
  }

  @Test("a watch without a version begins with all there is; with a bookmark at its end where the server streams lists")
  func initialEvents() async throws {
    var options = ClusterOptions()
    options.streamsLists = true
    let test = TestCluster(options: options)
    _ = try await create(test, "a")
    let plain = try await watch(test, [], for: 3)
    #expect(plain.map(\.type) == ["ADDED", "ADDED"])
    let streamed = try await watch(
      test, [("sendInitialEvents", "true"), ("allowWatchBookmarks", "true"), ("resourceVersionMatch", "NotOlderThan")],
      for: 2)
    #expect(streamed.map(\.type).prefix(3) == ["ADDED", "ADDED", "BOOKMARK"])
    #expect(streamed[2].object["metadata"]?["annotations"]?["k8s.io/initial-events-end"] == "true")
  }

  @Test("a quiet watch gets bookmarks with the version of now")
  func bookmarks() async throws {
    let test = TestCluster()
    _ = try await test.apply(TestCluster.deployment(), to: "\(TestCluster.deployments)/web")
    let version = try await test.get(maps)["metadata"]?["resourceVersion"]?.string ?? ""
    let events = try await watch(test, [("resourceVersion", version), ("allowWatchBookmarks", "true")], for: 150)
    #expect(events.map(\.type) == ["BOOKMARK", "BOOKMARK", "BOOKMARK"])
    let last = events.last?.object["metadata"]?["resourceVersion"]?.string.flatMap { Int($0) } ?? 0
    #expect(last > Int(version) ?? 0)
  }

  @Test("a version that history has forgotten is answered by 410 inside the watch")
  func expired() async throws {
    var options = ClusterOptions()
    options.historyLimit = 5
    let test = TestCluster(options: options)
    let version = try await create(test, "first")["metadata"]?["resourceVersion"]?.string ?? ""
    for number in 0..<10 { _ = try await create(test, "cm-\(number)") }
    let events = try await watch(test, [("resourceVersion", version)], for: 2)
    #expect(events.map(\.type) == ["ERROR"])
    #expect(events[0].object["code"] == 410)
    #expect(events[0].object["reason"] == "Expired")
  }

  @Test("a list in pages is one consistent list, whatever is written meanwhile")
  func paging() async throws {
    let test = TestCluster()
    for number in 0..<7 { _ = try await create(test, "cm-\(number)") }
    var names: [String] = []
    var token = ""
    repeat {
      let page = try await test.get(maps, ("limit", "3"), ("continue", token))
      names += (page["items"]?.array ?? []).compactMap(name)
      token = page["metadata"]?["continue"]?.string ?? ""
      _ = try await create(test, "zz-\(names.count)")
      _ = try await test.send(.delete, "\(maps)/cm-6")
    } while !token.isEmpty
    #expect(names == (0..<7).map { "cm-\($0)" } + ["kube-root-ca.crt"])
  }

  @Test(
    "selectors are read as the API server reads them",
    arguments: [
      ("a", ["cm-a", "cm-ab"]), ("!a", ["cm-b", "kube-root-ca.crt"]), ("a=1,b", ["cm-ab"]),
      ("a in (1,2)", ["cm-a", "cm-ab"]),
      ("b notin (2)", ["cm-a", "kube-root-ca.crt"]), ("b!=2", ["cm-a", "kube-root-ca.crt"]),
      ("b==2", ["cm-ab", "cm-b"]),
      ("a>0", ["cm-a", "cm-ab"]), ("a<1", []),
    ])
  func selectors(text: String, names: [String]) async throws {
    let test = TestCluster()
    _ = try await create(test, "cm-a", labels: ["a": "1"])
    _ = try await create(test, "cm-ab", labels: ["a": "1", "b": "2"])
    _ = try await create(test, "cm-b", labels: ["b": "2"])
    let list = try await test.get(maps, ("labelSelector", text))
    #expect((list["items"]?.array ?? []).compactMap(name) == names)
  }

  @Test("a slow reader gets every change once, and one that goes away leaves nothing behind")
  func slowReader() async throws {
    let test = TestCluster()
    let version = try await test.get(maps)["metadata"]?["resourceVersion"]?.string ?? ""
    let response = try await test.admin.send(
      HTTPRequest(.get, maps, query: [.init("watch", "1"), .init("resourceVersion", version)]))
    for number in 0..<300 { _ = try await create(test, "cm-\(number)") }
    var seen: [String] = []
    var rest: [UInt8] = []
    var iterator = response.body.makeAsyncIterator()
    while seen.count < 300, let piece = try await iterator.next() {
      rest += piece
      while let end = rest.firstIndex(of: 0x0A) {
        seen.append(name(try JSON(parsing: rest[..<end])["object"] ?? .null) ?? "")
        rest.removeSubrange(...end)
      }
    }
    #expect(seen == (0..<300).map { "cm-\($0)" })
  }
}
