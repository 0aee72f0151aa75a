/// What a click on a part of a frame does.
package enum Link: Hashable, Sendable {
  /// The same as pressing them.
  case keys([Key])
  /// A column's title, by the number of its pane and its own name.
  case column(Int, String)
  /// A tail of the log pane, by its index.
  case tab(Int)
  /// A field of a form, by its index.
  case field(Int)
}

extension Frame {
  /// What lies there, the newest on top.
  package func link(at point: Point) -> Link? { links.last { $0.area.contains(point) }?.link }

  package mutating func add(_ link: Link, _ area: Rect) { links.append(LinkArea(area: area, link: link)) }
}

package struct LinkArea: Hashable, Sendable {
  package var area: Rect
  package var link: Link
}
