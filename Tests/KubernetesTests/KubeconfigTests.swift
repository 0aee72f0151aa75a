import Foundation
import HTTP
import JSON
import Testing

@testable import Kubernetes

@Suite("Kubeconfig")
struct KubeconfigTests {
  private let files = FileSource(currentFolder: "/work") { path in
    texts[path].map { Array($0.utf8) }
  }

  private static let texts = [
    "/home/me/.kube/config": config(context: "home", server: "https://home:6443", token: "home-token"),
    "/a/one": config(context: "one", server: "https://one", token: "one-token"),
    "/a/two": config(context: "two", server: "https://two", token: "two-token"),
    "/a/shadow": config(context: "one", server: "https://shadow", token: "shadow-token"),
    "/work/local": config(context: "local", server: "https://local", token: "t"),
    "/a/files": """
    current-context: files
    contexts: [{name: files, context: {cluster: c, user: u, namespace: shop}}]
    clusters: [{name: c, cluster: {server: "https://c", certificate-authority: pki/ca.pem}}]
    users: [{name: u, user: {client-certificate: ../b/cert.pem, client-key: /b/key.pem, tokenFile: token}}]
    """,
    "/a/pki/ca.pem": "CA", "/b/cert.pem": "CERT", "/b/key.pem": "KEY",
    "/var/run/secrets/kubernetes.io/serviceaccount/token": "pod-token",
    "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt": "POD CA",
    "/var/run/secrets/kubernetes.io/serviceaccount/namespace": "shop\n",
  ]

  private static func config(context: String, server: String, token: String) -> String {
    """
    apiVersion: v1
    kind: Config
    current-context: \(context)
    contexts:
    - name: \(context)
      context: {cluster: \(context), user: \(context)}
    clusters:
    - name: \(context)
      cluster: {server: "\(server)"}
    users:
    - name: \(context)
      user: {token: \(token)}
    """
  }

