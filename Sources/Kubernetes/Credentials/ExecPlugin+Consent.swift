import Foundation
import JSON

extension ExecPlugin {
  /// What a person is asked to agree to. Values of variables may be secrets, so only their names are shown.
  package var commandLine: String {
    let words = environment.map { "\($0.name)=…" } + [command] + arguments
    return words.map(\.shellQuoted).joined(separator: " ")
  }

  /// Changes with anything that changes what runs: 64 hex digits, which tell nothing of the variables' values.
  package var fingerprint: String {
    let variables = environment.map { JSON.array([.string($0.name), .string($0.value.revealed)]) }
    let text: JSON = [
      "command": .string(command), "arguments": .array(arguments.map { .string($0) }), "variables": .array(variables),
    ]
    return SHA256.hexDigest(of: text.encoded())
  }

  /// `KUBERNETES_EXEC_INFO`: an ExecCredential that tells the plugin what it is asked for.
  func info(of cluster: Kubeconfig.Cluster, isInteractive: Bool) -> String {
    var spec: JSON = ["interactive": .bool(isInteractive)]
    if providesClusterInfo {
      var info: JSON = ["server": .string(cluster.server)]
      if !cluster.tlsServerName.isEmpty { info["tls-server-name"] = .string(cluster.tlsServerName) }
      if cluster.insecureSkipTLSVerify { info["insecure-skip-tls-verify"] = true }
      if case .data(let authority) = cluster.certificateAuthority {
        info["certificate-authority-data"] = .string(Data(authority.bytes).base64EncodedString())
      }
      if !cluster.proxyURL.isEmpty { info["proxy-url"] = .string(cluster.proxyURL) }
      info["config"] = cluster.execConfiguration
      spec["cluster"] = info
    }
    let credential: JSON = ["apiVersion": .string(version.rawValue), "kind": "ExecCredential", "spec": spec]
    return String(decoding: credential.encoded(), as: UTF8.self)
  }
}

extension String {
  /// As a shell would take it for one word.
  fileprivate var shellQuoted: String {
    let isPlain = !isEmpty && utf8.allSatisfy { $0.isPlainInShell } || hasSuffix("=…")
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}

extension UInt8 {
  fileprivate var isPlainInShell: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:=@%+,".utf8.contains(self)
    }
  }
}
