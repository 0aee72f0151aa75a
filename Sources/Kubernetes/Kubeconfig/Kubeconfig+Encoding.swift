import Foundation
import JSON

extension Kubeconfig {
  /// YAML that kubectl reads. Holds secrets in the clear: for encryption and for nothing else.
  package func encoded() -> String {
    var root: JSON = ["apiVersion": "v1", "kind": "Config", "preferences": [:]]
    root["clusters"] = .array(clusters.map { ["name": .string($0.name), "cluster": $0.json] })
    root["users"] = .array(users.map { ["name": .string($0.name), "user": $0.json] })
    root["contexts"] = .array(contexts.map { ["name": .string($0.name), "context": $0.json] })
    root["current-context"] = .string(currentContext ?? "")
    // JSON is YAML (YAML 1.2 §1.3), and leaves no scalar to be misread as a number or a boolean.
    return String(decoding: root.encoded(pretty: true), as: UTF8.self) + "\n"
  }
}

extension Kubeconfig.Context {
  fileprivate var json: JSON {
    var fields = JSON.object([:])
    fields.set("cluster", cluster)
    fields.set("user", user)
    fields.set("namespace", namespace)
    return fields
  }
}

extension Kubeconfig.Cluster {
  fileprivate var json: JSON {
    var fields: JSON = ["server": .string(server)]
    fields.set("tls-server-name", tlsServerName)
    if insecureSkipTLSVerify { fields["insecure-skip-tls-verify"] = true }
    fields.set("certificate-authority", certificateAuthority)
    fields.set("proxy-url", proxyURL)
    if let execConfiguration {
      fields["extensions"] = [["name": "client.authentication.k8s.io/exec", "extension": execConfiguration]]
    }
    return fields
  }
}

extension Kubeconfig.User {
  fileprivate var json: JSON {
    var fields = JSON.object([:])
    fields.set("client-certificate", clientCertificate)
    fields.set("client-key", clientKey)
    fields.set("token", token?.revealed ?? "")
    fields.set("tokenFile", tokenFile)
    fields.set("username", username)
    fields.set("password", password?.revealed ?? "")
    fields.set("as", impersonation.user)
    fields.set("as-uid", impersonation.uid)
    if !impersonation.groups.isEmpty { fields["as-groups"] = .array(impersonation.groups.map { .string($0) }) }
    if !impersonation.extra.isEmpty {
      fields["as-user-extra"] = .object(impersonation.extra.mapValues { .array($0.map { .string($0) }) })
    }
    if !authProvider.isEmpty { fields["auth-provider"] = ["name": .string(authProvider)] }
    fields["exec"] = exec?.json
    return fields
  }
}

extension ExecPlugin {
  fileprivate var json: JSON {
    var fields: JSON = ["apiVersion": .string(version.rawValue), "command": .string(command)]
    fields["interactiveMode"] = .string(interactiveMode.rawValue)
    fields["provideClusterInfo"] = .bool(providesClusterInfo)
    fields.set("installHint", installHint)
    if !arguments.isEmpty { fields["args"] = .array(arguments.map { .string($0) }) }
    if !environment.isEmpty {
      fields["env"] = .array(environment.map { ["name": .string($0.name), "value": .string($0.value.revealed)] })
    }
    return fields
  }
}

extension JSON {
  fileprivate mutating func set(_ key: String, _ text: String) {
    if !text.isEmpty { self[key] = .string(text) }
  }

  fileprivate mutating func set(_ key: String, _ material: Kubeconfig.Material) {
    switch material {
    case .absent: return
    case .data(let secret): self[key + "-data"] = .string(Data(secret.bytes).base64EncodedString())
    case .file(let path): self[key] = .string(path)
    }
  }
}
