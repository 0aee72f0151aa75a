import Foundation
import HTTP

/// Puts workloads on a simulated cluster, as shipit would: with the labels by which it finds its own.
struct Deployments {
  private let transport: CurlTransport

  /// - Throws: `.wrong` for what is no address.
  init(at address: String) throws(BenchError) {
    guard let url = URL(string: address) else { throw .wrong("\(address) is no address") }
    transport = CurlTransport(endpoint: HTTPEndpoint(server: url), userAgent: "shipit-bench")
  }

  /// Returns when all of its pods run.
  func create(_ name: String, image: String, replicas: Int, atMost limit: Duration = .seconds(60))
    async throws(BenchError)
  {
    let labels = #"{"app":"\#(name)","managed-by":"shipit","app.kubernetes.io/managed-by":"shipit"}"#
    let body = """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"\(name)","labels":\(labels)},"spec":{
      "replicas":\(replicas),"selector":{"matchLabels":{"app":"\(name)"}},"template":{"metadata":{"labels":\(labels)},
      "spec":{"containers":[{"name":"app","image":"\(image)"}]}}}}
      """
    let path = "/apis/apps/v1/namespaces/default/deployments"
    _ = try await send(
      HTTPRequest(.post, path, headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      let answer = try await send(HTTPRequest(.get, "\(path)/\(name)"))
      if answer.contains(Array("\"readyReplicas\":\(replicas)".utf8)) { return }
      try? await Task.sleep(for: .milliseconds(100))
    }
    throw .wrong("the pods of \(name) did not become ready within \(limit)")
  }

  private func send(_ request: HTTPRequest) async throws(BenchError) -> [UInt8] {
    do throws(HTTPError) {
      let response = try await transport.send(request)
      let body = try await response.body.bytes()
      guard response.status < 300 else { throw HTTPError.invalidAnswer(reason: String(decoding: body, as: UTF8.self)) }
      return body
    } catch {
      throw .wrong("the simulator answered \(request.path) with \(error)")
    }
  }
}
