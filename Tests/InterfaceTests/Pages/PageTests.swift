import Interface
import Terminal
import Testing

@Suite("pages over the panes")
struct PageTests {
  @Test("Enter on an app opens it, Esc leaves it, and the panes are as they were")
  func openAndLeave() {
    var state = Fixture.state()
    let panes = state.text
    state.press("enter")
    #expect(state.place == .page(.app))
    #expect(state.text.contains("Overview"))
    #expect(!state.text.contains("2 Clusters"))
    state.press("esc")
    #expect(state.place == .apps)
    #expect(state.text == panes)
  }

  @Test("what moves on a page does not move in the panes behind it")
  func moves() {
    var state = Fixture.state()
    state.press("enter", "down", "down", "G", "g")
    #expect(state.selectedApp == Fixture.web)
  }

  @Test("Tab and ] go to the next tab, and round", arguments: ["tab", "]"])
  func tabs(key: String) {
    var state = Fixture.state()
    state.press("enter")
    for tab in AppPage.Tab.allCases.dropFirst() + [.overview] {
      state.press(key)
      #expect(state.page == .app(page(state, at: tab)))
    }
  }

  private func page(_ state: State, at tab: AppPage.Tab) -> AppPage {
    guard case .app(var page) = state.page else { return AppPage(tab) }
    page.tab = tab
    return page
  }

  @Test("the number of a pane leaves every page")
  func pane() {
    var state = Fixture.state()
    state.press("enter")
    state.open(.text(TextPage(title: "YAML", subject: "yaml", lines: [])))
    state.press("5")
    #expect(state.pages.isEmpty)
    #expect(state.focus == .revisions)
  }

  @Test("a page is drawn at every size", arguments: [(80, 24), (120, 36), (200, 60), (40, 10)])
  func sizes(width: Int, height: Int) {
    var state = Fixture.state(width, height)
    state.press("enter")
    let lines = state.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == height)
    #expect(lines.allSatisfy { $0.displayWidth <= width })
    #expect(state.text.contains("Overview"))
  }
}

@Suite("texts to read")
struct TextPageTests {
  private func state(_ lines: [String]) -> State {
    var state = Fixture.state(80, 24)
    state.open(.text(TextPage(title: "Pod", subject: "pod", lines: lines.map { .init($0) })))
    return state
  }

  private func page(_ state: State) -> TextPage? {
    guard case .text(let page) = state.page else { return nil }
    return page
  }

  @Test("it scrolls no further than its end")
  func scrolls() {
    var state = state((1...100).map { "line \($0)" })
    state.press("G")
    #expect(state.text.contains("line 100"))
    #expect(page(state)?.offset == 80)
    state.press("g")
    #expect(state.text.contains("line 1 ") || state.text.contains("line 1\n") || state.text.contains("line 1"))
    #expect(page(state)?.offset == 0)
  }

  @Test("/ searches while it is typed, n and N go on, Esc ends the search and then the page")
  func searches() {
    var state = state((1...100).map { "line \($0)" })
    state.press("/")
    state.type("line 5")
    #expect(page(state)?.offset == 4)
    state.press("enter", "n")
    #expect(page(state)?.offset == 49)
    state.press("N")
    #expect(page(state)?.offset == 4)
    state.press("esc")
    #expect(page(state)?.search == "")
    state.press("esc")
    #expect(state.page == nil)
  }

  @Test("it can be copied whole")
  func copies() {
    var state = state(["a", "b"])
    #expect(state.press("y") == [.copy("a\nb")])
  }

  @Test("a text that comes late reaches the page that waits for it")
  func late() {
    var state = Fixture.state()
    state.open(.text(TextPage(title: "Pod", subject: "pod 1")))
    #expect(state.text.contains("Reading…"))
    _ = state.reduce(.textArrived(subject: "another", [.init("not this")]))
    #expect(state.text.contains("Reading…"))
    _ = state.reduce(.textArrived(subject: "pod 1", [.init("this")]))
    #expect(state.text.contains("this"))
  }
}
