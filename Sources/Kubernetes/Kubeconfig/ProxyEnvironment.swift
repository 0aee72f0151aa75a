import Foundation

/// The proxy that the environment asks for, by the rules of Go's `httpproxy`, which kubectl follows: `HTTPS_PROXY` and
/// `NO_PROXY` in capitals or small letters, and never for this machine.
package func environmentProxy(for server: URL, in environment: [String: String]) -> URL? {
  guard let host = server.host()?.lowercased(), !isLocal(host) else { return nil }
  let scheme = server.scheme == "http" ? "http" : "https"
  guard let value = environment[scheme.uppercased() + "_PROXY"] ?? environment[scheme + "_proxy"], !value.isEmpty else {
    return nil
  }
  let port = server.port ?? (scheme == "https" ? 443 : 80)
  let exceptions = environment["NO_PROXY"] ?? environment["no_proxy"] ?? ""
  for entry in exceptions.split(separator: ",") {
    if matches(entry.trimmingCharacters(in: .whitespaces).lowercased(), host: host, port: port) { return nil }
  }
  return URL(string: value.contains("://") ? value : "http://" + value)
}

private func isLocal(_ host: String) -> Bool {
  host == "localhost" || host == "::1" || IPv4(host)?.first == 127
}

private func matches(_ entry: String, host: String, port: Int) -> Bool {
  if entry == "*" { return true }
  if entry.contains("/") { return IPv4(host)?.isWithin(entry) ?? false }
  var pattern = entry
  if let colon = entry.lastIndex(of: ":"), let wanted = Int(entry[entry.index(after: colon)...]), !entry.hasPrefix("[")
  {
    guard wanted == port else { return false }
    pattern = String(entry[..<colon])
  }
  guard !pattern.isEmpty else { return false }
  if pattern.hasPrefix("*.") { pattern.removeFirst() }
  // `.example.com` means what is below it, `example.com` also itself.
  return pattern.hasPrefix(".") ? host.hasSuffix(pattern) : host == pattern || host.hasSuffix("." + pattern)
}

private struct IPv4 {
  private let value: UInt32

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard let part else { return nil }
      value = value << 8 | UInt32(part)
    }
    self.value = value
  }

  var first: UInt32 { value >> 24 }

  /// `10.0.0.0/8`.
  func isWithin(_ block: String) -> Bool {
    let parts = block.split(separator: "/")
    guard parts.count == 2, let base = IPv4(parts[0]), let length = Int(parts[1]), (0...32).contains(length) else {
      return false
    }
    let mask: UInt32 = length == 0 ? 0 : ~0 << UInt32(32 - length)
    return value & mask == base.value & mask
  }
}
