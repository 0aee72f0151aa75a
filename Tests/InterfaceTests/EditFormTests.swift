import Engine
import Interface
import Model
import Terminal
import Testing

@Suite("the form of an app's every field")
struct EditFormTests {
  private func form(_ state: State) -> Form? {
    if case .form(let form) = state.overlay { form } else { nil }
  }

  private func saved(_ effects: [Effect]) -> AppConfiguration? {
    if case .perform(.updateApp(_, let configuration), _) = effects.last { configuration } else { nil }
  }

  @Test("every group fits 80×24, and PgDn goes round through all of them")
  func fits() {
    var state = Fixture.state(80, 24)
    state.press("e")
    for group in FormGroup.allCases {
      #expect(form(state)?.group == group)
      let text = state.text
      for field in form(state)?.fields ?? [] where field.group == group {
        #expect(text.contains(field.name.rawValue), "\(field.name.rawValue) in\n\(text)")
      }
      #expect(text.contains("Ctrl-S"))
      state.press("pagedown")
    }
    #expect(form(state)?.group == .general)
  }

  @Test("nothing touched saves what was there")
  func untouched() {
    var state = Fixture.state()
    state.press("e")
    #expect(saved(state.press("ctrl-s")) == Fixture.web.configuration)
  }

  @Test(
    "each field reaches the configuration",
    arguments: [
      (Form.Field.Name.cpuLimit, "2", AppConfiguration.Field.cpuLimit, "2"),
      (.memoryRequest, "64Mi", .memoryRequest, "64Mi"), (.healthPath, "/up", .healthPath, "/up"),
      (.maxReplicas, "6", .maxReplicas, "6"), (.domain, "shop.example.com", .domain, "shop.example.com"),
      (.preDeploy, "bin/migrate", .preDeploy, "bin/migrate"), (.longestRequest, "60", .longestRequest, "60s"),
      (.port, "9000", .port, "9000"),
    ])
  func reaches(name: Form.Field.Name, typed: String, field: AppConfiguration.Field, expected: String) {
    var state = Fixture.state()
    state.press("e")
    let count = form(state)?.fields.count ?? 0
    for _ in 0..<count where form(state)?.focusedField?.name != name {
      state.press("enter")
    }
    state.press("ctrl-u")
    state.type(typed)
    #expect(saved(state.press("ctrl-s"))?.text(of: field) == expected)
  }

  @Test("what is wrong is told at its field, in whichever group it is, and nothing typed is lost")
  func wrong() {
    var state = Fixture.state()
    state.press("e", "pagedown", "ctrl-u")
    state.type("lots")
    state.press("pagedown")
    #expect(state.press("ctrl-s") == [.bell])
    #expect(form(state)?.group == .resources)
    #expect(form(state)?.focusedField?.name == .cpuRequest)
    #expect(form(state)?.focusedField?.problem != nil)
    #expect(state.text.contains("✗Resources"))
    #expect(state.text.contains("lots"))
  }

  @Test("what would be dropped in silence is refused")
  func orphans() {
    var state = Fixture.state()
    state.press("e", "pagedown", "pagedown", "down")
    state.type("8081")
    #expect(state.press("ctrl-s") == [.bell])
    #expect(form(state)?.focusedField?.name == .healthPort)
  }

  @Test("on the app page it opens at the group of the tab")
  func onPage() {
    var state = Fixture.state()
    state.press("enter", "]", "e")
    #expect(form(state)?.group == .environment)
  }
}
