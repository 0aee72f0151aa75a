import Engine
import Foundation
import Interface
import Model
import Terminal
import Testing

@Suite("what a person may not do")
struct PermissionScreenTests {
  private static let refusal = "You may not patch deployments in default (RBAC)."

  /// web under the cursor, which may not be deployed.
  private func state(_ refusals: [Permissions.Action: String] = [.deploy: refusal]) -> State {
    var state = Fixture.state()
    _ = state.reduce(.permissionsTold(Fixture.web.id, Permissions(refusals: refusals), at: Fixture.now))
    return state
  }

  @Test("is asked about once the cluster answers, when the cursor comes to an app, and when the answer is old")
  func asks() {
    var state = Fixture.state()
    let asks = state.select(.apps, Fixture.api.id.rawValue, askingFor: Fixture.api.id)
    #expect(asks)
    _ = state.reduce(.permissionsTold(Fixture.api.id, Permissions(), at: Fixture.now))
    for (seconds, asks) in [(299.0, false), (300, true), (301, false)] {
      let effects = state.reduce(.ticked(Fixture.now.addingTimeInterval(seconds)))
      #expect(effects.contains(.askPermissions(Fixture.api.id)) == asks)
    }
  }

  @Test("is shown disabled with the reason in the footer, the help and the palette")
  func shown() {
    var state = state()
    #expect(Command.deploy.disabledReason(in: state) == Self.refusal)
    #expect(Command.restart.disabledReason(in: state) == nil)
    #expect(state.footerRole(of: "d") == .disabled)
    #expect(state.footerRole(of: "r") == .key)
    state.press("?")
    #expect(state.text.contains("Not now: You may not patch"))
    state.press("esc", ":")
    state.type("deploy")
    #expect(state.text.contains(Self.refusal))
  }

  @Test("is not done, tells the reason, and asks again: the right may have been given since")
  func refused() {
    var state = state()
    #expect(state.press("d") == [.askPermissions(Fixture.web.id, afresh: true)])
    #expect(state.toast?.text == Self.refusal)
    state.press(":")
    state.type("deploy")
    #expect(state.press("enter") == [.askPermissions(Fixture.web.id, afresh: true)])
    _ = state.reduce(.permissionsTold(Fixture.web.id, Permissions(), at: Fixture.now))
    state.press("esc", "d")
    #expect(state.text.contains("Deploy web"))
  }

  @Test("stays known while the cluster cannot be asked, and is allowed where nothing was ever known")
  func unknown() {
    var state = state()
    _ = state.reduce(.permissionsTold(Fixture.web.id, nil, at: Fixture.now))
    #expect(Command.deploy.disabledReason(in: state) == Self.refusal)
    _ = state.reduce(.permissionsTold(Fixture.api.id, nil, at: Fixture.now))
    state.select(.apps, Fixture.api.id.rawValue)
    _ = state.reduce(.revisionsLoaded(Fixture.api.id, []))
    #expect(Command.deploy.disabledReason(in: state) == nil)
  }

  @Test("of several marked apps is left out of the question, and disables it only where it is all of them")
  func marked() {
    var state = state([.restart: Self.refusal])
    state.press("space")
    #expect(Command.restart.disabledReason(in: state) == Self.refusal)
    state.select(.apps, Fixture.worker.id.rawValue)
    state.press("space", "r")
    #expect(state.text.contains("Restart 1 app?"))
    #expect(state.text.contains("web: You may not patch"))
  }
}

extension State {
  /// How the footer draws a key.
  fileprivate func footerRole(of key: Character) -> Role? {
    let frame = frame()
    let row = (0..<size.width).map { frame[$0, size.height - 1] }
    return row.indices.dropFirst().first { row[$0].character == key && row[$0 - 1].character == " " }
      .map { row[$0].style.role }
  }

  /// Whether going there asks what may be done.
  fileprivate mutating func select(_ pane: Pane, _ id: String, askingFor app: AppID) -> Bool {
    focus = pane
    var effects = reduce(.command(.first))
    for _ in 0..<50 where lists[pane]?.selectedID != id { effects += reduce(.command(.moveDown)) }
    return effects.contains(.askPermissions(app))
  }
}
