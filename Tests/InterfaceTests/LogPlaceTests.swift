import Foundation
import Model
import Terminal
import Testing

@testable import Interface

@Suite("deploys, bookmarks, copies and files of the log")
struct LogPlaceTests {
  private func state(lines: Int) -> State {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(lines)))
    state.focus = .logs
    return state
  }

  /// A revision whose moments lie so many seconds after the first line.
  private func revision(
    _ number: Int, _ start: Double, _ end: Double?, _ outcome: Revision.Outcome = .success, _ message: String? = nil
  ) -> Revision {
    Revision(
      appID: Fixture.web.id, number: number, configuration: Fixture.web.configuration, outcome: outcome,
      outcomeMessage: message, deployedBy: "ada@laptop", createdAt: Fixture.now.addingTimeInterval(start),
      finishedAt: end.map { Fixture.now.addingTimeInterval($0) })
  }

  private func lines(_ state: State) -> [String] { state.text.split(separator: "\n").map(String.init) }

  @Test("deploys are told between the lines of their time, what became of them as well")
  func markers() throws {
    var state = state(lines: 10)
    let revisions = [revision(4, 2.5, 6.5), revision(5, 7.5, 99, .rolledBack, "crash loop")]
    _ = state.reduce(.revisionsLoaded(Fixture.web.id, revisions))
    let lines = lines(state)
    func row(_ text: String) throws -> Int { try #require(lines.firstIndex { $0.contains(text) }, "\(text)") }
    #expect(try row("▼ revision 4 started: by ada@laptop") == row("/items/2 ") + 1)
    #expect(try row("● revision 4 became stable") == row("/items/7 ") - 1)
    #expect(try row("▼ revision 5 started") == row("/items/8 ") - 1)
    // Nothing has been written since.
    #expect(try row("↺ revision 5 was rolled back: crash loop") == row("/items/9 ") + 1)
  }

  @Test("a remark before the first line tells nothing of the deploys of the time before")
  func remarkFirst() {
    var state = state(lines: 0)
    let remark = LogRow(pod: "web-1", time: nil, text: "web-1 began", isRemark: true)
    _ = state.reduce(.logsArrived(Fixture.web.id, [remark] + Fixture.rows(5, from: 5)))
    _ = state.reduce(.revisionsLoaded(Fixture.web.id, [revision(3, -900, -800), revision(4, 7.5, nil, .deploying)]))
    #expect(lines(state).count { $0.contains("revision 3") } == 0)
    #expect(state.text.contains("revision 4 started"))
    state.press("{", "{")
    #expect(state.text.contains("revision 4 started"))
  }

  @Test("a line that comes late does not tell a deploy twice")
  func lateLines() {
    var state = state(lines: 5)
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(1) + Fixture.rows(5, from: 5)))
    _ = state.reduce(.revisionsLoaded(Fixture.web.id, [revision(4, 2.5, nil, .deploying)]))
    #expect(lines(state).count { $0.contains("revision 4 started") } == 1)
  }

  @Test("} and { go from deploy to deploy")
  func jumps() {
    var state = state(lines: 300)
    state.press("}")
    #expect(state.text.contains("No deploy is among the lines"))
    _ = state.reduce(
      .revisionsLoaded(Fixture.web.id, [revision(4, 50.5, nil, .deploying), revision(5, 150.5, nil, .deploying)]))
    state.press("{")
    #expect(state.text.contains("revision 5 started"))
    state.press("{")
    #expect(state.text.contains("revision 4 started"))
    state.press("}")
    #expect(state.text.contains("revision 5 started"))
  }

  @Test("a deploy since which nothing was written is one to go back to, too")
  func jumpsToTheEnd() {
    var state = state(lines: 300)
    _ = state.reduce(.revisionsLoaded(Fixture.web.id, [revision(4, 50.5, 400, .success)]))
    state.press("{")
    #expect(state.text.contains("revision 4 became stable"))
    state.press("{")
    #expect(state.text.contains("revision 4 started"))
  }

  @Test("m marks a line to come back to, ' and M go round, m again forgets it")
  func bookmarks() {
    var state = state(lines: 300)
    state.press("g", "m")
    let first = state.logs.bookmarks
    #expect(state.text.contains("◆"))
    state.press("G", "m")
    #expect(state.logs.bookmarks.count == 2)
    state.press("M", "M")
    #expect(state.logs.cursor == first.first)
    state.press("'")
    #expect(state.logs.cursor == 299)
    state.press("m")
    #expect(state.logs.bookmarks == first)
  }

  @Test("bookmarks of lines that were let go are gone")
  func bookmarksAndBudget() {
    var logs = LogState()
    logs.budget = 10_000
    logs.append(Fixture.rows(10))
    _ = logs.toggleBookmark()
    logs.append(Fixture.rows(200))
    #expect(logs.bookmarks.isEmpty)
  }

  @Test("v begins to select, moving goes on, y copies it, Esc ends it")
  func selection() {
    var state = state(lines: 100)
    state.press("v", "up", "up")
    #expect(state.logs.selectedRows.map(\.sequence) == [97, 98, 99])
    #expect(state.press("y") == [.copy("GET /items/97 200\nGET /items/98 200\nGET /items/99 200")])
    #expect(state.text.contains("Copied the selection: 3 lines."))
    #expect(state.press("y") == [.copy("GET /items/97 200")])
    state.press("v", "down", "esc")
    #expect(state.logs.cursor == nil)
  }

  @Test("the chosen line stays in sight, up and down, and is seen without colour")
  func cursorInSight() {
    var state = state(lines: 100)
    state.press("v")
    for _ in 0..<60 { state.press("up") }
    #expect(lines(state).contains { $0.contains("▏ab121 GET /items/39 ") })
    state.press("esc", "v", "pageup", "pagedown", "pagedown")
    #expect(state.logs.cursor.map { $0 > 39 } == true)
  }

  @Test("without a chosen line y copies what is shown, and Y always does")
  func copyShown() {
    var state = state(lines: 100)
    let shown = state.shownRows
    #expect(shown.count == state.contentHeight(of: .logs))
    #expect(state.press("y") == [.copy(shown.map(\.text).joined(separator: "\n"))])
    state.press("v")
    #expect(state.press("ctrl-y") == [.copy(shown.map(\.text).joined(separator: "\n"))])
  }

  @Test("what looks like a secret is cleared from the clipboard after a time, and when the program is left")
  func secrets() {
    for isLeaving in [false, true] {
      var state = state(lines: 1)
      _ = state.reduce(.logsArrived(Fixture.web.id, [LogRow(pod: "web-1", time: nil, text: "Authorization: Bearer x")]))
      state.press("v")
      #expect(state.press("y") == [.copy("Authorization: Bearer x")])
      #expect(state.text.contains("in 45 seconds the clipboard is emptied"))
      if isLeaving {
        #expect(state.press("q") == [.copy(""), .quit])
      } else {
        #expect(!state.reduce(.ticked(Fixture.now.addingTimeInterval(44))).contains(.copy("")))
        #expect(state.reduce(.ticked(Fixture.now.addingTimeInterval(45))).contains(.copy("")))
        #expect(!state.reduce(.ticked(Fixture.now.addingTimeInterval(46))).contains(.copy("")))
      }
    }
  }

  @Test(
    "a value behind the name of a secret is suspected, the name alone is not",
    arguments: [
      ("password=hunter2", true), (#"{"api_key":"x"}"#, true), ("Authorization: Bearer abc", true), ("token = x", true),
      ("-----BEGIN PRIVATE KEY-----", true), ("the token has expired", false), ("secrets: none", false),
      ("GET /", false),
    ])
  func suspicion(text: String, isSuspected: Bool) {
    #expect(LogSecrecy.isSuspected(in: text) == isSuspected)
  }

  @Test("a click chooses a line, a double click opens it")
  func mouse() {
    var state = state(lines: 100)
    let area = state.logArea
    let point = Point(x: area.x + 3, y: area.y + 2)
    _ = state.reduce(.terminal(.mouse(MouseEvent(.pressed, point))))
    let expected = state.shownRows[2].sequence
    #expect(state.logs.cursor == expected)
    _ = state.reduce(.terminal(.mouse(MouseEvent(.doubleClicked, point))))
    #expect(state.text.contains("Line of web-5d4f"))
  }

  @Test("containers are told apart and gone through")
  func containers() {
    var state = Fixture.state()
    state.focus = .logs
    _ = state.reduce(
      .logsArrived(
        Fixture.web.id,
        ["web", "proxy"].map { LogRow(pod: "web-1", container: $0, time: Fixture.now, text: "hello") }))
    #expect(state.text.contains("web-1/proxy hello"))
    #expect(state.press("C") == [.tail(Fixture.web.id, LogRequest(container: "web"))])
    #expect(state.press("C") == [.tail(Fixture.web.id, LogRequest(container: "proxy"))])
    #expect(state.text.contains("web · proxy"))
    #expect(state.press("C") == [.tail(Fixture.web.id, LogRequest())])
  }
}

