import Terminal

/// What the mouse holds while its button is down.
package struct Drag: Hashable, Sendable {
  package var border: PaneSizes.Border
  /// The pane whose border it is, which a click without a move goes to.
  package var pane: Pane
  package var hasMoved = false
}

extension State {
  /// Where everything is now. A page covers the panes without moving them.
  package var layout: Layout { Layout(size: size, focus: focus, zoom: zoom, sizes: sizes) }

  /// A click on what is a key or a name on the screen does what it says; nil where it is on none.
  mutating func follow(_ mouse: MouseEvent) -> [Effect]? {
    // Two quick clicks on a key are two presses of it.
    guard mouse.kind == .pressed || mouse.kind == .doubleClicked, let link = frame().link(at: mouse.position) else {
      return nil
    }
    switch link {
    case .keys(let keys): return keys.flatMap { reduce(.terminal(.key($0))) }
    case .column(let pane, let column):
      guard let pane = Pane(rawValue: pane), let column = SortColumn(rawValue: column) else { return nil }
      focus = pane
      sort(pane, by: column)
    case .tab(let index):
      focus = .logs
      return goToTail(at: index)
    case .field(let index):
      guard case .form(var form) = overlay, form.fields.indices.contains(index) else { return nil }
      form.focus = index
      overlay = .form(form)
    }
    return []
  }

  mutating func handle(_ mouse: MouseEvent) -> [Effect] {
    guard overlay == nil else { return [] }
    let layout = layout
    let pane = Pane.allCases.first { layout.pane($0).contains(mouse.position) }
    switch mouse.kind {
    case .wheelUp, .wheelDown:
      if let pane { scroll(pane, by: mouse.kind == .wheelUp ? -3 : 3) }
    case .pressed:
      guard let pane else { return [] }
      if zoom == .normal, let border = layout.border(at: mouse.position) {
        drag = Drag(border: border, pane: pane)
      } else {
        choose(mouse.position, in: pane)
      }
    case .doubleClicked:
      guard let pane, layout.border(at: mouse.position) == nil else { return [] }
      guard choose(mouse.position, in: pane) else { return [] }
      return run(.enter)
    case .dragged:
      guard let drag, layout.kind == .five else { return [] }
      self.drag?.hasMoved = true
      let body = Rect(x: 0, y: 1, width: size.width, height: size.height - 2)
      sizes.move(drag.border, to: mouse.position, in: body, leftWidth: layout.pane(.projects).width)
    case .released:
      if let drag, !drag.hasMoved { focus = drag.pane }
      drag = nil
    }
    return []
  }

  /// Moves what is seen, not what is chosen, and takes the focus from nobody: as lazygit does.
  private mutating func scroll(_ pane: Pane, by distance: Int) {
    guard pane != .logs else {
      logs.scroll(by: distance, height: contentHeight(of: .logs))
      return
    }
    let (ids, height) = (rowIDs(of: pane), contentHeight(of: pane))
    var list = list(pane)
    list.show(in: ids, height: height)
    list.offset += distance
    list.isScrolled = true
    list.show(in: ids, height: height)
    lists[pane] = list
  }

  /// Chooses the row of the log whose line is shown there.
  private mutating func chooseLine(_ row: Int) -> Bool {
    let area = logArea
    let shown = LogLayout(logs, fields: logFieldChoice, size: Size(width: area.width, height: area.height), now: now)
    guard shown.lines.indices.contains(row), !shown.lines[row].isMarker else { return false }
    logs.choose(shown.lines[row].sequence)
    return true
  }

  /// Focuses the pane and the row that is there; whether there is one.
  @discardableResult
  private mutating func choose(_ point: Point, in pane: Pane) -> Bool {
    let (height, rect) = (contentHeight(of: pane), layout.pane(pane))
    focus = pane
    let titles = pane == .apps || pane == .revisions ? 1 : 0
    let row = point.y - (pane == .logs ? logArea.y : rect.y + 1 + titles)
    guard row >= 0 else { return false }
    if pane == .logs { return chooseLine(row) }
    var isRow = false
    select(in: pane) { list, ids in
      // As it was drawn when the person clicked.
      list.show(in: ids, height: height)
      let index = list.offset + row
      if ids.indices.contains(index) {
        list.selectedID = ids[index]
        isRow = true
      }
    }
    return isRow
  }
}
