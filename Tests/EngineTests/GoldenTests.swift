import Foundation
import HTTP
import JSON
import Kubernetes
import Model
import Simulator
import Testing
import Yams

@testable import Engine

/// To write the files anew after a change that is meant: `SHIPIT_GOLDEN=write swift test --filter GoldenTests`, and read
/// the difference.
@Suite("the objects of an app are what the golden files say")
struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test("rendered", arguments: Variant.all)
  func rendered(variant: Variant) throws {
    let text = try variant.input.yaml
    let file = Self.folder.appending(path: "\(variant.name).yaml")
    if ProcessInfo.processInfo.environment["SHIPIT_GOLDEN"] == "write" {
      try Data(text.utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected)
  }

  @Test("equal input gives equal bytes", arguments: Variant.all)
  func deterministic(variant: Variant) {
    let first = variant.input.everything.map { $0.body.encoded() }
    #expect(first == variant.input.everything.map { $0.body.encoded() })
  }

  @Test("an API server takes each object strictly, without a warning", arguments: Variant.all)
  func strict(variant: Variant) async throws {
    let cluster = SimulatedCluster(clock: ManualClock())
    let client = KubernetesClient(transport: cluster.transport(), cluster: "test")
    if variant.input.namespace != "default" {
      _ = try await client.create(
        Namespace.self, RenderingInput.namespaceManifest(variant.input.namespace).body)
    }
    for manifest in variant.input.everything {
      let written = try await client.writeJSON(manifest.request(WriteOptions(isDryRun: true)))
      #expect(written.warnings == [])
      #expect(written.object["kind"]?.string == manifest.reference.resource.kind)
    }
  }

  @Test("no golden file is left without a variant, and no two variants share one")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files == Variant.all.map { "\($0.name).yaml" }.sorted())
    #expect(Variant.all.count >= 30)
  }

  @Test("every variant is a configuration that validation lets pass", arguments: Variant.all)
  func valid(variant: Variant) {
    #expect(variant.input.configuration.problems == [])
  }
}

extension RenderingInput {
  fileprivate var yaml: String {
    get throws {
      try everything.map { try Yams.serialize(node: $0.body.node, sortKeys: true) }.joined(separator: "---\n")
    }
  }
}

extension JSON {
  fileprivate var node: Yams.Node {
    switch self {
    case .null: Yams.Node("null", Tag(.null))
    case .bool(let value): Yams.Node("\(value)", Tag(.bool))
    case .int(let value): Yams.Node("\(value)", Tag(.int))
    case .double(let value): Yams.Node("\(value)", Tag(.float))
    case .string(let value): value.node
    case .array(let values): Yams.Node(values.map(\.node), Tag(.seq))
    case .object(let members):
      Yams.Node(members.sorted { $0.key < $1.key }.map { ($0.key.node, $0.value.node) }, Tag(.map))
    }
  }
}

extension String {
  /// Quoted where a reader would take it for something else.
  fileprivate var node: Yams.Node {
    Yams.Node.scalar(.init(self)).tag.description == Tag(.str).description
      ? Yams.Node(self, Tag(.str)) : Yams.Node(self, Tag(.str), .doubleQuoted)
  }
}
