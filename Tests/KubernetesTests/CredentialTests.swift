import Foundation
import HTTP
import JSON
import Synchronization
import Testing

@testable import Kubernetes

@Suite("Credentials")
struct CredentialTests {
  private static let start = Date(timeIntervalSince1970: 1_795_432_474)

  private func plugin(_ command: String = "login", _ arguments: [String] = []) -> ExecPlugin {
    ExecPlugin(
      version: .v1, command: command, arguments: arguments, environment: [], installHint: "get it from x",
      providesClusterInfo: true, interactiveMode: .ifAvailable)
  }

  private func credential(_ status: JSON) -> [UInt8] {
    let json: JSON = ["kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": status]
    return json.encoded()
  }

  /// Gives the answers in turn, and the time that a test sets.
  private final class World: Sendable {
    let state: Mutex<(answers: [[UInt8]], runs: [[String: String]], now: Date)>

    init(_ answers: [[UInt8]]) {
      state = Mutex((answers, [], CredentialTests.start))
    }

    func surroundings(isAllowed: Bool = true) -> PluginSurroundings {
      PluginSurroundings(
        now: { self.state.withLock { $0.now } },
        run: { _, variables, _ in
          self.state.withLock { state in
            state.runs.append(variables)
            return state.answers.removeFirst()
          }
        },
        isAllowed: { _ in isAllowed })
    }
  }

  @Test("a plugin runs once until its credentials expire or are refused")
  func caching() async throws {
    let world = World([
      credential(["token": "one", "expirationTimestamp": "2026-11-23T11:15:00Z"]), credential(["token": "two"]),
      credential(["token": "three"]),
    ])
    let credentials = PluginCredentials(plugin(), cluster: .init(name: "c"), world.surroundings())
    let one: HTTPHeaders = ["Authorization": "Bearer one"]
    #expect(try await credentials.headers() == one)
    #expect(try await credentials.headers() == one)
    world.state.withLock { $0.now += 60 }
    #expect(try await credentials.headers() == ["Authorization": "Bearer two"])
    // A late refusal of older ones must not throw away the new.
    #expect(await credentials.refused(one))
    #expect(try await credentials.headers() == ["Authorization": "Bearer two"])
    #expect(await credentials.refused(["Authorization": "Bearer two"]))
    #expect(try await credentials.headers() == ["Authorization": "Bearer three"])
    #expect(world.state.withLock { $0.runs.count } == 3)
  }

