import Engine
import Foundation
import Interface
import Model
import Terminal
import Testing

@Suite("what is shown of a cluster is true and has an age")
struct LiveStateTests {
  @Test("a cluster that goes away keeps its last state, muted, with its age")
  func away() {
    var state = Fixture.state()
    #expect(state.text.contains("v1.36.2 · 12 ms · live"))
    _ = state.reduce(.clusterUpdated(Fixture.production.id, .disconnected(reason: "gone"), at: Fixture.now))
    _ = state.reduce(.ticked(Fixture.now.addingTimeInterval(90)))
    #expect(state.text.contains("away, shown as of 90s ago"))
    #expect(state.text.contains("● running"))
    #expect(state.isStale(Fixture.web))
    _ = state.reduce(
      .clusterUpdated(
        Fixture.production.id, .connected(serverVersion: "v1.36.2", latency: .milliseconds(3)), at: Fixture.now))
    #expect(state.text.contains("3 ms · live"))
  }

  @Test("a cluster whose certificate nobody checks says so wherever it is chosen from or worked in")
  func insecure() {
    var state = Fixture.state()
    #expect(!state.text.contains("TLS unchecked"))
    var cluster = Fixture.production
    cluster.isInsecure = true
    _ = state.reduce(
      .recordsLoaded(.init(projects: [Fixture.acme], clusters: [cluster, Fixture.staging], apps: [Fixture.web])))
    #expect(state.text.contains("acme ▸ production ▸ web ! TLS unchecked"))
    let rows = state.text.split(separator: "\n")
    #expect(rows.contains { $0.contains("production ") && $0.contains("! 1") })
    #expect(!rows.contains { $0.contains("staging ") && $0.contains("! 0") })
    _ = state.reduce(.terminal(.resized(Size(width: 80, height: 24))))
    #expect(state.text.contains("! TLS unchecked"))
  }

  @Test("what an earlier run saw is shown until the cluster itself has spoken")
  func lastSeen() {
    var state = Fixture.state()
    let old = Fixture.live(Fixture.web, ready: 1, .degraded)
    _ = state.reduce(.lastSeenLoaded(Fixture.production.id, [Fixture.web.key: old], asOf: Fixture.now))
    #expect(state.live(of: Fixture.web)?.ready == 2)
    _ = state.reduce(.lastSeenLoaded(Fixture.sandbox.id, [:], asOf: Fixture.now))
    #expect(state.live[Fixture.sandbox.id]?.asOf == Fixture.now)
  }

  @Test("a cluster that answers is not called live before it has said what runs")
  func notYet() {
    var state = Fixture.state()
    let cluster = Fixture.staging
    let app = App(
      clusterID: cluster.id, name: "old", configuration: .init(image: "old:1"), status: .running, currentRevision: 1,
      createdAt: Fixture.now)
    _ = state.reduce(
      .recordsLoaded(.init(projects: [Fixture.acme], clusters: [cluster], apps: [app])))
    let seen = Fixture.now.addingTimeInterval(-18_000)
    _ = state.reduce(.lastSeenLoaded(cluster.id, [app.key: Fixture.live(app, ready: 1, .running)], asOf: seen))
    _ = state.reduce(
      .clusterUpdated(cluster.id, .connected(serverVersion: "v1.36.2", latency: .milliseconds(3)), at: Fixture.now))
    #expect(state.text.contains("◌ v1.36.2 · reading, shown as of 5h ago"))
    #expect(state.isStale(app))
    _ = state.reduce(.clusterUpdated(cluster.id, .live([:]), at: Fixture.now))
    #expect(state.text.contains("v1.36.2 · 3 ms · live"))
    #expect(!state.isStale(app))
  }

