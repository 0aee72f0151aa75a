import HTTP
import JSON
import Testing

@testable import Kubernetes

@Suite("Protobuf and JSON of the same recorded objects")
struct ProtobufTests {
  private func decodeList<Object: KubernetesObject>(
    _ type: Object.Type, _ bytes: [UInt8], _ format: WireFormat, pieceLength: Int
  ) throws -> ([Object], ListMetadata) {
    var decoder = ListDecoder<Object>(format)
    var items: [Object] = []
    for start in Swift.stride(from: 0, to: bytes.count, by: pieceLength) {
      try decoder.receive(Array(bytes[start..<min(start + pieceLength, bytes.count)]), into: &items)
    }
    return (items, try decoder.finish())
  }

  private func compareLists<Object: KubernetesObject>(_ type: Object.Type, _ name: String, pieceLength: Int) throws {
    let json = try Recordings.bytes("protobuf/\(name).json")
    let protobuf = try Recordings.bytes("protobuf/\(name).pb")
    let (fromJSON, jsonMetadata) = try decodeList(type, json, .json, pieceLength: pieceLength)
    let (fromProtobuf, metadata) = try decodeList(type, protobuf, .protobuf, pieceLength: pieceLength)
    #expect(!fromJSON.isEmpty)
    #expect(fromProtobuf == fromJSON)
    // Each list was asked for by itself, so their versions need not be the same.
    #expect(Int(metadata.resourceVersion) != nil && Int(jsonMetadata.resourceVersion) != nil)
  }

  @Test("lists decode to equal objects, however they arrive", arguments: [7, 4096, 1 << 20])
  func lists(pieceLength: Int) throws {
    try compareLists(Pod.self, "pods", pieceLength: pieceLength)
    try compareLists(Deployment.self, "deployments", pieceLength: pieceLength)
    try compareLists(ReplicaSet.self, "replicasets", pieceLength: pieceLength)
    try compareLists(Service.self, "services", pieceLength: pieceLength)
    try compareLists(Event.self, "events", pieceLength: pieceLength)
  }

  @Test("what pods have in common is made once, however many there are")
  func sharing() throws {
    let bytes = try Recordings.bytes("protobuf/pods.pb")
    let pool = StringPool()
    var first: Int?
    for _ in 0..<100 {
      var decoder = ListDecoder<Pod>(.protobuf, sharing: pool)
      var pods: [Pod] = []
      try decoder.receive(bytes, into: &pods)
      #expect(pods.count == 3)
      first = first ?? pool.madeCount
    }
    // Those of the first list, and not one more.
    #expect(try pool.madeCount == #require(first))
    #expect(pool.madeCount < 60)
  }

  @Test("a pool that is full begins anew, and mistakes no text for another")
  func pool() {
    let pool = StringPool(limit: 8)
    for number in 0..<10_000 {
      let text = "a text that is longer than fifteen bytes: \(number % 100)"
      var copy = text
      let found = copy.withUTF8 { pool.string(UnsafeRawBufferPointer($0)) }
      #expect(found == text)
    }
  }

  @Test("a watch decodes to the same events", arguments: [1, 100, 1 << 20])
  func watch(pieceLength: Int) throws {
    func decode(_ path: String, _ format: WireFormat) throws -> [WatchEvent<Pod>] {
      var decoder = WatchDecoder<Pod>(format)
      let bytes = try Recordings.bytes(path)
      var events: [WatchEvent<Pod>] = []
      for start in Swift.stride(from: 0, to: bytes.count, by: pieceLength) {
        events += try decoder.receive(Array(bytes[start..<min(start + pieceLength, bytes.count)]))
      }
      #expect(decoder.isBetweenEvents)
      return events
    }
    let fromJSON = try decode("protobuf/watch-pods.jsonl", .json)
    #expect(try decode("protobuf/watch-pods.pb", .protobuf) == fromJSON)
    #expect(fromJSON.count == 9)
  }

  @Test("a refusal in protobuf is the error that it is in JSON")
  func status() throws {
    let body = try Recordings.bytes("protobuf/status-404.pb")
    let error = KubernetesError(code: 404, body: body, retryAfter: nil)
    #expect(error == .notFound(message: #"pods "absent" not found"#))
  }

  @Test("a list that is cut anywhere is refused, not shortened")
  func truncation() throws {
    let bytes = try Recordings.bytes("protobuf/services.pb")
    // After the list come two empty fields of its envelope, of two bytes each.
    for length in 0..<bytes.count - 4 {
      #expect(throws: KubernetesError.self, "cut to \(length)") {
        try decodeList(Service.self, Array(bytes.prefix(length)), .protobuf, pieceLength: 1 << 20)
      }
    }
  }

  @Test("an empty list has a version and nothing else")
  func emptyList() throws {
    // Unknown { typeMeta { kind: "PodList" }, raw: PodList { metadata { resourceVersion: "7" } } }
    let list: [UInt8] = [0x0A, 3, 0x12, 1, UInt8(ascii: "7")]
    let typeMeta: [UInt8] = [0x0A, 9, 0x12, 7] + Array("PodList".utf8)
    let bytes = protobufMagic + typeMeta + [0x12, UInt8(list.count)] + list
    let (items, metadata) = try decodeList(Pod.self, bytes, .protobuf, pieceLength: 1)
    #expect(items.isEmpty)
    #expect(metadata == ListMetadata(resourceVersion: "7"))
  }

  @Test("a template keeps its variables in both, and a pod in neither")
  func environment() throws {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
    func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
    // Container { name, env { name, value }, env { name, valueFrom { fieldRef } } }
    let container =
      field(1, "web") + field(7, field(1, "LEVEL") + field(2, "info"))
      + field(7, field(1, "NODE") + field(3, field(1, field(2, "spec.nodeName"))))
    let (metadata, spec) = (field(1, field(1, "web")), field(2, field(2, container)))
    let deployment = try Deployment(protobuf: metadata + field(2, field(3, spec)))
    #expect(deployment.template.containers[0].environment == ["LEVEL": "info", "NODE": nil])
    let env: JSON = [
      ["name": "LEVEL", "value": "info"], ["name": "NODE", "valueFrom": ["fieldRef": ["fieldPath": "spec.nodeName"]]],
    ]
    let podSpec: JSON = ["containers": [["name": "web", "env": env]]]
    let json: JSON = ["metadata": ["name": "web"], "spec": ["template": ["spec": podSpec]]]
    #expect(try Deployment(json: json) == deployment)
    let pod = try Pod(protobuf: metadata + spec)
    #expect(try Pod(json: ["metadata": ["name": "web"], "spec": podSpec]) == pod)
    #expect(pod.containers.map(\.environment) == [[:]])
  }

  @Test("a client asks for protobuf where there is any, and takes JSON")
  func negotiation() async throws {
    let body = try Recordings.bytes("protobuf/pods.pb")
    let transport = ScriptedTransport([
      .response(status: 200, headers: ["Content-Type": "application/vnd.kubernetes.protobuf"], body: body),
      .response(status: 200, headers: ["Content-Type": "application/json"], body: Array(#"{"kind":"JobList"}"#.utf8)),
    ])
    let client = KubernetesClient(transport: transport, cluster: "c")
    #expect(try await client.page(Pod.self).items.count == 3)
    #expect(try await client.page(Job.self).items.isEmpty)
    #expect(
      transport.requests.map { $0.headers["Accept"] } == [
        "application/vnd.kubernetes.protobuf, application/json", "application/json",
      ])
  }
}
