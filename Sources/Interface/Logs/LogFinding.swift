/// What a filter lets through of a tail, and what a search has found in that. Both are changed while somebody types, over more rows
/// than can be looked at between two frames: they go through them in steps.
struct LogFinding: Sendable {
  private(set) var filterText = ""
  private(set) var filter: LogFilter?
  /// What the filter lets through; nil without one.
  private(set) var filtered: LogScan?
  /// Why the filter that is typed is not the one in force.
  private(set) var filterProblem: String?
  private(set) var searchText = ""
  private(set) var search: LogNeedle?
  private(set) var searched: LogScan?
  private(set) var searchProblem: String?
  /// How many rows were looked at: what this costs.
  private(set) var lookCount = 0

  func isDone(from first: Int) -> Bool {
    (filtered?.isDone(from: first) ?? true) && (searched?.isDone(from: first) ?? true)
  }

  /// A filter that cannot be read leaves the one before in force. Returns whether there is another.
  mutating func setFilter(_ text: String, next: Int) -> Bool {
    guard text != filterText else { return false }
    filterText = text
    do throws(LogFilter.Malformed) {
      let new = try LogFilter(text)
      filterProblem = nil
      guard new != filter else { return false }
      filter = new.isEverything ? nil : new
      restart(before: next)
      return true
    } catch {
      filterProblem = error.text
      return false
    }
  }

  /// A pattern that cannot be read leaves the search before in force. Returns whether there is another.
  mutating func setSearch(_ text: String, next: Int) -> Bool {
    guard text != searchText else { return false }
    searchText = text
    do throws(LogPattern.Malformed) {
      let new = try LogNeedle(search: text)
      searchProblem = nil
      guard new != search else { return false }
      search = new
      searched = new == nil ? nil : LogScan(before: next)
      return true
    } catch {
      searchProblem = LogFilter.Malformed.pattern(error.pattern).text
      return false
    }
  }

  /// Begins again with rows from a sequence on, of which there are none yet.
  mutating func restart(before next: Int) {
    filtered = filter.map { _ in LogScan(before: next) }
    searched = search.map { _ in LogScan(before: next) }
  }

  mutating func arrive(_ row: LogRow) {
    guard filter != nil || search != nil else { return }
    lookCount += 1
    let isAdmitted = admits(row)
    if isAdmitted { filtered?.arrive(row.sequence) }
    if isAdmitted, finds(row) { searched?.arrive(row.sequence) }
  }

  /// Looks at some more of the rows that were there before the filter or the search changed. `rows` have sequences without gaps.
  mutating func step(through rows: [LogRow]) {
    guard let first = rows.first?.sequence else { return }
    let cost: (Int) -> Int = { rows[$0 - first].cost }
    // Each is taken out while it is changed, so that it is changed in place.
    if var scan = filtered, !scan.isDone(from: first) {
      filtered = nil
      lookCount += scan.step(from: first, cost: cost) { admits(rows[$0 - first]) }
      filtered = scan
    } else if var scan = searched, !scan.isDone(from: first) {
      searched = nil
      lookCount += scan.step(from: first, cost: cost) { admits(rows[$0 - first]) && finds(rows[$0 - first]) }
      searched = scan
    }
  }

  mutating func letGo(before first: Int) {
    filtered?.letGo(before: first)
    searched?.letGo(before: first)
  }

  /// Remarks tell what is missing or what happened between the lines; no filter hides that.
  private func admits(_ row: LogRow) -> Bool {
    filter.map { row.isRemark || $0.admits(row.text, pod: row.pod) } ?? true
  }

  private func finds(_ row: LogRow) -> Bool {
    !row.isRemark && search?.matches(row.text) == true
  }
}
