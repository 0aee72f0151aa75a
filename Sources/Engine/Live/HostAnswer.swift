/// What a resolver says of a host name.
package enum HostAnswer: Hashable, Sendable {
  /// IPv4 and IPv6 addresses as text, at least one.
  case addresses([String])
  /// There is no such name, or it has no address.
  case noSuchName
  /// Why it cannot be told, as the end of a sentence.
  case failed(String)
}
