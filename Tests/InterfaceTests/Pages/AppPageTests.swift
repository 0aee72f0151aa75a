import Engine
import Foundation
import Interface
import Kubernetes
import Model
import Terminal
import Testing

@testable import Engine

@Suite("an app's page")
struct AppPageTests {
  private func instance(_ name: String, _ trouble: String? = nil, restarts: Int = 0) -> AppDetail.Instance {
    AppDetail.Instance(
      name: name, phase: "Running", isReady: trouble == nil, isEnding: false, restarts: restarts, trouble: trouble,
      node: "node-1", createdAt: Fixture.now.addingTimeInterval(-600),
      usage: [Usage(cpuMillicores: 20, memoryBytes: 32 << 20), Usage(cpuMillicores: 40, memoryBytes: 64 << 20)])
  }

  private var detail: AppDetail {
    var detail = AppDetail()
    detail.rollout = .init(
      phase: .underWay, text: "1 of 2 updated replicas are available...", desired: 2, updated: 2, available: 1,
      isPaused: false, patience: 600)
    detail.generations = [
      .init(
        name: "web-6c9d", revision: 3, templateRevision: 5, image: "ghcr.io/acme/web:1.4.2", desired: 2, ready: 1,
        isCurrent: true, createdAt: Fixture.now,
        pods: [instance("web-6c9d-a"), instance("web-6c9d-b", "crash loop", restarts: 4)])
    ]
    detail.reports = [
      .init(
        id: "e1", isWarning: true, reason: "BackOff", message: "restarting a container that failed",
        object: "pod/web-6c9d-b", count: 7, lastSeen: Fixture.now.addingTimeInterval(-30))
    ]
    detail.isMeasured = true
    return detail
  }

  private func opened(_ tab: AppPage.Tab = .overview, _ width: Int = 120, _ height: Int = 36) -> State {
    var state = Fixture.state(width, height)
    state.press("enter")
    for _ in 0..<(AppPage.Tab.allCases.firstIndex(of: tab) ?? 0) { state.press("]") }
    return state
  }

  @Test("an open page follows its app, and a closed one nothing")
  func follows() {
    var state = Fixture.state()
    #expect(state.press("enter") == [.followDetail(Fixture.web.id)])
    #expect(state.press("esc") == [.stopDetail])
    #expect(state.facts == nil)
  }

  @Test("a text over the page leaves it followed")
  func covered() {
    var state = opened()
    #expect(state.press("D") == [.readText(.app(Fixture.web.id))])
    #expect(state.press("esc") == [])
    #expect(state.facts?.app == Fixture.web.id)
  }

  @Test("a tab that has to be read is read when it is opened, and again when the app has changed")
  func reads() {
    var state = opened(.environment)
    #expect(state.press("]") == [.readTab(Fixture.web.id, .secrets)])
    #expect(state.press("down") == [])
    var changed = Fixture.web
    changed.currentRevision = 4
    let effects = state.reduce(
      .recordsLoaded(
        .init(projects: [Fixture.acme], clusters: [Fixture.production], apps: [Fixture.api, changed])))
    #expect(effects.contains(.readTab(Fixture.web.id, .secrets)))
  }

  @Test("the overview tells revisions, pods, use and events", arguments: [(80, 24), (120, 36)])
  func overview(width: Int, height: Int) {
    var state = opened(.overview, width, height)
    _ = state.reduce(.learnt(Fixture.web.id, .detail(detail)))
    var seen = ""
    for _ in 0..<40 {
      seen += state.text
      state.press("down")
    }
    for text in [
      "revision 3", "(kubectl: 5)", "1/2 ready", "● web-6c9d-a", "✗ web-6c9d-b", "crash loop", "1 of 2 available",
      "fails after 10m without progress", "80m of ", "BackOff ×7",
    ] {
      #expect(seen.contains(text), "\(text)")
    }
    #expect(state.text.split(separator: "\n").allSatisfy { $0.displayWidth <= width })
  }

  @Test("what is told of another app is not shown")
  func another() {
    var state = opened()
    _ = state.reduce(.learnt(Fixture.api.id, .detail(detail)))
    #expect(state.facts?.detail == nil)
  }

  @Test("Enter on a pod reads it")
  func pod() {
    var state = opened()
    _ = state.reduce(.learnt(Fixture.web.id, .detail(detail)))
    var effects: [Effect] = []
    state.press("g")
    for _ in 0..<20 where effects.isEmpty {
      if case .app(let page) = state.page, page.list.selected == "pod web-6c9d-b" {
        effects = state.press("enter")
      } else {
        state.press("down")
      }
    }
    #expect(effects == [.readText(.pod(Fixture.web.id, "web-6c9d-b"))])
    #expect(state.place == .page(.text))
  }

  @Test("what a cluster refuses is said, not passed over")
  func refused() {
    var state = opened()
    var detail = detail
    detail.refusals[.events] = "ada may not list events."
    _ = state.reduce(.learnt(Fixture.web.id, .detail(detail)))
    state.press("G")
    #expect(state.text.contains("! events: ada may not list events."))
  }

