import Foundation
import Interface
import Model
import Terminal
import Testing

@Suite("memory of the person")
struct ScreenMemoryTests {
  private static let records = State.Records(
    projects: [Fixture.acme, Fixture.labs], clusters: [Fixture.production, Fixture.staging, Fixture.sandbox],
    apps: [Fixture.api, Fixture.new, Fixture.web, Fixture.worker])

  private func next(_ state: State) throws -> State {
    var next = State(size: state.size, now: state.now)
    next.restore(try #require(ScreenMemory(json: state.memory.json)))
    next.read(PersonalFiles(), isStart: true)
    _ = next.reduce(.recordsLoaded(Self.records))
    return next
  }

  @Test("focus, zoom, what is chosen, filters, the open page, log options and theme return at the next start")
  func returning() throws {
    var state = Fixture.state()
    state.select(.apps, Fixture.worker.id.rawValue)
    state.press("/")
    state.type("work")
    state.press("enter", "4", "t", "w", "+")
    state.type(":theme nord")
    state.press("enter")
    let next = try next(state)
    #expect(next.focus == .logs)
    #expect(next.zoom == .half)
    #expect(next.selectedApp?.id == Fixture.worker.id)
    #expect(next.filter(.apps) == "work")
    #expect(next.logs.timestamps == .local && next.logs.wraps)
    #expect(next.theme.name == "nord")
    #expect(next.pages.isEmpty)
  }

  @Test("an app's page opens again at its tab, and not when the app is gone")
  func page() throws {
    var state = Fixture.state()
    state.press("enter", "]")
    #expect(try next(state).pages == [.app(AppPage(.environment))])
    var empty = State(size: state.size, now: state.now)
    empty.restore(state.memory)
    _ = empty.reduce(.recordsLoaded(.init()))
    #expect(empty.pages.isEmpty)
  }

  @Test("what cannot be used is ignored", arguments: ["", "{", "[]", #"{"focus": 3}"#])
  func broken(json: String) {
    #expect(ScreenMemory(json: json) == nil)
  }

  @Test("unknown panes, tabs and sizes leave what is there without them")
  func unknown() throws {
    let json = #"{"focus":"attic","zoom":9,"appTab":"Nope","selected":{"attic":"x","apps":"gone"},"later":true}"#
    var state = State(size: Size(width: 120, height: 36), now: Fixture.now)
    state.restore(try #require(ScreenMemory(json: json)))
    _ = state.reduce(.recordsLoaded(Self.records))
    #expect(state.focus == .apps)
    #expect(state.zoom == .normal)
    #expect(state.selectedApp?.id == Fixture.api.id)
  }

  @Test("it is written when it has changed, every five seconds at most")
  func writing() {
    func written(_ effects: [Effect]) -> Bool {
      effects.contains { if case .remember = $0 { true } else { false } }
    }
    var state = Fixture.state()
    #expect(written(state.reduce(.ticked(Fixture.now))))
    state.press("4")
    #expect(!written(state.reduce(.ticked(Fixture.now.addingTimeInterval(4)))))
    #expect(written(state.reduce(.ticked(Fixture.now.addingTimeInterval(5)))))
    #expect(!written(state.reduce(.ticked(Fixture.now.addingTimeInterval(60)))))
  }
}