  @Test("a 401 fetches new credentials and asks once more")
  func refreshOnUnauthorized() async throws {
    let world = World([credential(["token": "old"]), credential(["token": "new"])])
    let transport = ScriptedTransport([
      .response(status: 401, body: []), .response(status: 200, body: Array(#"{"gitVersion":"v1"}"#.utf8)),
    ])
    let client = KubernetesClient(
      transport: transport, cluster: "c",
      authenticator: PluginCredentials(plugin(), cluster: .init(name: "c"), world.surroundings()))
    #expect(try await client.version().gitVersion == "v1")
    #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer old", "Bearer new"])
  }

  @Test("a plugin is told of the cluster, and that nobody can be asked")
  func information() async throws {
    let world = World([credential(["token": "t"])])
    var cluster = Kubeconfig.Cluster(name: "c")
    cluster.server = "https://c"
    cluster.certificateAuthority = .data(Secret("CA"))
    cluster.execConfiguration = ["audience": "x"]
    _ = try await PluginCredentials(plugin(), cluster: cluster, world.surroundings()).headers()
    let text = try #require(world.state.withLock { $0.runs.first?["KUBERNETES_EXEC_INFO"] })
    #expect(
      try JSON(parsing: text) == [
        "apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
        "spec": [
          "interactive": false,
          "cluster": ["server": "https://c", "certificate-authority-data": "Q0E=", "config": ["audience": "x"]],
        ],
      ])
  }

  @Test("a certificate that a plugin gave is presented with the next request")
  func certificate() async throws {
    let world = World([credential(["clientCertificateData": "CERT", "clientKeyData": "KEY"])])
    var config = try Kubeconfig(
      parsing: """
        contexts: [{name: a, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "https://c"}}]
        users: [{name: u, user: {as: ann, exec: {apiVersion: client.authentication.k8s.io/v1, command: login}}}]
        """)
    config.currentContext = "a"
    let endpoints = Mutex<[HTTPEndpoint]>([])
    let transport = ScriptedTransport([.response(status: 200, body: Array(#"{"gitVersion":"v1"}"#.utf8))])
    let client = KubernetesClient(
      try config.connection(), cluster: "c", plugins: world.surroundings(),
      transport: { endpoint in
        endpoints.withLock { $0.append(endpoint) }
        return transport
      })
    _ = try await client.version()
    let identity = HTTPEndpoint.Identity(certificate: Array("CERT".utf8), key: Array("KEY".utf8))
    #expect(endpoints.withLock { $0.map(\.tls.identity) } == [identity])
    #expect(transport.requests.first?.headers["Impersonate-User"] == "ann")
  }

  @Test("nothing runs that nobody agreed to")
  func consent() async {
    let world = World([])
    let plugin = plugin("login", ["--as", "me you"])
    let credentials = PluginCredentials(plugin, cluster: .init(name: "c"), world.surroundings(isAllowed: false))
    await #expect(
      throws: KubernetesError.credentials(
        .pluginNotAllowed(ShownPlugin(command: "login --as 'me you'", fingerprint: plugin.fingerprint)))
    ) { try await credentials.headers() }
    #expect(world.state.withLock { $0.runs.isEmpty })
  }

  @Test(
    "whether a command may ask is decided by what it says of itself and by who has the terminal",
    arguments: [
      // A quiet run that fails is marked; I is one that has the terminal.
      (ExecPlugin.InteractiveMode.never, Seat.none, true, "q"), (.never, .free, true, "q"),
      (.never, .screen, false, "q!"),
      (.ifAvailable, .none, true, "q"), (.ifAvailable, .none, false, "q!"), (.ifAvailable, .free, true, "I"),
      (.ifAvailable, .screen, true, "q"), (.ifAvailable, .screen, false, "q!I"),
      (.always, .none, true, ""), (.always, .free, true, "I"), (.always, .screen, true, "I"),
    ])
  func interactive(mode: ExecPlugin.InteractiveMode, seat: Seat, succeedsQuietly: Bool, expected: String) async {
    var plugin = plugin()
    plugin.interactiveMode = mode
    let runs = Mutex("")
    let isLent = Mutex(false)
    let answer = credential(["token": "t"])
    let terminal = PluginTerminal()
    if seat != .none {
      terminal.lending = .init(isFree: seat == .free) { _, body in
        isLent.withLock { $0 = true }
        await body()
        isLent.withLock { $0 = false }
      }
    }
    let surroundings = PluginSurroundings(
      run: { plugin, variables, isInteractive throws(CredentialError) in
        #expect(variables["KUBERNETES_EXEC_INFO"]?.contains(#""interactive":\#(isInteractive)"#) == true)
        #expect(isInteractive == isLent.withLock { $0 })
        let fails = !isInteractive && !succeedsQuietly
        runs.withLock { $0 += isInteractive ? "I" : fails ? "q!" : "q" }
        if fails { throw .pluginFailed(command: "", exitCode: 1, standardError: "log in first") }
        return answer
      }, terminal: terminal, isAllowed: { _ in true })
    let headers = try? await PluginCredentials(plugin, cluster: .init(name: "c"), surroundings).headers()
    #expect(runs.withLock { $0 } == expected)
    #expect((headers != nil) == (expected.last == "q" || expected.last == "I"))
  }

  /// Who has the terminal.
  enum Seat {
    case none
    case free
    case screen
  }

  @Test("a person who did not log in is not asked again at once, however often it is tried")
  func pause() async {
    let now = Mutex(CredentialTests.start)
    let asked = Mutex(0)
    let terminal = PluginTerminal()
    terminal.lending = .init(isFree: false) { _, body in await body() }
    var plugin = plugin()
    plugin.interactiveMode = .always
    let surroundings = PluginSurroundings(
      now: { now.withLock { $0 } },
      run: { _, _, _ throws(CredentialError) in
        asked.withLock { $0 += 1 }
        throw .pluginFailed(command: "login", exitCode: 130, standardError: "")
      }, terminal: terminal, isAllowed: { _ in true })
    let credentials = PluginCredentials(plugin, cluster: .init(name: "c"), surroundings)
    let failure = KubernetesError.credentials(.pluginFailed(command: "login", exitCode: 130, standardError: ""))
    for _ in 0..<3 { await #expect(throws: failure) { try await credentials.headers() } }
    #expect(asked.withLock { $0 } == 1)
    now.withLock { $0 += 301 }
    await #expect(throws: failure) { try await credentials.headers() }
    #expect(asked.withLock { $0 } == 2)
  }

  @Test("a changed command, argument or variable has another fingerprint, a changed hint has not")
  func fingerprint() {
    let original = plugin("login", ["a", "b"])
    var changed = [original, original, original, original]
    changed[0].command = "/tmp/login"
    changed[1].arguments = ["a b"]
    changed[2].environment = [.init(name: "TOKEN", value: Secret("1"))]
    changed[3].environment = [.init(name: "TOKEN", value: Secret("2"))]
    #expect(Set((changed + [original]).map(\.fingerprint)).count == 5)
    #expect(!changed[2].commandLine.contains("1"))
    var same = original
    same.installHint = "elsewhere"
    #expect(same.fingerprint == original.fingerprint)
  }

  @Test(
    "SHA-256 gives the digests of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func digest(text: String, digest: String) {
    #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
  }

  @Test(
    "a plugin's answer must be what it was asked for",
    arguments: [
      ("nonsense", "it is not JSON"), (#"{"kind":"Pod"}"#, "its kind is not ExecCredential"),
      (
        #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}"#,
        "its apiVersion is not client.authentication.k8s.io/v1"
      ),
      (
        #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}"#,
        "it has neither a token nor a certificate"
      ),
      (
        #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientKeyData":"k"}}"#,
        "it has a certificate or a key, and not both"
      ),
    ])
  func answers(text: String, reason: String) {
    #expect(throws: CredentialError.pluginAnswer(command: "login", reason: reason)) {
      try PluginAnswer(Array(text.utf8), of: plugin())
    }
  }

  @Test("a real command runs without input, with its variables, and its errors are kept")
  func realCommands() async throws {
    let input = plugin("/bin/sh", ["-c", "cat; printf '%s' \"$GREETING\""])
    #expect(try await runPlugin(input, adding: ["GREETING": "hello"], isInteractive: false) == Array("hello".utf8))
    let failing = plugin("sh", ["-c", "echo no login >&2; exit 3"])
    await #expect(
      throws: CredentialError.pluginFailed(
        command: failing.commandLine, exitCode: 3, standardError: "no login\n")
    ) { try await runPlugin(failing, adding: [:], isInteractive: false) }
    await #expect(throws: CredentialError.pluginNotFound(command: "no-such-plugin", hint: "get it from x")) {
      try await runPlugin(plugin("no-such-plugin"), adding: [:], isInteractive: false)
    }
  }

  @Test("a command that hangs is stopped with its children")
  func timeout() async {
    let hanging = plugin("sh", ["-c", "sleep 600 & sleep 600"])
    await #expect(
      throws: CredentialError.pluginTimedOut(command: hanging.commandLine, after: .milliseconds(100))
    ) { try await runPlugin(hanging, adding: [:], timeout: .milliseconds(100)) }
  }

  @Test("a token file is read again for each request, and its neighbour serves when it is gone")
  func tokenFile() async throws {
    let content = Mutex<String?>("one\n")
    let files = FileSource { _ in content.withLock { $0.map { Array($0.utf8) } } }
    let credentials = TokenFileCredentials(path: "/t", files: files)
    let one: HTTPHeaders = ["Authorization": "Bearer one"]
    #expect(try credentials.headers() == one)
    #expect(!credentials.refused(one))
    content.withLock { $0 = "two" }
    #expect(credentials.refused(one))
    #expect(try credentials.headers() == ["Authorization": "Bearer two"])
    content.withLock { $0 = nil }
    #expect(throws: KubernetesError.credentials(.unreadableTokenFile(path: "/t", reason: "no such file"))) {
      try credentials.headers()
    }
    let withFallback = TokenFileCredentials(path: "/t", fallback: Secret("three"), files: files)
    #expect(try withFallback.headers() == ["Authorization": "Bearer three"])
  }

  @Test("a password is sent as HTTP says")
  func basic() {
    let credentials = FixedCredentials(username: "Aladdin", password: Secret("open sesame"))
    #expect(credentials.headers() == ["Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="])
  }
}