@Suite("saving the log")
struct LogFileTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "log-file-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("all lines are written, remarks as comments, for the owner's eyes only")
  func writes() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "web.log").path
    let remark = LogRow(pod: "web-1", time: nil, text: "web-1 restarted (1)", isRemark: true)
    #expect(try LogFile(path: path, rows: Fixture.rows(5000) + [remark]).write() == 5001)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 5001)
    #expect(lines[1] == "2027-01-15T08:00:01.000Z web-5d4f-ab121 GET /items/1 200")
    #expect(lines[5000] == "# web-1 restarted (1)")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
  }

  @Test("only what the filter shows is written")
  func filtered() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var logs = LogState()
    logs.append(Fixture.rows(100))
    logs.setFilter("items/7")
    let file = LogFile(path: folder.appending(path: "x").path, rows: logs.rows, indices: logs.visibleIndices)
    #expect(try file.write() == 11)
  }

  @Test("a file that is there is not replaced unasked, and nothing is left beside it")
  func exists() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "web.log").path
    try "mine".write(toFile: path, atomically: true, encoding: .utf8)
    var file = LogFile(path: path, rows: Fixture.rows(3))
    #expect(throws: LogFile.Problem(kind: .exists)) { try file.write() }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    file.replaces = true
    #expect(try file.write() == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["web.log"])
  }

  @Test("Ctrl-S asks for a path, tells how many lines were saved, and asks before it replaces")
  func asks() throws {
    var state = Fixture.state()
    _ = state.reduce(.logsArrived(Fixture.web.id, Fixture.rows(3)))
    state.focus = .logs
    state.press("ctrl-s")
    #expect(state.text.contains("save to ~/web-2027-01-15T08-00-00Z.log"))
    state.press("ctrl-u")
    state.type("/tmp/x.log")
    let effects = state.press("enter")
    guard case .saveLog(let file)? = effects.first else {
      Issue.record("nothing is saved")
      return
    }
    #expect(file.path == "/tmp/x.log")
    _ = state.reduce(.logSaved(file, .failure(.init(kind: .exists))))
    #expect(state.text.contains("is there already"))
    state.press("enter")
    #expect(state.overlay == nil)
    _ = state.reduce(.logSaved(file, .failure(.init(kind: .exists))))
    var again = file
    again.replaces = true
    #expect(state.press("y") == [.saveLog(again)])
    _ = state.reduce(.logSaved(again, .success(3)))
    #expect(state.text.contains("Saved 3 lines to /tmp/x.log."))
    _ = state.reduce(.logSaved(again, .failure(.init(kind: .system("No space left on device")))))
    #expect(state.text.contains("The log was not saved"))
  }
}
