import FoundationEssentials
import HTTP
import Subprocess
import Testing

/// A certificate authority with a server and a client, made by openssl in a folder that goes with them.
struct Certificates: Sendable {
  let folder: URL
  let authority: [UInt8]
  let client: HTTPEndpoint.Identity

  /// What the server's certificate says, besides 127.0.0.1.
  static let serverName = "cluster.internal"

  static func make<Result>(_ body: (Certificates) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    try await request("authority", in: folder)
    try await request(
      "server", in: folder, authority: "authority", name: "subjectAltName=IP:127.0.0.1,DNS:\(serverName)")
    try await request("client", in: folder, authority: "authority")
    let client = HTTPEndpoint.Identity(certificate: try read("client.pem"), key: try read("client.key"))
    return try await body(Certificates(folder: folder, authority: try read("authority.pem"), client: client))
  }

  /// Makes NAME.key and NAME.pem, signed by itself where there is no authority.
  private static func request(
    _ name: String, in folder: URL, authority: String? = nil, name alternative: String? = nil
  ) async throws {
    func path(_ file: String) -> String { folder.appending(path: file).path() }
    var arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"),
    ]
    if let authority {
      arguments += ["-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key")]
      arguments += ["-addext", "basicConstraints=critical,CA:FALSE"]
    }
    if let alternative { arguments += ["-addext", alternative] }
    let result = try await run(
      .name("openssl"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 4096))
    try #require(result.terminationStatus.isSuccess, "openssl: \(result.standardError)")
  }
}
