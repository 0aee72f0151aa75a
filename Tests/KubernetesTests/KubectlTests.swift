import Foundation
import JSON
import Testing

@testable import Kubernetes

private let isKubectlInstalled = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].contains {
  FileManager.default.isExecutableFile(atPath: $0)
}

/// kubectl itself says what a kubeconfig means, where it is installed.
@Suite("Kubeconfig beside kubectl", .enabled(if: isKubectlInstalled))
struct KubectlTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-\(UUID().uuidString)")

  private let files = [
    "one": """
    current-context: files
    contexts:
    - name: files
      context: {cluster: c, user: u, namespace: shop}
    - name: plugin
      context: {cluster: d, user: x}
    clusters:
    - name: c
      cluster: {server: "https://c:6443", certificate-authority: pki/ca.pem, proxy-url: "http://p:1"}
    - name: d
      cluster: {server: "https://d", insecure-skip-tls-verify: true, tls-server-name: e}
    users:
    - name: u
      user: {client-certificate: cert.pem, client-key: key.pem, as: ann, as-groups: [a, b], as-user-extra: {k: [v]}}
    - name: x
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1
          command: login
          args: [a, "1"]
          env: [{name: NAME, value: v}]
          interactiveMode: Never
          installHint: get it
          provideClusterInfo: true
    """,
    "two": """
    current-context: shadowed
    contexts:
    - name: files
      context: {cluster: shadowed, user: shadowed}
    - name: more
      context: {cluster: c, user: basic}
    users:
    - name: u
      user: {token: shadowed}
    - name: basic
      user: {username: me, password: "123"}
    """,
    "pki/ca.pem": "CA", "cert.pem": "CERT", "key.pem": "KEY",
  ]

  @Test(
    "one context of two merged files, flattened, is what kubectl makes of them",
    arguments: [
      nil, "files", "plugin", "more",
    ])
  func minified(context: String?) async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "pki"), withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let search = folder.appending(path: "one").path + ":" + folder.appending(path: "two").path
    let config = try Kubeconfig.load(explicit: nil, environment: ["KUBECONFIG": search])
    let minified = try config.minified(context: context)
    let written = folder.appending(path: "minified")
    try Data(minified.encoded().utf8).write(to: written)

    let arguments = ["--minify", "--flatten"] + (context.map { ["--context", $0] } ?? [])
    var expected = try await kubectl(arguments, kubeconfig: search)
    if let context { expected["current-context"] = .string(context) }
    #expect(try await kubectl([], kubeconfig: written.path) == expected)
  }

  private func kubectl(_ arguments: [String], kubeconfig: String) async throws -> JSON {
    let command = ExecPlugin(
      version: .v1, command: "kubectl", arguments: ["config", "view", "--raw", "-o", "json"] + arguments,
      environment: [], installHint: "", providesClusterInfo: false, interactiveMode: .never)
    return try JSON(parsing: try await runPlugin(command, adding: ["KUBECONFIG": kubeconfig], isInteractive: false))
  }
}
