import Foundation
import HTTP
import JSON

/// One exchange of Tests/Fixtures/kube-1.36.
struct Exchange {
  let file: String
  let number: Int
  let request: JSON
  let response: JSON

  var title: String {
    "\(file)[\(number)] \(request["method"]?.string ?? "") \(request["path"]?.string ?? "")"
  }

  /// `record.py` changes the scale it has just read before it writes it down.
  func unspoiled(_ body: JSON) -> JSON {
    guard file == "04-scale-restart", number == 3 else { return body }
    var body = body
    body["spec"]?["replicas"] = 3
    return body
  }

  static func load(_ file: String) throws -> [Exchange] {
    let url = fixtures.appendingPathComponent("\(file).jsonl")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").enumerated().map { number, line in
      let json = try JSON(parsing: String(line))
      return Exchange(file: file, number: number, request: json["request"] ?? [:], response: json["response"] ?? [:])
    }
  }

  static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/kube-1.36")
}
