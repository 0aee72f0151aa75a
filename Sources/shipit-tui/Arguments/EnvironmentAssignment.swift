import ArgumentParser

/// `NAME=VALUE`; the value may hold anything, `=` included.
struct EnvironmentAssignment: ExpressibleByArgument, Hashable {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }

  static func dictionary(_ assignments: [EnvironmentAssignment]) -> [String: String] {
    Dictionary(assignments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
}