  @Test(
    "is looked for where kubectl looks",
    arguments: [
      (nil, ["HOME": "/home/me"], "home"),
      ("/a/two", ["KUBECONFIG": "/a/one", "HOME": "/home/me"], "two"),
      ("local", [:], "local"),
      (nil, ["KUBECONFIG": "/a/one", "HOME": "/home/me"], "one"),
      (nil, ["KUBECONFIG": "/a/absent:/a/two", "HOME": "/home/me"], "two"),
      (nil, ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"], "in-cluster"),
      (nil, ["HOME": "/nobody", "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"], "in-cluster"),
    ] as [(String?, [String: String], String)])
  func search(explicit: String?, environment: [String: String], finds context: String) throws {
    let config = try Kubeconfig.load(explicit: explicit, environment: environment, files: files)
    #expect(config.currentContext == context)
  }

  @Test("of several files the first that names an entry or a current context wins")
  func merge() throws {
    let environment = ["KUBECONFIG": "/a/one::/a/two:/a/shadow"]
    let config = try Kubeconfig.load(explicit: nil, environment: environment, files: files)
    #expect(config.currentContext == "one")
    #expect(config.contexts.map(\.name) == ["one", "two"])
    #expect(try config.connection(files: files).endpoint.server.absoluteString == "https://one")
    #expect(try config.connection(context: "two", files: files).credentials == .token(Secret("two-token")))
  }

  @Test("an explicit file must exist, others need not")
  func absent() {
    #expect(throws: KubeconfigError.unreadable(file: "/none", reason: "no such file")) {
      try Kubeconfig.load(explicit: "/none", environment: [:], files: files)
    }
    #expect(throws: KubeconfigError.noConfiguration(tried: ["/x", "/y"])) {
      try Kubeconfig.load(explicit: nil, environment: ["KUBECONFIG": "/x:/y"], files: files)
    }
  }

  @Test("in a pod the service account is used, and its token stays a file")
  func inCluster() throws {
    let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
    let config = try Kubeconfig.load(explicit: nil, environment: environment, files: files)
    let connection = try config.connection(files: files)
    #expect(connection.endpoint.server.absoluteString == "https://[fd00::1]:443")
    #expect(connection.namespace == "shop")
    #expect(connection.endpoint.tls.authorities == Array("POD CA".utf8))
    let token = "/var/run/secrets/kubernetes.io/serviceaccount/token"
    #expect(connection.credentials == .tokenFile(path: token, fallback: nil))
  }

  @Test("files are relative to the kubeconfig that names them, and become data when minified")
  func relativeFiles() throws {
    let config = try Kubeconfig.load(explicit: "/a/files", environment: [:], files: files)
    let minified = try config.minified(files: files)
    #expect(minified.clusters[0].certificateAuthority == .data(Secret("CA")))
    #expect(minified.users[0].clientCertificate == .data(Secret("CERT")))
    #expect(minified.users[0].clientKey == .data(Secret("KEY")))
    #expect(minified.users[0].tokenFile == "/a/token")
    #expect(minified.contexts[0].namespace == "shop")
    let nothing = FileSource { _ in nil }
    #expect(try Kubeconfig(parsing: minified.encoded()) == minified)
    #expect(try minified.connection(files: nothing) == config.connection(files: files))
  }

  @Test("minifying keeps one context and what it needs")
  func minify() throws {
    let environment = ["KUBECONFIG": "/a/one:/a/two"]
    let config = try Kubeconfig.load(explicit: nil, environment: environment, files: files)
    let minified = try config.minified(context: "two", files: files)
    #expect(minified.currentContext == "two")
    #expect(minified.clusters.map(\.name) == ["two"])
    #expect(minified.users.map(\.name) == ["two"])
    #expect(!minified.encoded().contains("one-token"))
  }

  @Test(
    "whether somebody checks that it is the server that answers",
    arguments: [
      ("{server: 'https://c:6443'}", false), ("{server: 'https://c:6443', insecure-skip-tls-verify: true}", true),
      ("{server: 'http://c:8080'}", true), ("{server: 'http://127.0.0.1:8001'}", false),
      ("{server: 'http://localhost:8001'}", false), ("{server: 'http://[::1]:8001'}", false),
      ("{server: 'http://127.example:8001'}", true),
    ])
  func security(cluster: String, isInsecure: Bool) throws {
    let config = try Kubeconfig(
      parsing: """
        clusters: [{name: c, cluster: \(cluster)}]
        contexts: [{name: c, context: {cluster: c}}]
        current-context: c
        """)
    #expect(try config.connection().isInsecure == isInsecure)
  }

  @Test("everything that an entry can hold survives writing and reading")
  func roundTrip() throws {
    let config = try Kubeconfig(parsing: everything, file: "/k/config")
    #expect(try Kubeconfig(parsing: config.encoded()) == config)
    let user = config.users[0]
    #expect(user.exec?.command == "/k/bin/login")
    #expect(user.exec?.environment.map(\.value.revealed) == ["123"])
    #expect(user.impersonation == Impersonation(user: "ann", uid: "7", groups: ["a", "b"], extra: ["k": ["v"]]))
    #expect(config.clusters[0].execConfiguration == ["audience": "x", "level": 3, "on": true])
    #expect(config.clusters[0].insecureSkipTLSVerify)
  }

  private let everything = """
    clusters:
    - name: 42
      cluster:
        server: https://c:6443
        tls-server-name: c.example
        insecure-skip-tls-verify: true
        proxy-url: socks5://proxy:1080
        extensions:
        - name: client.authentication.k8s.io/exec
          extension: {audience: x, level: 3, "on": true}
    contexts:
    - name: c
      context: {cluster: 42, user: yes}
    users:
    - name: yes
      user:
        username: u
        password: 007
        as: ann
        as-uid: 7
        as-groups: [a, b]
        as-user-extra: {k: [v]}
        exec:
          apiVersion: client.authentication.k8s.io/v1beta1
          command: bin/login
          args: [--flag, "1"]
          env: [{name: N, value: 123}]
          installHint: get it
          provideClusterInfo: true
          interactiveMode: Never
    """

  @Test(
    "what is wrong is named without showing a secret",
    arguments: [
      ("contexts: 3", .malformed(file: "f", reason: "contexts: a list is expected")),
      (
        "users: [{name: a, user: {client-key-data: '!secret!'}}]",
        .invalidValue(field: "client-key-data", name: "a", reason: "it is not base64")
      ),
      ("users: [{name: a}, {name: a}]", .duplicateName(file: "f", list: "users", name: "a")),
      (
        "users: [{name: a, user: {exec: {apiVersion: v9, command: x}}}]",
        .invalidValue(field: "exec.apiVersion", name: "a", reason: "\"v9\" is not supported")
      ),
      ("a: b: c", .malformed(file: "f", reason: "line 1: mapping values are not allowed in this context")),
    ] as [(String, KubeconfigError)])
  func refusals(yaml: String, error: KubeconfigError) {
    #expect(throws: error) { try Kubeconfig(parsing: yaml, file: "f") }
  }

  @Test(
    "a context must lead somewhere",
    arguments: [
      ("contexts: [{name: a, context: {cluster: c}}]", nil, .noCurrentContext(available: ["a"])),
      ("contexts: [{name: a, context: {cluster: c}}]", "b", .noSuchContext("b", available: ["a"])),
      ("contexts: [{name: a, context: {cluster: c}}]", "a", .noSuchCluster("c", context: "a")),
      (
        "{contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: h}}]}", "a",
        .noSuchUser("u", context: "a")
      ),
      (
        "{contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {}}]}", "a",
        .invalidValue(field: "server", name: "c", reason: "it is missing")
      ),
      (
        "{contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: 'ftp://x'}}]}", "a",
        .invalidValue(field: "server", name: "c", reason: "it is not an http or https URL")
      ),
    ] as [(String, String?, KubeconfigError)])
  func deadEnds(yaml: String, context: String?, error: KubeconfigError) throws {
    let config = try Kubeconfig(parsing: yaml)
    #expect(throws: error) { try config.connection(context: context, files: files) }
  }

  @Test("no description or dump of a kubeconfig shows a secret")
  func redaction() throws {
    let config = try Kubeconfig.load(explicit: "/a/one", environment: [:], files: files)
    var text = "\(config) \(String(reflecting: config))"
    dump(config, to: &text)
    text += try "\(config.connection(files: files))"
    #expect(!text.contains("one-token"))
    #expect(text.contains("(secret)"))
  }

  @Test("impersonation becomes headers as client-go writes them")
  func impersonation() {
    let headers = Impersonation(user: "ann", uid: "7", groups: ["a", "b"], extra: ["Acme.com/Role": ["x"]]).headers
    #expect(
      headers.fields.map { "\($0.name): \($0.value)" } == [
        "Impersonate-User: ann", "Impersonate-Uid: 7", "Impersonate-Group: a", "Impersonate-Group: b",
        "Impersonate-Extra-acme.com%2Frole: x",
      ])
  }
}
