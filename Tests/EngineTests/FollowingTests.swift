import Foundation
import Model
import Simulator
import Testing

@testable import Engine

@Suite("Following a cluster")
struct FollowingTests {
  @Test(
    "a namespace whose watch was refused for a moment is known again, though nothing changes in it",
    arguments: [["default"], ["default", "other"]])
  func quiet(namespaces: [String]) async throws {
    let world = try await World()
    for namespace in namespaces {
      _ = try await world.engine.createApp(
        AppDraft(
          clusterID: world.clusterID, name: "web", namespace: namespace, configuration: .init(image: "acme/web:1")))
    }
    let struck = try #require(namespaces.last)
    let path = "namespaces/\(struck)/deployments"
    let wasLost = try await world.drive {
      var (isStruck, isLost) = (false, false)
      for await update in world.engine.follow(world.clusterID) {
        switch update {
        case .live(_, let unknown) where !unknown.contains(struck):
          if isLost { return true }
          guard !isStruck else { continue }
          isStruck = true
          // When the watch is over, the next one is refused once.
          await world.simulated.set(
            Faults([.init(.status(500), times: 1, pathContains: path, onlyWatches: true)]))
        case .live: isLost = true
        case .disconnected: isLost = isStruck
        case .connected, .consentNeeded: break
        }
      }
      return false
    }
    #expect(wasLost)
  }
}

@Suite("Whether a watch can be believed")
struct WatchLinkTests {
  private static let start = Date(timeIntervalSince1970: 1_800_000_000)

  @Test(
    "what it told was true until it was last heard of",
    arguments: [(0, 100), (90, 10), (200, 0)] as [(silence: Int, until: Double)])
  func trueUntil(silence: Int, until: Double) {
    var told = WatchLink(clock: ManualClock())
    _ = told.told(at: Self.start)
    #expect(told.broke(at: Self.start + 100, after: .seconds(silence)) == Self.start + until)
    var opened = WatchLink(clock: ManualClock())
    opened.opened(at: Self.start) { _ in }
    #expect(opened.broke(at: Self.start + 100, after: .seconds(silence)) == Self.start + until)
  }

  @Test("an opening counts until it breaks or the next one comes")
  func openings() async {
    let clock = ManualClock()
    let (numbers, lasted) = AsyncStream<Int>.makeStream()
    var link = WatchLink(clock: clock)
    link.opened(at: Self.start) { lasted.yield($0) }
    while clock.sleepers == 0 { await Task.yield() }
    clock.advance(by: .seconds(1))
    var heard = numbers.makeAsyncIterator()
    let first = await heard.next() ?? 0
    #expect(link.isOpen(first))
    _ = link.broke(at: Self.start + 1, after: .zero)
    #expect(!link.isOpen(first))
    link.opened(at: Self.start + 2) { lasted.yield($0) }
    #expect(!link.isOpen(first))
  }
}
