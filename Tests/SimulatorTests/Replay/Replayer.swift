import HTTP
import JSON
import Simulator

/// Plays recorded exchanges against a simulated cluster, as `record.py` played them against the real one.
final class Replayer {
  let test: TestCluster
  private(set) var variables = Variables()
  private var exchanges: [Exchange] = []
  private(set) var failures: [(title: String, differences: [String])] = []
  private(set) var played = 0
  /// Answers of this file by number.
  private(set) var answers: [JSON] = []
  /// What stands for the masked token.
  var token: String?

  init(seed: UInt64) {
    test = TestCluster(seed: seed)
  }

  func begin(_ file: String) throws {
    exchanges = try Exchange.load(file)
    answers = []
  }

  var isAtEnd: Bool { exchanges.isEmpty }
  var next: Exchange? { exchanges.first }

  /// Plays the next exchanges.
  func play(_ count: Int = 1, as transport: (any HTTPTransport)? = nil) async throws {
    for _ in 0..<count {
      // A request takes about as long as on the recorded cluster.
      await test.cluster.advance(by: .milliseconds(4))
      let exchange = exchanges.removeFirst()
      var request = request(exchange)
      // Which events come first depends on generated names, so the page is looked for in the whole.
      let isPage = exchange.title.hasSuffix("/events") && exchange.request["query"]?["limit"] != nil
      if isPage { request.query.removeAll { $0.name == "limit" } }
      let response = try await (transport ?? test.admin).send(request)
      let bytes = try await response.body.bytes()
      check(exchange, status: response.status, headers: response.headers, bytes: bytes, isPage: isPage)
    }
  }

  private func request(_ exchange: Exchange) -> HTTPRequest {
    let method = HTTPRequest.Method(rawValue: exchange.request["method"]?.string ?? "") ?? .get
    var request = HTTPRequest(method, variables.translate(exchange.request["path"]?.string ?? ""))
    request.query = (exchange.request["query"]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, value in
      HTTPRequest.QueryItem(name, translated(query: name, variables.translate(value.string ?? "")))
    }
    request.headers["User-Agent"] = "python-requests/2.32"
    for (name, value) in exchange.request["headers"]?.object ?? [:] where name != "Authorization" {
      request.headers[name] = value.string
    }
    if exchange.request["headers"]?["Authorization"] != nil {
      request.headers["Authorization"] = "Bearer \(token ?? "not-a-token")"
    }
    switch exchange.request["body"] {
    case .string(let text): request.body = Array(variables.translate(text).utf8)
    case nil, .null?: break
    case let json?:
      request.body = Array(
        variables.translate(String(decoding: translated(body: json, exchange).encoded(), as: UTF8.self)).utf8)
    }
    return request
  }

  /// Versions are not bound, so they are taken from our own answers.
  private func translated(query name: String, _ value: String) -> String {
    switch name {
    case "continue": value == "garbage" ? value : answers.last?["metadata"]?["continue"]?.string ?? value
    default: value
    }
  }

  private func translated(body: JSON, _ exchange: Exchange) -> JSON {
    guard body["kind"] == "Scale", body["metadata"] != nil else { return body }
    var body = body
    let scale = answers.last { $0["kind"] == "Scale" && $0["spec"]?["replicas"] != nil }
    let read = answers.dropFirst(3).first ?? scale
    body["metadata"]?["resourceVersion"] = read?["metadata"]?["resourceVersion"]
    return body
  }

  private func check(_ exchange: Exchange, status: Int, headers: HTTPHeaders, bytes: [UInt8], isPage: Bool) {
    played += 1
    var differences: [String] = []
    if exchange.response["status"] != .int(status) {
      differences.append("status: \(exchange.response["status"]?.int ?? 0) ≠ \(status)")
    }
    for name in ["content-type", "warning", "retry-after", "allow"] {
      let theirs = exchange.response["headers"]?[name]?.string
      if theirs != headers[name] { differences.append("\(name): \(theirs ?? "absent") ≠ \(headers[name] ?? "absent")") }
    }
    if let body = exchange.response["body"] {
      let mine = (try? JSON(parsing: bytes)) ?? .null
      answers.append(mine)
      var comparison = Comparison(variables, allowsMore: isPage)
      comparison.compare(exchange.unspoiled(body), mine)
      variables = comparison.variables
      differences += comparison.differences
    } else if let text = exchange.response["text"]?.string {
      answers.append(.null)
      differences += LogComparison.differences(text, String(decoding: bytes, as: UTF8.self), &variables)
    }
    if !differences.isEmpty { failures.append((exchange.title, differences)) }
  }

