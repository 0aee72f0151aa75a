/// How a role looks.
package struct Appearance: Hashable, Sendable {
  /// nil takes what the text has.
  package var foreground: Color?
  /// nil takes what it lies on.
  package var background: Color?
  package var emphasis: Style.Emphasis

  package init(_ foreground: Color? = nil, on background: Color? = nil, _ emphasis: Style.Emphasis = []) {
    self.foreground = foreground
    self.background = background
    self.emphasis = emphasis
  }
}

/// What each role looks like. A role that a theme leaves out looks like its text.
package struct Theme: Hashable, Sendable {
  package let name: String
  package private(set) var roles: [Role: Appearance]

  package init(named name: String, roles: [Role: Appearance]) {
    self.name = name
    self.roles = roles
  }

  package subscript(role: Role) -> Appearance {
    roles[role] ?? Appearance()
  }

  /// The look of a cell, with nothing left open: colours that the depth has, and emphasis for those it has not.
  package func appearance(of style: Style, depth: ColorDepth) -> ResolvedAppearance {
    let base = self[.text]
    let own = self[style.role]
    let ground = style.ground.map { self[$0] } ?? Appearance()
    // What stands out by its own background, as a match does, also stands out where it lies on another's.
    let layers = [own, ground].filter { $0.background != nil && $0.background != base.background }
    // In a reversed row a colour of its own would be a block of it: there the sign and the word tell.
    let isReversed = ground.emphasis.contains(.reverse) && own.background == nil
    let foreground = (isReversed ? nil : own.foreground) ?? ground.foreground ?? base.foreground ?? .terminal
    let background = layers.first?.background ?? base.background ?? .terminal
    var look = ResolvedAppearance(
      foreground: foreground.nearest(in: depth), background: background.nearest(in: depth),
      emphasis: own.emphasis.union(ground.emphasis).union(style.emphasis))
    // A background that cannot be shown is shown as reverse video, and one on another as the reverse of that.
    if depth == .monochrome {
      for _ in layers { look.emphasis.formSymmetricDifference(.reverse) }
    }
    // Nor may text vanish because its grey is black here, or its colour that of what it lies on.
    let isLost = look.foreground == look.background ? foreground != background : look.foreground == .indexed(0)
    if depth == .eight, isLost, foreground != .indexed(0) {
      look.foreground =
        switch look.background {
        case .terminal: .terminal
        case .indexed(7): .indexed(0)
        default: .indexed(7)
        }
      look.emphasis.insert(.dim)
    }
    return look
  }
}

/// How a cell looks on one terminal.
package struct ResolvedAppearance: Hashable, Sendable {
  package var foreground: Color
  package var background: Color
  package var emphasis: Style.Emphasis
}
