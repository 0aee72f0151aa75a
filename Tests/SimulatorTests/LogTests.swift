import HTTP
import JSON
import Simulator
import Testing

@Suite struct LogTests {
  private let log = "\(TestCluster.pods)/p/log"

  private func cluster(image: String, for seconds: Int) async throws -> TestCluster {
    let test = TestCluster()
    _ = try await test.send(
      .post, TestCluster.pods,
      body: [
        "kind": "Pod", "metadata": ["name": "p"], "spec": ["containers": [["name": "c", "image": .string(image)]]],
      ])
    await test.cluster.advance(by: .seconds(seconds))
    return test
  }

  private func lines(_ test: TestCluster, _ query: (String, String)...) async throws -> [String] {
    try await test.send(.get, log, query: query).text.split(separator: "\n").map(String.init)
  }

  @Test("tail, since and a limit of bytes cut what they say")
  func cuts() async throws {
    let test = try await cluster(image: "local/logs:10", for: 20)
    let all = try await lines(test)
    #expect(all.count > 150)
    #expect(all.first == "line 1 of p")
    #expect(try await lines(test, ("tailLines", "3")) == all.suffix(3))
    #expect(try await lines(test, ("tailLines", "0")).isEmpty)
    #expect(try await test.send(.get, log, query: [("limitBytes", "8")]).text == "line 1 o")
    let recent = try await lines(test, ("sinceSeconds", "2"))
    #expect((18...21).contains(recent.count))
    #expect(all.suffix(recent.count) == recent[...])
  }

  @Test("the time of a line is where sinceTime begins, so a reader can go on without a lost or repeated line")
  func resume() async throws {
    let test = try await cluster(image: "local/logs:100", for: 10)
    let stamped = try await lines(test, ("timestamps", "true"), ("tailLines", "50"))
    let times = stamped.map { String($0.split(separator: " ")[0]) }
    #expect(times == times.sorted() && Set(times).count == 50)
    let rest = try await lines(test, ("sinceTime", times[20]), ("timestamps", "true"))
    #expect(rest == Array(stamped[20...]))
  }

  @Test("a followed log brings each line once, as time goes on, and ends with the container")
  func follow() async throws {
    let test = try await cluster(image: "local/crash-after:30s", for: 5)
    let request = HTTPRequest(.get, log, query: [.init("follow", "true")])
    let response = try await test.admin.send(request)
    let reader = Task { try await response.body.bytes() }
    for _ in 0..<40 {
      await test.cluster.advance(by: .seconds(1))
      await Task.yield()
    }
    let lines = String(decoding: try await reader.value, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 31)
    #expect(Set(lines).count == 31)
    #expect(lines.last?.hasPrefix("panic") == true)
  }

  @Test("the log of the run before is there while the next one runs")
  func previous() async throws {
    let test = try await cluster(image: "local/crash-after:10s", for: 13)
    let previous = try await lines(test, ("previous", "true"))
    #expect(previous.last?.hasPrefix("panic") == true)
    #expect(try await lines(test).last?.hasPrefix("panic") == false)
  }
}
