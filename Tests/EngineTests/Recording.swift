import Foundation
import JSON
import Kubernetes

/// Answers recorded from a real cluster: `Tests/Fixtures/kube-1.36`.
enum Recording {
  static func body(_ file: String, _ line: Int) throws -> JSON {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/kube-1.36/\(file).jsonl")
    let lines = try Data(contentsOf: path).split(separator: UInt8(ascii: "\n"))
    return try JSON(parsing: Array(lines[line]))["response"]?["body"] ?? .null
  }

  static func items<Object: KubernetesObject>(_ file: String, _ line: Int) throws -> [Object] {
    try (body(file, line)["items"]?.array ?? []).map { try Object(json: $0) }
  }
}
