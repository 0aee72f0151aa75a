/// A value that Kubernetes or shipit would refuse, with what would be right.
package struct ValidationProblem: Error, Hashable, Sendable {
  /// The field as the command line names it: `image`, `env FOO`.
  package let field: String
  package let value: String
  /// What would be right, as the end of a sentence: "a port is a number from 1 to 65535".
  package let rule: String

  package init(field: String, value: String, rule: String) {
    self.field = field
    self.value = value
    self.rule = rule
  }
}

/// The rules of names and values, checked before anything is stored or sent.
package enum Validation {
  /// RFC 1123 label, as Kubernetes demands of namespaces and of the names of services (RFC 1035 for those: a letter first).
  package static func appName(_ value: String) -> ValidationProblem? {
    guard !isLabel(value, startsWithLetter: true) else { return nil }
    return ValidationProblem(
      field: "name", value: value,
      rule: "an app's name has 1 to 63 of a-z, 0-9 and '-', starts with a letter and ends with a letter or digit")
  }

  package static func namespace(_ value: String) -> ValidationProblem? {
    guard !isLabel(value, startsWithLetter: false) else { return nil }
    return ValidationProblem(
      field: "namespace", value: value,
      rule: "a namespace has 1 to 63 of a-z, 0-9 and '-', and starts and ends with a letter or digit")
  }

  /// A cron job's name leaves room for the eleven characters that its controller adds for each run.
  package static func cronJobName(_ value: String) -> ValidationProblem? {
    guard value.utf8.count > 52 else { return nil }
    return ValidationProblem(field: "name", value: value, rule: "a cron job's name has at most 52 characters")
  }

  /// Names of projects and clusters: anything a person can read and type in a reference.
  package static func recordName(_ value: String, field: String) -> ValidationProblem? {
    let isFine =
      !value.isEmpty && value.count <= 255 && !value.contains("/") && value.first != " " && value.last != " "
      && value == value.neutralised()
    guard !isFine else { return nil }
    return ValidationProblem(
      field: field, value: value.neutralised(),
      rule: "a name has 1 to 255 printable characters, no '/', and no space at either end")
  }

  package static func port(_ value: Int, field: String = "port") -> ValidationProblem? {
    guard !(1...65535).contains(value) else { return nil }
    return ValidationProblem(field: field, value: "\(value)", rule: "a port is a number from 1 to 65535")
  }

  package static func replicas(_ value: Int) -> ValidationProblem? {
    guard !(0...10_000).contains(value) else { return nil }
    return ValidationProblem(field: "replicas", value: "\(value)", rule: "replicas is a number from 0 to 10000")
  }

  /// Kubernetes accepts any printable ASCII but '='; shells and `envFrom` want a C identifier, dots and dashes apart.
  package static func environmentName(_ value: String) -> ValidationProblem? {
    let rest: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    let isFine = value.first.map { !$0.isNumber && rest($0) } ?? false
    guard !(isFine && value.allSatisfy(rest)) else { return nil }
    return ValidationProblem(
      field: "env", value: value.neutralised(),
      rule: "a variable's name has letters, digits, '_', '-' and '.', and does not start with a digit")
  }

  /// RFC 1123 subdomain with at least two labels. No wildcard: a certificate for one cannot be had over HTTP.
  package static func domain(_ value: String) -> ValidationProblem? {
    let labels = value.split(separator: ".", omittingEmptySubsequences: false)
    let isFine =
      labels.count >= 2 && value.utf8.count <= 253
      && labels.allSatisfy { isLabel(String($0), startsWithLetter: false) }
    guard !isFine else { return nil }
    return ValidationProblem(
      field: "domain", value: value.neutralised(),
      rule: "a domain is a host name in lower case without a scheme or path, such as shop.example.com")
  }

  /// RFC 1123 subdomain, as most kinds of objects demand of their names.
  package static func objectName(_ value: String, field: String) -> ValidationProblem? {
    let labels = value.split(separator: ".", omittingEmptySubsequences: false)
    let isFine = value.utf8.count <= 253 && labels.allSatisfy { isLabel(String($0), startsWithLetter: false) }
    guard !isFine else { return nil }
    return ValidationProblem(
      field: field, value: value.neutralised(),
      rule: "a name has a-z, 0-9, '-' and '.', and each part starts and ends with a letter or digit")
  }

  /// RFC 1123 label: lower-case letters, digits and inner dashes, at most 63.
  static func isLabel(_ value: String, startsWithLetter: Bool) -> Bool {
    let bytes = Array(value.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
    let isAlphanumeric: (UInt8) -> Bool = { (97...122).contains($0) || (48...57).contains($0) }
    return isAlphanumeric(last) && isAlphanumeric(first) && !(startsWithLetter && (48...57).contains(first))
      && bytes.allSatisfy { isAlphanumeric($0) || $0 == 45 }
  }
}
