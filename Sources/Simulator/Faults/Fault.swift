import HTTP
import JSON

/// What one request meets.
struct Fault: Sendable {
  var latency: Duration?
  var reply: Reply?
  var damage: Damage?

  enum Damage: Sendable {
    case reset(after: Int)
    case truncation(after: Int)
    case silence(after: Int)
  }

  func damaging(_ body: HTTPBody, core: ClusterActor, idleTimeout: Duration) -> HTTPBody? {
    guard let damage else { return nil }
    return HTTPBody(DamagedBody(body, damage, core: core, idleTimeout: idleTimeout))
  }
}

extension Cluster {
  /// Draws what happens to the request from the rules and the cluster's seed.
  func fault(for request: HTTPRequest) -> Fault? {
    var fault: Fault?
    let isWatch = request.query.contains { $0.name == "watch" && ["true", "1"].contains($0.value) }
    for index in faults.rules.indices {
      let rule = faults.rules[index]
      guard rule.remaining != 0, request.path.contains(rule.pathContains) || rule.pathContains.isEmpty,
        isWatch || !rule.onlyWatches, faultRandom.unit() < rule.probability
      else { continue }
      if let remaining = rule.remaining { faults.rules[index].remaining = remaining - 1 }
      var struck = fault ?? Fault()
      switch rule.kind {
      case .latency(let duration): struck.latency = (struck.latency ?? .zero) + duration
      case .resetAfter(let bytes): struck.damage = .reset(after: bytes)
      case .truncatedAfter(let bytes): struck.damage = .truncation(after: bytes)
      case .silence: struck.damage = .silence(after: 0)
      case .silenceAfter(let bytes): struck.damage = .silence(after: bytes)
      case .unauthorized: struck.reply = APIError.unauthorized.reply
      case .status(let code): struck.reply = APIError.overload(code).reply
      }
      fault = struck
    }
    return fault
  }
}

/// A body that breaks on its way.
private actor DamagedBody: HTTPBodySource {
  private var iterator: HTTPBody.Iterator
  private let damage: Fault.Damage
  private let core: ClusterActor
  private let idleTimeout: Duration
  private var passed = 0
  private var ended = false

  init(_ body: HTTPBody, _ damage: Fault.Damage, core: ClusterActor, idleTimeout: Duration) {
    iterator = body.makeAsyncIterator()
    self.damage = damage
    self.core = core
    self.idleTimeout = idleTimeout
  }

  func next() async throws(HTTPError) -> [UInt8]? {
    if ended { return nil }
    switch damage {
    case .silence(let limit):
      if let piece = try await piece(upTo: limit) { return piece }
      await core.sleep(for: idleTimeout)
      throw Task.isCancelled ? .cancelled : .idle(idleTimeout)
    case .reset(let limit):
      if let piece = try await piece(upTo: limit) { return piece }
      throw .closedEarly(reason: "connection reset by peer")
    case .truncation(let limit):
      return try await piece(upTo: limit)
    }
  }

  private func piece(upTo limit: Int) async throws(HTTPError) -> [UInt8]? {
    guard passed < limit else {
      ended = true
      return nil
    }
    var copy = iterator
    let piece = try await copy.next()
    iterator = copy
    guard let piece else {
      ended = true
      return nil
    }
    defer { passed += piece.count }
    return Array(piece.prefix(limit - passed))
  }

  nonisolated func cancel() {}
}
