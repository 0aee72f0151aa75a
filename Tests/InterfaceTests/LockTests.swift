import Engine
import Foundation
import Model
import Terminal
import Testing

@testable import Interface

@Suite("A locked screen")
struct LockTests {
  private func locked(jobs: [Interface.Operation] = []) -> (State, [Effect]) {
    var state = Fixture.state()
    for operation in jobs { _ = state.start(operation) }
    let effects = state.reduce(.lockGranted)
    return (state, effects)
  }

  @Test("lets go of the clusters and forgets the keys")
  func forgets() {
    let (state, effects) = locked()
    #expect(effects.contains(.lockVault) && effects.contains(.stopReading))
    for cluster in [Fixture.production, Fixture.staging, Fixture.sandbox] {
      #expect(effects.contains(.forgetCluster(cluster.id)))
    }
    #expect(state.lock?.hasForgotten == true)
  }

  @Test("shows no name and no number of what lies behind")
  func shows() {
    var (state, _) = locked()
    state.show("Revision 7 of web is running.")
    let text = state.frame().description
    #expect(text.contains("Locked") && text.contains("Passphrase"))
    for name in ["acme", "production", "web", "api", "Revision", "Projects"] { #expect(!text.contains(name)) }
    #expect(state.frame().links.isEmpty)
  }

  @Test("shows dots for what is typed, and takes it as the passphrase")
  func typed() {
    var (state, _) = locked()
    for key in ["q", "d", "y", "space", "L"] { #expect(state.press(key) == []) }
    #expect(state.frame().description.contains("Passphrase •••••"))
    #expect(state.press("enter") == [.unlockVault("qdy L")])
    #expect(state.lock?.input.text == "")
    // While it is tried nothing else is taken.
    #expect(state.press("enter") == [] && state.press("x") == [])
    #expect(state.lock?.input.text == "")
    #expect(state.reduce(.unlockRefused("The passphrase does not open the vault.")) == [.bell])
    #expect(state.frame().description.contains("does not open"))
  }

  @Test("keeps the keys until what is under way has ended")
  func jobs() {
    let operation = Interface.Operation.restart(Fixture.web.id)
    var (state, effects) = locked(jobs: [operation])
    #expect(!effects.contains(.lockVault))
    #expect(state.frame().description.contains("1 operation is under way"))
    #expect(state.press("ctrl-c") == [.bell] && state.isRunning)
    effects = state.reduce(.operationDone(operation, "Every pod has been replaced."))
    #expect(effects == [.lockVault])
    #expect(state.press("ctrl-c") == [.quit])
  }

  @Test("starts nothing, whatever the store tells in the meantime")
  func quiet() throws {
    var (state, _) = locked()
    var records = try #require(state.records)
    records.clusters.append(Fixture.cluster("c9", Fixture.acme, "later"))
    records.apps.removeAll { $0.id == state.selectedApp?.id }
    #expect(state.reduce(.recordsLoaded(records)) == [])
    #expect(state.reduce(.command(.deploy)) == [])
  }

  @Test("comes back to where the person was, and follows everything again")
  func unlock() {
    var state = Fixture.state()
    state.focus = .apps
    _ = state.press("enter")
    let app = state.selectedApp
    _ = state.reduce(.lockGranted)
    let effects = state.reduce(.vaultUnlocked)
    #expect(state.lock == nil && state.selectedApp == app)
    #expect(app.map { effects.contains(.followDetail($0.id)) && effects.contains(.loadRevisions($0.id)) } == true)
    #expect(effects.contains(.followCluster(Fixture.production.id)))
  }

  @Test("locks itself after so many minutes without a key")
  func idle() {
    var state = Fixture.state()
    _ = state.reduce(.filesRead(PersonalFiles(configuration: "auto-lock: 5")))
    func asks(after seconds: Double) -> Bool {
      state.reduce(.ticked(Fixture.now.addingTimeInterval(seconds))).contains(.askLock(isAutomatic: true))
    }
    #expect(!asks(after: 299))
    _ = state.press("j")
    #expect(!asks(after: 598))
    #expect(asks(after: 599))
    #expect(!asks(after: 600))
  }

  @Test("does not lock itself over the person's editor")
  func editor() {
    var state = Fixture.state()
    _ = state.reduce(.filesRead(PersonalFiles(configuration: "auto-lock: 5")))
    state.focus = .apps
    let effects = state.reduce(.command(.editFile))
    #expect(effects.contains { if case .edit = $0 { true } else { false } })
    #expect(!state.reduce(.ticked(Fixture.now.addingTimeInterval(3600))).contains(.askLock(isAutomatic: true)))
    guard let app = state.selectedApp else { return }
    _ = state.reduce(.edited(app.id, from: "", .failed("It ended.")))
    #expect(!state.reduce(.ticked(Fixture.now.addingTimeInterval(3800))).contains(.askLock(isAutomatic: true)))
    #expect(state.reduce(.ticked(Fixture.now.addingTimeInterval(3900))).contains(.askLock(isAutomatic: true)))
  }

  @Test("a value that was typed, or set, is not kept behind the lock")
  func typedSecrets() {
    var state = Fixture.state()
    let operation = Interface.Operation.setSecret(Fixture.web.id, name: "KEY", value: "planted")
    _ = state.start(operation)
    _ = state.reduce(.operationFailed(operation, Message(title: "Not saved", text: "", advice: nil)))
    state.overlay = .form(
      Form(.setSecret(Fixture.web.id), title: "", verb: "", fields: [.init(.name, "KEY"), .init(.value, "planted")]))
    _ = state.reduce(.lockGranted)
    #expect(state.overlay == nil)
    #expect(!"\(state.endedJobs)".contains("planted") && !state.endedJobs.isEmpty)
  }

  @Test("says once that it cannot lock itself without a passphrase")
  func refused() {
    var state = Fixture.state()
    for _ in 0..<2 { _ = state.reduce(.lockRefused("No passphrase opens the vault.", isAutomatic: true)) }
    #expect(state.waitingMessages.isEmpty)
    guard case .message(let message) = state.overlay else {
      Issue.record("nothing was said")
      return
    }
    #expect(message.title == "auto-lock cannot lock")
  }
}
