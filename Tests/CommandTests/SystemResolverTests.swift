import Engine
import Testing

@testable import shipit_tui

@Suite("the resolver of this machine")
struct SystemResolverTests {
  @Test("tells addresses of names and of addresses, each once")
  func addresses() async {
    #expect(await SystemResolver.lookUp("127.0.0.1") == .addresses(["127.0.0.1"]))
    #expect(await SystemResolver.lookUp("::1") == .addresses(["::1"]))
    guard case .addresses(let found) = await SystemResolver.lookUp("localhost") else {
      Issue.record("localhost has no address")
      return
    }
    #expect(!Set(found).isDisjoint(with: ["127.0.0.1", "::1"]))
    #expect(Set(found).count == found.count)
  }

  @Test("says that a name that cannot be one has none")
  func none() async {
    let name = String(repeating: "a.", count: 200)
    if case .addresses(let found) = await SystemResolver.lookUp(name) { Issue.record("\(name) leads to \(found)") }
  }
}
