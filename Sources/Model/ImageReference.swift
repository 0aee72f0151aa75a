/// An image reference, taken apart by the grammar of `distribution/reference`.
package struct ImageReference: Hashable, Sendable {
  /// Registry and path: `ghcr.io/acme/web`.
  package let name: String
  package let tag: String?
  /// `sha256:…`
  package let digest: String?

  /// nil when it is not a reference that a container runtime would take.
  package init?(_ text: String) {
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@") {
      let digest = rest[rest.index(after: at)...]
      guard Self.isDigest(digest) else { return nil }
      self.digest = String(digest)
      rest = rest[..<at]
    } else {
      digest = nil
    }
    // A colon after the last slash starts a tag; one before it is the registry's port.
    let afterSlash = rest.lastIndex(of: "/").map(rest.index(after:)) ?? rest.startIndex
    if let colon = rest[afterSlash...].firstIndex(of: ":") {
      let tag = rest[rest.index(after: colon)...]
      guard Self.isTag(tag) else { return nil }
      self.tag = String(tag)
      rest = rest[..<colon]
    } else {
      tag = nil
    }
    guard Self.isName(rest) else { return nil }
    name = String(rest)
  }

  /// Whether the same reference can mean another image tomorrow.
  package var isMoving: Bool { digest == nil && (tag == nil || tag == "latest") }

  /// The same name, tag included, for exactly that image: `web:1@sha256:…`.
  package func pinned(to digest: String) -> String {
    name + (tag.map { ":\($0)" } ?? "") + "@\(digest)"
  }

  package static func problem(in text: String) -> ValidationProblem? {
    guard ImageReference(text) == nil else { return nil }
    return ValidationProblem(
      field: "image", value: text.neutralised(),
      rule: "an image is [registry/]path[:tag][@sha256:digest] in lower case, such as ghcr.io/acme/web:1.4.2")
  }

  private static func isName(_ name: Substring) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 255 else { return false }
    var components = name.split(separator: "/", omittingEmptySubsequences: false)
    if components.count > 1, let first = components.first,
      first.contains(".") || first.contains(":") || first == "localhost"
    {
      guard isRegistry(first) else { return false }
      components.removeFirst()
    }
    return components.allSatisfy { component in
      let isAlphanumeric: (Character) -> Bool = { $0.isASCII && ($0.isLowercase || $0.isNumber) }
      guard let first = component.first, let last = component.last else { return false }
      return isAlphanumeric(first) && isAlphanumeric(last)
        && component.allSatisfy { isAlphanumeric($0) || "._-".contains($0) }
    }
  }

  private static func isRegistry(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let host = parts.first, !host.isEmpty else { return false }
    if parts.count == 2 {
      guard let port = Int(parts[1]), (1...65535).contains(port) else { return false }
    }
    return host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
  }

  private static func isTag(_ tag: Substring) -> Bool {
    guard let first = tag.first, tag.utf8.count <= 128, first != ".", first != "-" else { return false }
    return tag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
  }

  package static func isDigest(_ digest: Substring) -> Bool {
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0] == "sha256" && parts[1].utf8.count == 64
      && parts[1].allSatisfy { "0123456789abcdef".contains($0) }
  }
}
