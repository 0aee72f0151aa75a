/// Rules for names (k8s.io/apimachinery/pkg/util/validation), with the server's words for what breaks them.
enum Names {
  private static let lowerAlphanumeric = Set("abcdefghijklmnopqrstuvwxyz0123456789")
  private static let alphanumeric = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  /// RFC 1123 label: namespaces, containers, ports.
  static func labelErrors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 63 { errors.append("must be no more than 63 bytes") }
    if !isLabel(text) {
      errors.append(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
          + "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
          + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')")
    }
    return errors
  }

  /// RFC 1123 subdomain: most names.
  static func subdomainErrors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 253 { errors.append("must be no more than 253 bytes") }
    if !isSubdomain(text) {
      errors.append(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
          + "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
          + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#)
    }
    return errors
  }

  /// RFC 1035 label: services.
  static func label1035Errors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 63 { errors.append("must be no more than 63 bytes") }
    if !isLabel(text) || text.first?.isNumber == true {
      errors.append(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and "
          + "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
          + "'[a-z]([-a-z0-9]*[a-z0-9])?')")
    }
    return errors
  }

  static func isLabel(_ text: String) -> Bool { isPart(text, lowerAlphanumeric, inner: "-") }

  static func isSubdomain(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel(String($0)) }
  }

  /// Label and annotation keys: an optional subdomain and a name.
  static func qualifiedNameErrors(_ text: String) -> [String] {
    let advice =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
      + "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
      + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var errors: [String] = []
    switch parts.count {
    case 1: break
    case 2:
      if parts[0].isEmpty {
        errors.append("prefix part must be non-empty")
      } else {
        errors += subdomainErrors(parts[0]).map { "prefix part \($0)" }
      }
    default:
      return [
        "a qualified name " + advice.dropFirst("name part ".count)
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    let name = parts[parts.count - 1]
    if name.isEmpty {
      errors.append("name part must be non-empty")
    } else if name.utf8.count > 63 {
      errors.append("name part must be no more than 63 bytes")
    }
    if !isPart(name, alphanumeric, inner: "-_.") { errors.append(advice) }
    return errors
  }

  static func labelValueErrors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 63 { errors.append("must be no more than 63 bytes") }
    if !text.isEmpty && !isPart(text, alphanumeric, inner: "-_.") {
      errors.append(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end "
          + "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
          + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")
    }
    return errors
  }

  /// Keys of secrets and config maps.
  static func configKeyErrors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 253 { errors.append("must be no more than 253 bytes") }
    if text.isEmpty || !text.allSatisfy({ alphanumeric.contains($0) || "-_.".contains($0) }) {
      errors.append(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
          + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")
    }
    if text == "." { errors.append("must not be '.'") }
    if text == ".." || text.hasPrefix("..") {
      errors.append(text == ".." ? "must not be '..'" : "must not start with '..'")
    }
    return errors
  }

  /// Names of environment variables, as relaxed since 1.34.
  static func environmentNameErrors(_ text: String) -> [String] {
    let isValid = !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
    return isValid
      ? []
      : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
  }

  /// Names of ports (`IsValidPortName`).
  static func portNameErrors(_ text: String) -> [String] {
    var errors: [String] = []
    if text.utf8.count > 15 { errors.append("must be no more than 15 characters") }
    if !text.allSatisfy({ lowerAlphanumeric.contains($0) || $0 == "-" }) {
      errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !text.contains(where: { $0.isLetter }) { errors.append("must contain at least one letter (a-z)") }
    if text.contains("--") { errors.append("must not contain consecutive hyphens") }
    if text.hasPrefix("-") || text.hasSuffix("-") { errors.append("must not begin or end with a hyphen") }
    return errors
  }

  /// Letters and digits at both ends, and `inner` characters between them.
  private static func isPart(_ text: String, _ letters: Set<Character>, inner: String) -> Bool {
    guard let first = text.first, let last = text.last, letters.contains(first), letters.contains(last) else {
      return false
    }
    return text.allSatisfy { letters.contains($0) || inner.contains($0) }
  }
}
