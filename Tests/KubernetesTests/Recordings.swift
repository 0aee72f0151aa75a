import Foundation
import HTTP
import JSON
import Testing

/// The exchanges recorded from a real cluster (`Tests/Fixtures/kube-1.36`).
struct Exchange: Sendable, CustomTestStringConvertible {
  let file: String
  let line: Int
  let json: JSON

  var request: JSON { json["request"] ?? .null }
  var response: JSON { json["response"] ?? .null }
  var status: Int { response["status"]?.int ?? 0 }
  var method: String { request["method"]?.string ?? "" }
  var path: String { request["path"]?.string ?? "" }
  var testDescription: String { "\(file):\(line) \(method) \(path)" }

  /// What the server sent, as bytes.
  var body: [UInt8] {
    if let text = response["text"]?.string { return Array(text.utf8) }
    if let events = response["events"]?.array {
      return events.flatMap { ($0["event"] ?? .null).encoded() + [0x0A] }
    }
    return response["body"]?.encoded() ?? []
  }

  var headers: HTTPHeaders {
    var headers: HTTPHeaders = [:]
    for (name, value) in response["headers"]?.object ?? [:] { headers.add(name, value.string ?? "") }
    return headers
  }
}

enum Recordings {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/kube-1.36")

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func lines(_ file: String) throws -> [JSON] {
    try bytes(file).split(separator: 0x0A).map { try JSON(parsing: $0) }
  }

  static let all: [Exchange] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".jsonl") && $0.first?.isNumber == true }.flatMap { file in
      ((try? lines(file)) ?? []).enumerated().map { Exchange(file: file, line: $0.offset + 1, json: $0.element) }
    }
  }()

  /// Every object that the server sent, alone, in lists and in watch events, but for bookmarks, which carry only a version.
  static let objects: [JSON] = all.flatMap { exchange -> [JSON] in
    let body = exchange.response["body"] ?? .null
    let events = exchange.response["events"]?.array ?? []
    let kind = body["kind"]?.string ?? ""
    if kind.hasSuffix("List"), let items = body["items"]?.array {
      return items.map { item in
        var item = item
        item["kind"] = item["kind"] ?? .string(String(kind.dropLast(4)))
        return item
      }
    }
    return [body] + events.filter { $0["event"]?["type"] != "BOOKMARK" }.compactMap { $0["event"]?["object"] }
  }
}
