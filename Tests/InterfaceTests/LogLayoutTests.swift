import Foundation
import Model
import Terminal
import Testing

@testable import Interface

@Suite("what a frame of the log costs")
struct LogLayoutTests {
  private let size = Size(width: 80, height: 20)

  @Test("of 50,000 lines that arrive a frame lays out only the rows that it shows", arguments: [false, true])
  func onlyWhatIsSeen(isFiltered: Bool) {
    var logs = LogState()
    if isFiltered { logs.setFilter("items") }
    for start in stride(from: 0, to: 50_000, by: 1000) {
      logs.append(Fixture.rows(1000, from: start))
      #expect(LogLayout(logs, size: size, now: Fixture.now).rowCount == size.height)
    }
    #expect(logs.finding.lookCount == (isFiltered ? 50_000 : 0))
    logs.scroll(by: -30_000, height: size.height)
    let layout = LogLayout(logs, size: size, now: Fixture.now)
    #expect(layout.rowCount == size.height)
    #expect(layout.lines.count == size.height)
    #expect(layout.lines.last?.sequence == 19_999)
  }

  @Test("a row that wraps over the whole pane is the only one that is laid out")
  func wrapped() {
    var logs = LogState()
    logs.wraps = true
    let long = LogRow(pod: "web-1", time: nil, text: String(repeating: "word ", count: 10_000))
    logs.append(Fixture.rows(1000) + [long])
    let layout = LogLayout(logs, size: size, now: Fixture.now)
    #expect(layout.rowCount == 1)
    #expect(layout.lines.count == size.height)
  }

  @Test("deploys between the lines take lines, not rows")
  func markers() {
    var logs = LogState()
    logs.append(Fixture.rows(100))
    logs.markers = (0..<5).map {
      LogMarker(time: Fixture.now.addingTimeInterval(95.5 + Double($0) / 100), text: "revision \($0)", role: .good)
    }
    let layout = LogLayout(logs, size: size, now: Fixture.now)
    #expect(layout.rowCount == size.height - 5)
    #expect(layout.lines.count == size.height)
  }

  @Test("the budget holds however much arrives, and what was let go is told")
  func budget() {
    var logs = LogState()
    logs.budget = 1 << 20
    for start in stride(from: 0, to: 50_000, by: 1000) { logs.append(Fixture.rows(1000, from: start)) }
    #expect(logs.bytes <= logs.budget)
    #expect(logs.rows.count + logs.droppedCount == 50_000)
    #expect(logs.budgetNote.contains("k lines let go"))
  }
}
