import Engine
import Foundation
import Glibc
import HTTP
import Storage

/// Puts the real things together: the store, libcurl, the person.
enum Wiring {
  static func session(
    _ options: GlobalOptions, environment: [String: String], console: Console
  ) async throws -> Session {
    if options.demo {
      let world = try await DemoWorld.make(author: author(environment), environment: environment)
      return Session(engine: world.engine, console: console, environment: environment)
    }
    let location = StoreLocation(store: options.store, environment: environment)
    let store = try Store(
      path: location.store, key: KeySource(environment: environment, keyFile: location.keyFile))
    let surroundings = Engine.Surroundings(
      transport: { RetryingTransport(CurlTransport(endpoint: $0, userAgent: userAgent)) }, author: author(environment),
      environment: environment)
    return Session(
      engine: Engine(store: store, surroundings: surroundings), console: console, environment: environment)
  }

  /// What API servers write into their audit logs.
  private static let userAgent = "shipit-tui/\(ShipitTUI.configuration.version)"

  /// Who is written into revisions: `user@host`.
  static func author(_ environment: [String: String]) -> String {
    let user = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? environment["USER"] ?? "\(getuid())"
    return "\(user)@\(ProcessInfo.processInfo.hostName)"
  }
}
