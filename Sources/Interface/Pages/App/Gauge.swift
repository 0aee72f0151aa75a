import Terminal

/// What is used of something, over time and now, against what is requested and what is allowed.
struct Gauge {
  let name: String
  let now: Int
  let history: [Int]
  let request: Int?
  let limit: Int?
  let text: (Int) -> String

  /// - Parameter space: cells for the bars, of which a whole one is the limit.
  func row(space: Int) -> PageRow {
    let bars = Sparkline.text(history, top: limit, width: space)
    var words = text(now)
    if let limit {
      words += " of \(text(limit))"
      if limit > 0 { words += " (\(now * 100 / limit) %)" }
    }
    if let request { words += ", \(text(request)) requested" }
    return PageRow(
      "use \(name)",
      [.init(name.padded(to: 18), .muted), .init(bars.padded(to: space) + "  ", role), .init(words, role)])
  }

  /// Above nine tenths of the limit the kernel is about to throttle or to kill.
  private var role: Role {
    if let limit, now * 10 > limit * 9 { return .bad }
    if let request, now > request { return .warning }
    return .text
  }
}

extension Sparkline {
  /// `████░░░░`
  static func progress(_ done: Int, of all: Int, width: Int) -> String {
    let filled = all > 0 ? min(width, max(0, done) * width / all) : 0
    return String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
  }
}

extension Table {
  /// Cells as the pieces of one row.
  ///
  /// - Parameters:
  ///   - indent: cells that the first column is wider, where the rows below it begin further right.
  func pieces(_ cells: [PageRow.Piece], width: Int, indent: Int = 0, headed: Bool = false) -> [PageRow.Piece] {
    let widths = widths(in: width)
    let shown = cells.indices.filter { widths[$0] > 0 }
    return shown.map { index in
      var piece = cells[index]
      let space = widths[index] + (index == 0 ? indent : 0)
      let fitted = columns[index].keepsEnd ? piece.text.fittedKeepingEnd(to: space) : piece.text.fitted(to: space)
      let air = String(repeating: " ", count: max(0, space - fitted.displayWidth))
      piece.text = (columns[index].isRight ? air + fitted : fitted + air) + (index == shown.last ? "" : " ")
      if headed, index == 0 { piece.style = Style(.title, .bold) }
      return piece
    }
  }
}