  @Test("every tab is drawn at every size", arguments: AppPage.Tab.allCases)
  func sizes(tab: AppPage.Tab) {
    for (width, height) in [(80, 24), (120, 36), (200, 60), (40, 10)] {
      var state = opened(tab, width, height)
      _ = state.reduce(.learnt(Fixture.web.id, .detail(detail)))
      let lines = state.text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == height)
      #expect(lines.allSatisfy { $0.displayWidth <= width })
      #expect(state.text.contains(tab.rawValue))
    }
  }

  @Test(
    "a default is told as one",
    arguments: [
      (AppPage.Tab.resources, "100m (default)"), (.health, "a connection to port 8080 (default)"),
      (.scaling, "none (default)"), (.domain, "none (default)"), (.hooks, "none (default)"),
    ])
  func defaults(tab: AppPage.Tab, text: String) {
    #expect(opened(tab).text.contains(text))
  }

  @Test(
    "the record that DNS needs fits the load balancer's address",
    arguments: [
      ("203.0.113.7", "shop.example.com.  A  203.0.113.7"), ("2001:db8::7", "shop.example.com.  AAAA  2001:db8::7"),
      ("lb-1.cloud.example", "shop.example.com.  CNAME  lb-1.cloud.example."),
    ])
  func records(address: String, record: String) {
    var app = Fixture.web
    app.configuration.domain = "shop.example.com"
    var state = Fixture.state()
    _ = state.reduce(
      .recordsLoaded(.init(projects: [Fixture.acme], clusters: [Fixture.production], apps: [Fixture.api, app])))
    state.press("enter")
    for _ in 0..<6 { state.press("]") }
    var detail = AppDetail()
    (detail.hasIngress, detail.addresses) = (true, [address])
    #expect(state.reduce(.learnt(app.id, .detail(detail))) == [.readTab(app.id, .domain)])
    #expect(state.text.contains(record))
    let status = DomainStatus(
      domain: "shop.example.com", hasIngress: true, records: [], resolution: .leadsElsewhere(["192.0.2.1"]),
      certificate: .pending("waiting for the challenge"))
    #expect(state.reduce(.learnt(app.id, .domain(.known(status)))) == [])
    #expect(state.text.contains("leads to 192.0.2.1, which is not the load balancer"))
    #expect(state.text.contains("is not there yet: waiting for the challenge"))
  }
}

@Suite("secrets on an app's page")
struct SecretsTabTests {
  private let value = "hunter2-in-the-clear"

  private func revealed() -> State {
    var state = Fixture.state()
    state.press("enter", "]", "]")
    _ = state.reduce(.learnt(Fixture.web.id, .secretKeys(.known(["DATABASE_URL", "TOKEN"]))))
    return state
  }

  @Test("names are shown, values are not")
  func masked() {
    let state = revealed()
    #expect(state.text.contains("DATABASE_URL"))
    #expect(state.text.contains("••••••••"))
  }

  @Test("x shows the chosen one, which hides by itself")
  func hides() {
    var state = revealed()
    #expect(state.press("down", "x") == [.revealSecret(Fixture.web.id, "TOKEN")])
    _ = state.reduce(.learnt(Fixture.web.id, .secret(key: "TOKEN", value: value)))
    #expect(state.text.contains(value))
    _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(7)))
    #expect(state.text.contains(value))
    _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(8)))
    #expect(!state.text.contains(value))
  }

  @Test("it is forgotten when the person goes elsewhere", arguments: ["]", "esc", "D", "5"])
  func leaves(key: String) {
    var state = revealed()
    _ = state.reduce(.learnt(Fixture.web.id, .secret(key: "TOKEN", value: value)))
    state.press(key)
    #expect(state.facts?.revealed == nil)
  }

  @Test("one that comes too late is not shown")
  func late() {
    var state = revealed()
    state.press("]")
    _ = state.reduce(.learnt(Fixture.web.id, .secret(key: "TOKEN", value: value)))
    state.press("[")
    #expect(!state.text.contains(value))
  }
}

@Suite("sparklines")
struct SparklineTests {
  @Test(
    "the newest values fit the width, a whole bar is the top",
    arguments: [
      ([0, 50, 100], 100, 8, "▁▅█"), ([1, 2, 3, 100], 100, 2, "▁█"), ([200], 100, 4, "█"), ([], 100, 4, ""),
      ([5, 5], nil, 4, "██"), ([0, 0], nil, 4, "▁▁"),
    ] as [([Int], Int?, Int, String)])
  func bars(values: [Int], top: Int?, width: Int, text: String) {
    #expect(Sparkline.text(values, top: top, width: width) == text)
  }
}

@Suite("differences of objects")
struct ManifestTextTests {
  @Test("old lines come before the new ones that replace them, and what is the same stays")
  func difference() {
    let lines = ManifestText.difference(from: ["a", "b", "c"], to: ["a", "x", "c", "d"])
    #expect(lines.map(\.text) == ["a", "b", "x", "c", "d"])
    #expect(lines.map(\.kind) == [.same, .removed, .added, .same, .added])
  }
}
