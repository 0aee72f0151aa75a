import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Kubernetes

/// Seeded mutations of real inputs. Whatever comes, a parser answers or throws; it never crashes, hangs or grows.
///
/// `SHIPIT_FUZZ_ROUNDS` and `SHIPIT_FUZZ_SEED` make it longer and another; each target prints its seed first.
@Suite("Fuzz")
struct FuzzTests {
  private func mutated(_ bytes: [UInt8], _ random: inout Fuzz) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
      case 3: bytes = Array(bytes.prefix(index))
      case 4: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      default:
        let end = Int.random(in: index...min(bytes.count, index + 64), using: &random)
        bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &random))
      }
    }
    return bytes
  }

  private func feed(_ bytes: [UInt8], _ random: inout Fuzz, _ receive: ([UInt8]) throws -> Void) rethrows {
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = Int.random(in: 1...4096, using: &random)
      try receive(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
  }

  @Test("kubeconfig")
  func kubeconfig() {
    let seeds = [
      """
      apiVersion: v1
      current-context: a
      contexts: [{name: a, context: {cluster: c, user: u, namespace: n}}]
      clusters:
      - name: c
        cluster: {server: "https://h:1", certificate-authority-data: Q0E=, extensions: [{name: x, extension: {a: [1]}}]}
      users:
      - name: u
        user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x, args: [a], env: [{name: n, value: v}]}}
      """,
      "a: &a [x, *a]\nclusters: *a", "{\"contexts\": [{\"name\": \"a\"}]}", "--- !!binary Q0E=\n? [complex]\n: {}",
    ]
    var random = Fuzz(target: "kubeconfig", 1)
    let nothing = FileSource { _ in nil }
    for round in 0..<Fuzz.rounds {
      let bytes = mutated(Array(seeds[round % seeds.count].utf8), &random)
      guard let config = try? Kubeconfig(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
      _ = try? config.connection(files: nothing)
      // What was read can be written and read again.
      #expect((try? Kubeconfig(parsing: config.encoded())) == config, "round \(round)")
    }
  }

  @Test("watch streams as JSON and as protobuf")
  func watches() throws {
    var random = Fuzz(target: "watch stream", 2)
    let watches = [
      (try Recordings.bytes("protobuf/watch-pods.pb"), WireFormat.protobuf),
      (Array(try Recordings.bytes("protobuf/watch-pods.jsonl").prefix(6_000)), .json),
    ]
    for round in 0..<Fuzz.rounds {
      let (bytes, format) = watches[round % watches.count]
      var decoder = WatchDecoder<Pod>(format)
      let input = mutated(bytes, &random)
      var events = 0
      try? feed(input, &random) { events += try decoder.receive($0).count }
      // No event is made of fewer bytes than these.
      #expect(events <= input.count / 4, "round \(round)")
    }
  }

  @Test("lists as protobuf and as JSON")
  func lists() throws {
    var random = Fuzz(target: "protobuf", 3)
    let lists = [
      (try Recordings.bytes("protobuf/services.pb"), WireFormat.protobuf),
      (try Recordings.bytes("protobuf/services.json"), .json),
    ]
    for round in 0..<Fuzz.rounds {
      // Protobuf, whose lengths can lie, three times as often.
      let (bytes, format) = lists[round % 4 == 3 ? 1 : 0]
      var decoder = ListDecoder<Service>(format)
      var items: [Service] = []
      let input = mutated(bytes, &random)
      try? feed(input, &random) { try decoder.receive($0, into: &items) }
      _ = try? decoder.finish()
      // The least of an item is two bytes.
      #expect(items.count <= input.count / 2, "round \(round)")
    }
  }

  @Test("refusals, log streams, plugin answers and channel messages")
  func smallInputs() throws {
    var random = Fuzz(target: "small inputs", 4)
    let status = try Recordings.bytes("protobuf/status-404.pb")
    let log = Array("2026-11-23T11:14:34.944440275Z level=info\n2026-11-23T11:14:35Z \u{1B}[2J\nx".utf8)
    let answer = Array(
      #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}"#.utf8)
    let plugin = ExecPlugin(
      version: .v1, command: "x", arguments: [], environment: [], installHint: "", providesClusterInfo: false,
      interactiveMode: .never)
    for _ in 0..<Fuzz.rounds {
      _ = KubernetesError(code: 404, body: mutated(status, &random), retryAfter: nil)
      var reader = LogLineReader()
      feed(mutated(log, &random), &random) { _ = reader.receive($0) }
      _ = try? PluginAnswer(mutated(answer, &random), of: plugin)
      let message = mutated([3] + Array(#"{"status":"Failure","reason":"NonZeroExitCode"}"#.utf8), &random)
      _ = try? RemoteChannels.event(.binary(message))
      var ports = PortForwardDecoder(port: 8080)
      _ = try? ports.receive(.binary(mutated([0, 0x90, 0x1F], &random)))
    }
  }
}