  /// Plays a watch or a followed log for that long, while something happens.
  func stream(
    for duration: Duration, resourceVersion: String? = nil,
    during events: [(after: Duration, action: () async throws -> Void)] = []
  ) async throws {
    let exchange = exchanges.removeFirst()
    var request = request(exchange)
    if let resourceVersion {
      for index in request.query.indices where request.query[index].name == "resourceVersion" {
        request.query[index].value = resourceVersion
      }
    }
    let response = try await test.admin.send(request)
    let collector = Task { () -> [UInt8] in
      var all: [UInt8] = []
      for try await piece in response.body { all += piece }
      return all
    }
    var elapsed = Duration.zero
    for event in events {
      await test.cluster.advance(by: event.after - elapsed)
      elapsed = event.after
      try await event.action()
    }
    await test.cluster.advance(by: duration - elapsed)
    let isWatch = exchange.response["events"] != nil
    if !isWatch {
      // A followed log has no end of its own.
      try await Task.sleep(for: .milliseconds(50))
      collector.cancel()
    }
    let bytes = (try? await collector.value) ?? []
    if isWatch {
      checkWatch(exchange, status: response.status, headers: response.headers, bytes: bytes)
    } else {
      played += 1
      answers.append(.null)
    }
  }

  private func checkWatch(_ exchange: Exchange, status: Int, headers: HTTPHeaders, bytes: [UInt8]) {
    played += 1
    answers.append(.null)
    var differences: [String] = []
    if status != exchange.response["status"]?.int { differences.append("status: \(status)") }
    let theirs = (exchange.response["events"]?.array ?? []).compactMap { $0["event"] }
    let mine = bytes.split(separator: 0x0A).compactMap { try? JSON(parsing: $0) }
    let theirTypes = Set(theirs.compactMap { $0["type"]?.string })
    let myTypes = Set(mine.compactMap { $0["type"]?.string })
    if theirTypes != myTypes { differences.append("types: \(theirTypes.sorted()) ≠ \(myTypes.sorted())") }
    // How many steps lie between the first and the last state is a matter of milliseconds, the first and the last are not.
    for edge in [theirs.first, theirs.last].compactMap({ $0 }) {
      let candidates = edge == theirs.first ? mine.prefix(1) : mine.suffix(1)
      guard let match = candidates.first else { continue }
      var comparison = Comparison(variables)
      comparison.compare(edge, match)
      variables = comparison.variables
      differences += comparison.differences
    }
    if !differences.isEmpty { failures.append((exchange.title, differences)) }
  }

  func bind(_ theirs: String, _ mine: String) {
    _ = variables.bind(theirs, mine)
  }
}

/// Logs are compared by their form: how many lines, and each line but for times and numbers.
enum LogComparison {
  static func differences(_ theirs: String, _ mine: String, _ variables: inout Variables) -> [String] {
    let left = theirs.split(separator: "\n", omittingEmptySubsequences: false).map(form)
    let right = mine.split(separator: "\n", omittingEmptySubsequences: false).map(form)
    if left.count != right.count { return ["lines: \(left.count) ≠ \(right.count): \(mine.prefix(200))"] }
    return zip(left, right).compactMap { theirs, mine in
      variables.unify(theirs, mine) ? nil : "\"\(theirs)\" ≠ \"\(mine)\""
    }
  }

  /// A line with its request's number left out, and times shortened by `limitBytes` completed.
  private static func form(_ line: Substring) -> String {
    var text = String(line).replacing(/request \d+ handled/, with: "request N handled")
    text.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+$/, with: "TIME+")
    return text
  }
}
