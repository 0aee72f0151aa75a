import Terminal

extension State {
  func draw(_ page: AppPage, in rect: Rect, on frame: inout Frame) {
    var title = selectedApp?.name ?? "App"
    if let filtering, filtering.place == .page(.app) {
      title += " /\(filtering.input.text)▏"
    } else if let filter = page.filters[page.tab], !filter.isEmpty {
      title += " /\(filter)"
    }
    _ = frame.drawBox(rect, title: title, note: selectedApp.map { status(of: $0).text } ?? "", isFocused: true)
    for (tab, place) in appPageTabs {
      let isChosen = tab == page.tab
      frame.draw(
        " \(tab.rawValue) ", x: place.x, y: place.y,
        style: Style(isChosen ? .text : .muted, on: isChosen ? .selection : nil, isChosen ? .bold : []), clip: place)
    }
    drawMoreTabs(on: &frame)
    let area = appPageContent
    let rows = rows(of: page.tab, in: page, width: area.width)
    let selected = RowSelection.index(of: page.list.selected, in: rows)
    let offset = page.list.offset(in: rows, height: area.height)
    for (index, row) in rows.enumerated().dropFirst(offset).prefix(area.height) {
      let place = Rect(x: area.x, y: area.y + index - offset, width: area.width, height: 1)
      frame.draw(row, in: place)
      if index == selected {
        frame.markSelected(Rect(x: place.x - 1, y: place.y, width: place.width + 2, height: 1), isFocused: true)
      }
    }
    frame.drawScrollbar(rect, offset: offset, shown: area.height, total: rows.count, isFocused: true)
  }

  /// Says that there are tabs before or after those that fit.
  private func drawMoreTabs(on frame: inout Frame) {
    guard let first = appPageTabs.first, let last = appPageTabs.last else { return }
    let style = Style(.key)
    if first.0 != AppPage.Tab.allCases.first { frame.draw("‹", x: first.1.x, y: first.1.y, style: style) }
    if last.0 != AppPage.Tab.allCases.last {
      frame.draw("›", x: min(last.1.maxX, pageArea.maxX - 2), y: last.1.y, style: style)
    }
  }

  /// Where the rows of a tab are: below the tabs and a line of air, with a column of air on both sides.
  var appPageContent: Rect {
    let inside = pageArea.inset(by: 1).splitTop(2).rest
    return Rect(x: inside.x + 1, y: inside.y, width: inside.width - 2, height: inside.height)
  }

  /// The tabs in one line. Where they do not all fit, those around the chosen one are shown.
  var appPageTabs: [(AppPage.Tab, Rect)] {
    guard case .app(let page) = page else { return [] }
    let line = pageArea.inset(by: 1).splitTop(1).top
    let all = AppPage.Tab.allCases
    let widths = all.map { $0.rawValue.displayWidth + 2 }
    var first = 0
    let chosen = all.firstIndex(of: page.tab) ?? 0
    while first < chosen, widths[first...chosen].reduce(0, +) > line.width { first += 1 }
    var x = line.x
    return all.indices.dropFirst(first).compactMap { index in
      guard x + widths[index] <= line.maxX else { return nil }
      defer { x += widths[index] }
      return (all[index], Rect(x: x, y: line.y, width: widths[index], height: 1))
    }
  }

  func appPageTab(at point: Point) -> AppPage.Tab? { appPageTabs.first { $0.1.contains(point) }?.0 }
}
