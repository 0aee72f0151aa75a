import Foundation
import HTTP
import Model
import Storage
import Sync

/// How often a server is synced with by itself.
package enum SyncSchedule: Hashable, Sendable {
  /// As it was; not at all for a new one.
  case kept
  case off
  case every(seconds: Int)

  func interval(instead old: Int?) -> Int? {
    switch self {
    case .kept: old
    case .off: nil
    case .every(let seconds): seconds
    }
  }
}

extension Engine {
  /// A server with a token, checked for form only: `testRemote` asks it.
  ///
  /// - Parameter token: nil keeps the one it has.
  package func setRemote(
    named name: String, url: String, token: String?, schedule: SyncSchedule = .kept
  ) async throws(EngineError) -> Remote {
    try check([Validation.recordName(name, field: "name")])
    var text = url
    while text.hasSuffix("/") { text.removeLast() }
    guard let parsed = URL(string: text), parsed.scheme == "https" || parsed.scheme == "http",
      parsed.host()?.isEmpty == false, parsed.user() == nil, parsed.query() == nil
    else {
      throw .invalid([
        ValidationProblem(
          field: "url", value: url.neutralised(), rule: "a server is an https:// URL without user and query")
      ])
    }
    if let token, token.isEmpty || !token.utf8.allSatisfy({ (33...126).contains($0) }) {
      throw .invalid([
        ValidationProblem(field: "token", value: "", rule: "a token is one word of printable ASCII characters")
      ])
    }
    let (base, isNew) = (text, token != nil)
    let known = try await stored { () throws(StoreError) in try await store.remotes() }.first { $0.name == name }
    guard isNew || known != nil else { throw .remoteTokenMissing(remote: name) }
    return try await audited("set remote", subject: name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in
        try await store.setRemote(
          named: name, url: base, token: token, interval: schedule.interval(instead: known?.interval))
      }
    }
  }

  /// How often a server is synced with by itself while the screen is open.
  package func updateRemote(named name: String?, schedule: SyncSchedule) async throws(EngineError) -> Remote {
    let remote = try await remote(named: name)
    return try await setRemote(named: remote.name, url: remote.url, token: nil, schedule: schedule)
  }

  package func removeRemote(named name: String) async throws(EngineError) {
    let remote = try await remote(named: name)
    try await audited("remove remote", subject: remote.name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.removeRemote(remote.id) }
    }
  }

  /// The one of that name; without a name the only one.
  package func remote(named name: String?) async throws(EngineError) -> Remote {
    if let name { return try await stored { () throws(StoreError) in try await store.remote(named: name) } }
    let remotes = try await stored { () throws(StoreError) in try await store.remotes() }
    guard let only = remotes.first else { throw .noRemote }
    guard remotes.count == 1 else { throw .remoteAmbiguous(names: remotes.map(\.name)) }
    return only
  }

  /// How many projects it has, which shows that it is a shipit server that takes the token.
  package func testRemote(_ remote: Remote) async throws(EngineError) -> Int {
    let client = try await client(of: remote)
    do throws(RemoteError) {
      return try await client.test()
    } catch {
      throw .remote(remote.name, error)
    }
  }

  func client(of remote: Remote) async throws(EngineError) -> RemoteClient {
    let token = try await stored { () throws(StoreError) in try await store.token(of: remote.id) }
    guard let url = URL(string: remote.url) else {
      throw .remote(remote.name, .notAServer(reason: "its URL is broken"))
    }
    return RemoteClient(
      transport: surroundings.transport(HTTPEndpoint(server: url)), token: token, clock: surroundings.clock)
  }
}
