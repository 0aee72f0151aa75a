/// A Kubernetes quantity (`apimachinery/pkg/api/resource`): a number with a binary or decimal suffix.
package struct Quantity: Hashable, Sendable, Comparable {
  /// In thousandths of the unit, so that `100m` is exact.
  package let thousandths: Int

  /// nil when the API server would not take it, when it is negative, or when it is too large to compare.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let scale = Self.scale(String(text[digits.endIndex...])) else { return nil }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
    let whole = parts[0].isEmpty ? 0 : Int(parts[0])
    let fraction = parts.count == 2 ? parts[1] : ""
    guard let whole, fraction.count <= 9, let numerator = fraction.isEmpty ? 0 : Int(fraction) else { return nil }
    let (wholeScaled, wholeOverflow) = whole.multipliedReportingOverflow(by: scale)
    let (numeratorScaled, numeratorOverflow) = numerator.multipliedReportingOverflow(by: scale)
    guard !wholeOverflow, !numeratorOverflow else { return nil }
    let divisor = fraction.reduce(1) { value, _ in value * 10 }
    let (sum, overflow) = wholeScaled.addingReportingOverflow(numeratorScaled / divisor)
    guard !overflow else { return nil }
    thousandths = sum
  }

  package static func < (left: Quantity, right: Quantity) -> Bool { left.thousandths < right.thousandths }

  /// Thousandths in one of that suffix; nil for a suffix that does not exist.
  private static func scale(_ suffix: String) -> Int? {
    switch suffix {
    case "m": 1
    case "": 1000
    case "k": 1_000_000
    case "M": 1_000_000_000
    case "G": 1_000_000_000_000
    case "T": 1_000_000_000_000_000
    case "P": 1_000_000_000_000_000_000
    case "Ki": 1000 << 10
    case "Mi": 1000 << 20
    case "Gi": 1000 << 30
    case "Ti": 1000 << 40
    case "Pi": 1000 << 50
    default: nil
    }
  }
}

extension AppConfiguration.Resources {
  var problems: [ValidationProblem] {
    let fields = [
      ("cpu-request", cpuRequest, "a CPU quantity is a number of cores or thousandths, such as 250m or 1.5"),
      ("cpu-limit", cpuLimit, "a CPU quantity is a number of cores or thousandths, such as 250m or 1.5"),
      ("memory-request", memoryRequest, "a memory quantity is a number with Ki, Mi or Gi, such as 256Mi"),
      ("memory-limit", memoryLimit, "a memory quantity is a number with Ki, Mi or Gi, such as 256Mi"),
    ]
    var problems = fields.compactMap { field, value, rule in
      Quantity(value) == nil ? ValidationProblem(field: field, value: value, rule: rule) : nil
    }
    for (field, request, limit) in [
      ("cpu-limit", cpuRequest, cpuLimit), ("memory-limit", memoryRequest, memoryLimit),
    ] {
      guard let requested = Quantity(request), let limited = Quantity(limit), limited < requested else { continue }
      problems.append(
        ValidationProblem(field: field, value: limit, rule: "a limit is at least the request, here \(request)"))
    }
    return problems
  }
}
