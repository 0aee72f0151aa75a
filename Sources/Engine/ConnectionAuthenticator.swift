import Foundation
import HTTP
import Kubernetes

extension ClusterConnection {
  /// Presents the credentials that never change. Rotating token files and plugins are the client room's.
  var authenticator: any Authenticator {
    switch credentials {
    case .token(let token), .tokenFile(_, .some(let token)):
      FixedCredentials(["Authorization": "Bearer \(token.revealed)"])
    case .basic(let username, let password):
      FixedCredentials([
        "Authorization": "Basic \(Data("\(username):\(password.revealed)".utf8).base64EncodedString())"
      ])
    case .none, .tokenFile, .exec: FixedCredentials()
    }
  }
}
