/// What a cell means. A theme says how it looks, so a frame is the same in every theme.
package enum Role: String, Hashable, Sendable, CaseIterable {
  case text, muted, title, border, borderFocused, header, footer, key, accent
  case good, warning, bad, progress, info
  case selection, selectionInactive, match, input, placeholder, disabled
  case added, removed, changed
  case error, backdrop
  case timestamp, levelDebug, levelInfo, levelWarning, levelError
  case series1, series2, series3, series4, series5, series6, series7, series8

  /// One of eight that are told apart, for pods and other things without an order.
  package static func series(_ index: Int) -> Role {
    let all: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6, .series7, .series8]
    return all[Int(UInt(bitPattern: index) % 8)]
  }
}

/// How a cell is drawn: its role, what it lies on, and emphasis.
package struct Style: Hashable, Sendable {
  package var role: Role
  /// The role whose background it takes, unless `role` has one of its own; nil means that of the text.
  package var ground: Role?
  package var emphasis: Emphasis

  package init(_ role: Role = .text, on ground: Role? = nil, _ emphasis: Emphasis = []) {
    self.role = role
    self.ground = ground
    self.emphasis = emphasis
  }

  package struct Emphasis: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let bold = Emphasis(rawValue: 1)
    package static let underline = Emphasis(rawValue: 2)
    package static let reverse = Emphasis(rawValue: 4)
    package static let dim = Emphasis(rawValue: 8)
  }
}
