import HTTP
import JSON
import Simulator
import Testing

/// The simulator itself must not be what limits a test of large clusters.
@Suite struct ScaleTests {
  @Test("five hundred pods start, are listed and are watched")
  func manyPods() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    let version = try await test.get(TestCluster.pods)["metadata"]?["resourceVersion"]?.string ?? ""
    _ = try await test.apply(TestCluster.deployment(replicas: 500), to: path)
    await test.cluster.advance(by: .seconds(10))
    #expect(try await test.get(path)["status"]?["readyReplicas"] == 500)
    let list = try await test.get(TestCluster.pods)
    #expect(list["items"]?.array?.count == 500)
    let watch = try await test.send(
      .get, TestCluster.pods, query: [("watch", "1"), ("resourceVersion", version), ("timeoutSeconds", "0")])
    #expect(watch.bytes.isEmpty)
  }
}
