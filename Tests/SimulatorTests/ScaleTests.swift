import HTTP
import JSON
import Simulator
import Testing

/// The simulator itself must not be what limits a test of large clusters.
@Suite struct ScaleTests {
  @Test("a hundred pods start, are listed and are watched")
  func manyPods() async throws {
    let test = TestCluster()
    let path = "\(TestCluster.deployments)/web"
    let version = try await test.get(TestCluster.pods)["metadata"]?["resourceVersion"]?.string ?? ""
    _ = try await test.apply(TestCluster.deployment(replicas: 100), to: path)
    await test.cluster.advance(by: .seconds(10))
    #expect(try await test.get(path)["status"]?["readyReplicas"] == 100)
    let list = try await test.get(TestCluster.pods)
    #expect(list["items"]?.array?.count == 100)
    let watch = try await test.send(
      .get, TestCluster.pods, query: [("watch", "1"), ("resourceVersion", version), ("timeoutSeconds", "0")])
    let types = watch.bytes.split(separator: 0x0A).compactMap { try? JSON(parsing: $0) }.compactMap {
      $0["type"]?.string
    }
    #expect(types.filter { $0 == "ADDED" }.count == 100)
  }
}
