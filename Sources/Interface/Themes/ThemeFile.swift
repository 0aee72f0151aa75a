import Terminal
import Yams

/// Why a theme file cannot be used.
package enum ThemeFileError: Error, Hashable {
  /// What the YAML parser says, with the line.
  case notYAML(String)
  case unknownRole(String)
  case notColor(name: String, value: String)
  case notAppearance(role: String, AppearanceError)
}

/// A theme as its file has it: names and words, not yet looked up.
struct ThemeFile: Equatable {
  var palette: [String: String] = [:]
  var roles: [String: String] = [:]

  /// Every value is a word, so none is looked at for a number or a date: that would take regular expressions, and those the
  /// tables of ICU, before the first frame.
  init(yaml: String) throws(ThemeFileError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: yaml, .basic)
    } catch {
      throw .notYAML(String(describing: error))
    }
    guard let node, !node.isEmptyWord else { return }
    guard let mapping = node.mapping else { throw .notYAML("it is no mapping, with palette and roles in it") }
    palette = try Self.words(mapping["palette"], "palette")
    roles = try Self.words(mapping["roles"], "roles")
  }

  private static func words(_ node: Node?, _ name: String) throws(ThemeFileError) -> [String: String] {
    guard let node, !node.isEmptyWord else { return [:] }
    guard let mapping = node.mapping else { throw .notYAML("\(name) is no mapping of names to words") }
    var words: [String: String] = [:]
    for (key, value) in mapping {
      guard let key = key.scalar?.string, let value = value.scalar?.string else {
        throw .notYAML("\(name) is no mapping of names to words")
      }
      words[key] = value
    }
    return words
  }

  /// This theme with whatever it leaves out taken from another. A role that is inherited takes this theme's palette.
  func inheriting(from base: ThemeFile) -> ThemeFile {
    var file = self
    file.palette.merge(base.palette) { own, _ in own }
    file.roles.merge(base.roles) { own, _ in own }
    return file
  }

  /// Looks everything up.
  func theme(named name: String) throws(ThemeFileError) -> Theme {
    var colors: [String: Color] = [:]
    for (name, value) in palette {
      guard let color = Color(parsing: value) else { throw .notColor(name: name, value: value) }
      colors[name] = color
    }
    var appearances: [Role: Appearance] = [:]
    for (name, text) in roles {
      guard let role = Role(rawValue: name) else { throw .unknownRole(name) }
      do {
        appearances[role] = try Appearance(parsing: text, palette: colors)
      } catch {
        throw .notAppearance(role: name, error)
      }
    }
    return Theme(named: name, roles: appearances)
  }
}

extension Theme {
  /// The themes that come with the program, in order.
  package static let builtInNames = Embedded.themes.keys.sorted()

  /// Reads a theme file of the person's own. It inherits what `default` has.
  package init(named name: String, yaml: String) throws(ThemeFileError) {
    var file = try ThemeFile(yaml: yaml)
    if name != "default", let base = Embedded.themes["default"] {
      file = file.inheriting(from: try ThemeFile(yaml: base))
    }
    self = try file.theme(named: name)
  }

  /// One of the themes that come with the program; nil when there is none of that name.
  package static func builtIn(_ name: String) -> Theme? {
    // A test loads them all, so that none of them can fail here.
    Embedded.themes[name].flatMap { try? Theme(named: name, yaml: $0) }
  }
}

extension Node {
  /// A key without a value.
  fileprivate var isEmptyWord: Bool { scalar.map { ["", "~", "null"].contains($0.string) } ?? false }
}
