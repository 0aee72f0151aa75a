import Terminal

package enum Themes {
  package static let names = ["default"]
  package static func named(_ name: String) -> Theme? { name == "default" ? .terminal : nil }
}