  @Test("why a cluster is away never takes the place of its name")
  func longReason() {
    var state = Fixture.state(80, 24)
    var cluster = Fixture.staging
    cluster.isInsecure = true
    _ = state.reduce(.recordsLoaded(.init(projects: [Fixture.acme], clusters: [cluster], apps: [])))
    let reason = "staging has not answered several times in a row; it is asked again in 30 s"
    _ = state.reduce(.clusterUpdated(cluster.id, .disconnected(reason: reason), at: Fixture.now))
    let header = state.text.split(separator: "\n").first ?? ""
    #expect(header.contains("acme ▸ staging ! TLS unchecked"))
    #expect(header.contains("✗ staging has not answered") && header.contains("…"))
  }

  @Test("an app that the cluster no longer has is said to be gone, never to be running")
  func gone() {
    var state = Fixture.state()
    _ = state.reduce(.clusterUpdated(Fixture.production.id, .live([:]), at: Fixture.now))
    #expect(state.status(of: Fixture.web).text == "not on the cluster")
    #expect(state.status(of: Fixture.new).text == "not deployed")
  }

  @Test("a failed operation is told in a message that Esc closes")
  func failure() {
    var state = Fixture.state()
    _ = state.reduce(
      .operationFailed(.deploy(Fixture.web.id), Message(title: "The deploy failed", text: "No.", advice: "Roll back.")))
    #expect(state.text.contains("The deploy failed"))
    #expect(state.text.contains("Roll back."))
    state.press("esc")
    #expect(state.overlay == nil)
  }

  @Test("clusters are followed when they come and forgotten when they go")
  func clusters() {
    var state = State(size: Size(width: 80, height: 24), now: Fixture.now)
    let records = State.Records(projects: [Fixture.acme], clusters: [Fixture.production, Fixture.staging])
    #expect(
      state.reduce(.recordsLoaded(records)) == [
        .followCluster(Fixture.production.id), .followCluster(Fixture.staging.id),
      ])
    #expect(
      state.reduce(.recordsLoaded(.init(projects: [Fixture.acme], clusters: [Fixture.staging]))) == [
        .forgetCluster(Fixture.production.id)
      ])
  }
}

@Suite("frames fit every screen")
struct FrameTests {
  static let sizes = [(80, 24), (120, 36), (200, 60), (79, 24), (40, 12), (32, 8), (20, 5), (1, 1), (300, 100)]

  @Test("no border is torn at any size, with any pane focused and anything open", arguments: sizes, Pane.allCases)
  func borders(size: (Int, Int), focus: Pane) {
    var state = Fixture.state(size.0, size.1)
    _ = state.reduce(
      .logsArrived(Fixture.web.id, Fixture.rows(50) + [LogRow(pod: "web-日本", time: nil, text: "日本語のログ 👩‍👩‍👧 é 🇩🇪")]))
    state.focus = focus
    for key in ["", "?", ":", "n", "x", "d", "e", "+"] {
      if !key.isEmpty { state.press(key) }
      let frame = state.frame()
      #expect(frame.size == state.size)
      expectWholeBorders(frame, "\(size) \(focus) \(key)")
      state.overlay = nil
      state.zoom = .normal
    }
  }

  /// A corner is met by a line on both of its sides.
  private func expectWholeBorders(_ frame: Frame, _ context: String) {
    for y in 0..<frame.size.height {
      for x in 0..<frame.size.width {
        switch frame[x, y].character {
        case "╭":
          #expect(x + 1 < frame.size.width && y + 1 < frame.size.height, "\(context) at \(x),\(y)")
        case "╯": #expect(x > 0 && y > 0 && "─╮╰┃│".contains(frame[x - 1, y].character), "\(context) at \(x),\(y)")
        case "╰": #expect(y > 0 && "│┃".contains(frame[x, y - 1].character), "\(context) at \(x),\(y)")
        default: break
        }
      }
    }
  }

  @Test("five panes at 80×24 and above, one below, words when it is hopeless")
  func kinds() {
    #expect(Fixture.state(80, 24).text.contains("2 Clusters"))
    let small = Fixture.state(60, 20).text
    #expect(!small.contains("─ 2 Clusters"))
    #expect(small.contains("3 Apps"))
    #expect(Fixture.state(20, 5).text.contains("too small"))
  }
}
