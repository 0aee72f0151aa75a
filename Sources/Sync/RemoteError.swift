import HTTP
import Storage

/// Why a shipit server did not do what was asked.
package enum RemoteError: Error, Hashable, Sendable {
  case http(HTTPError)
  /// The token is not one of that server's.
  case unauthorized
  /// What answers there is no shipit server, or not at this base URL.
  case notAServer(reason: String)
  case notFound
  case refused(status: Int, message: String)
  /// A cluster of that project is being tested, and the server lists none of them until it has been.
  case pending
  case malformed(what: String)
  /// It said yes to a change of these fields, and has not made it.
  case notTaken(fields: [String])
}

/// Why a sync ended before its end. What was done until then is remembered.
package enum SyncError: Error, Hashable, Sendable {
  case store(StoreError)
  case remote(RemoteError)
}

extension RemoteError {
  /// Whether the request may have been carried out all the same.
  var isInDoubt: Bool {
    switch self {
    case .http(.closedEarly), .http(.idle), .http(.invalidAnswer), .malformed: true
    case .refused(let status, _): status >= 500
    default: false
    }
  }

  /// Whether the server cannot be reached now.
  var isAway: Bool {
    switch self {
    case .http(.notConnected), .http(.nameNotFound), .http(.suspended), .http(.idle): true
    default: false
    }
  }

  /// Whether the rest of a sync can be expected to fail as well.
  var endsSync: Bool {
    switch self {
    case .http, .unauthorized, .notAServer: true
    case .notFound, .refused, .pending, .malformed, .notTaken: false
    }
  }
}
