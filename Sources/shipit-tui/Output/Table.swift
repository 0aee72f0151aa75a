import Model
import Terminal

/// Rows in columns that are as wide as their widest cell.
struct Table: Hashable {
  var header: [String]
  var rows: [[String]]

  /// Lines without trailing spaces.
  var lines: [String] {
    let cells = ([header] + rows).map { row in row.map { $0.neutralised() } }
    let widths = header.indices.map { column in cells.map { $0[column].displayWidth }.max() ?? 0 }
    return cells.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1, row[(column + 1)...].contains(where: { !$0.isEmpty }) else { break }
        line += String(repeating: " ", count: widths[column] - cell.displayWidth + 3)
      }
      return line
    }
  }
}
