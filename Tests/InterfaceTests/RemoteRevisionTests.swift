import JSON
import Model
import Terminal
import Testing

@testable import Interface
@testable import Sync

@Suite("what a server has made, in the pane of revisions")
struct RemoteRevisionTests {
  private static let team = Remote(name: "team", url: "https://team.example", createdAt: Fixture.now)

  private func row(
    _ number: Int, _ status: String, current: Bool = false, image: String = "ghcr.io/acme/web:2"
  ) throws -> RemoteRevisionRow {
    var revision = try RemoteRevision([
      "revision_number": .int(number), "image": .string(image), "replicas": 2, "deploy_status": .string(status),
      "deployed_by": "grace", "deploy_message": "hot fix", "created_at_local": "2027-01-15 08:00",
    ])
    revision.isCurrent = current
    return RemoteRevisionRow(remote: "team", revision: revision)
  }

  /// The revisions of web, ours and those of the server.
  private func state(_ rows: [RemoteRevisionRow]) -> State {
    var state = Fixture.state(200, 40)
    _ = state.reduce(.remotesLoaded([Self.team]))
    _ = state.reduce(
      .revisionsLoaded(
        Fixture.web.id, [Fixture.revision(3, "ghcr.io/acme/web:1.4.2"), Fixture.revision(2, "ghcr.io/acme/web:1.4.1")]))
    _ = state.reduce(.remoteRevisionsLoaded(Fixture.web.id, rows))
    state.focus = .revisions
    return state
  }

  @Test("it stands below ours, marked, with its sign and who made it where")
  func rows() throws {
    let state = state([try row(12, "success", current: true), try row(11, "rolled_back"), try row(10, "failed")])
    let lines = state.text.split(separator: "\n").map(String.init)
    func line(_ text: String) throws -> Int { try #require(lines.firstIndex { $0.contains(text) }, "\(text)") }
    #expect(try line("▸3") < line("⇄12"))
    #expect(try lines[line("⇄12")].contains("✓ success"))
    #expect(try lines[line("⇄11")].contains("↩ rolled back"))
    #expect(try lines[line("⇄10")].contains("✗ failed"))
    #expect(try lines[line("⇄12")].contains("team: "))
  }

  @Test("servers are asked when another app is chosen, and only where there are any")
  func asked() {
    var state = Fixture.state()
    state.focus = .apps
    #expect(!state.press("down").contains(.loadRemoteRevisions(state.selectedApp!.id)))
    _ = state.reduce(.remotesLoaded([Self.team]))
    #expect(state.press("up").contains(.loadRemoteRevisions(state.selectedApp!.id)))
  }

  @Test("an answer about another app than the chosen one is not shown")
  func late() throws {
    var state = state([])
    _ = state.reduce(.remoteRevisionsLoaded(Fixture.api.id, [try row(12, "success")]))
    #expect(!state.text.contains("⇄12"))
    _ = state.reduce(.remoteRevisionsLoaded(Fixture.web.id, [try row(12, "success")]))
    #expect(state.text.contains("⇄12"))
    state.select(.apps, Fixture.worker.id.rawValue)
    #expect(!state.text.contains("⇄12"))
  }

  @Test("nothing here goes back to it, and what does is told")
  func rollback() throws {
    var state = state([try row(12, "success")])
    state.press("G")
    #expect(state.isRemoteRevisionSelected)
    #expect(state.press("b").isEmpty)
    #expect(state.overlay == nil)
    #expect(state.toast?.text.contains("apps rollback --via-remote") == true)
    state.press("g", "down")
    #expect(!state.isRemoteRevisionSelected)
  }

  @Test("the filter of the pane is for them too")
  func filtered() throws {
    var state = state([try row(12, "success"), try row(11, "failed", image: "ghcr.io/acme/web:odd")])
    state.press("/")
    state.type("odd")
    state.press("enter")
    #expect(state.text.contains("⇄11"))
    #expect(!state.text.contains("⇄12"))
    #expect(!state.text.contains("▸3"))
  }
}
