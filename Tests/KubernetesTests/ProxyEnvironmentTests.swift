import Foundation
import Testing

@testable import Kubernetes

@Suite("The proxy of the environment")
struct ProxyEnvironmentTests {
  @Test(
    "is taken and left out by Go's rules",
    arguments: [
      ("https://api.example.com", "", true), ("https://localhost:6443", "", false), ("https://127.0.0.1", "", false),
      ("https://api.example.com", "example.com", false), ("https://api.example.com", ".example.com", false),
      ("https://example.com", ".example.com", true), ("https://example.com", "example.com", false),
      ("https://notexample.com", "example.com", true), ("https://api.example.com", "*.example.com", false),
      ("https://api.example.com", "other.com, example.com", false),
      ("https://api.example.com:6443", "example.com:443", true),
      ("https://api.example.com", "example.com:443", false), ("https://10.1.2.3", "10.0.0.0/8", false),
      ("https://11.1.2.3", "10.0.0.0/8", true), ("https://api.example.com", "*", false),
    ])
  func exceptions(server: String, noProxy: String, isUsed: Bool) throws {
    let url = try #require(URL(string: server))
    let proxy = environmentProxy(for: url, in: ["HTTPS_PROXY": "proxy:3128", "NO_PROXY": noProxy])
    #expect(proxy?.absoluteString == (isUsed ? "http://proxy:3128" : nil))
  }

  @Test(
    "its variables may be small, and http has its own",
    arguments: [
      ("https://a", ["https_proxy": "socks5://p:1"], "socks5://p:1"), ("http://a", ["https_proxy": "http://p"], nil),
      ("http://a", ["HTTP_PROXY": "http://p"], "http://p"), ("https://a", [:], nil),
    ] as [(String, [String: String], String?)])
  func variables(server: String, environment: [String: String], expected: String?) throws {
    let url = try #require(URL(string: server))
    #expect(environmentProxy(for: url, in: environment)?.absoluteString == expected)
  }

  @Test("goes after the kubeconfig's own")
  func connection() throws {
    let yaml = """
      contexts: [{name: a, context: {cluster: a}}, {name: b, context: {cluster: b}}]
      clusters: [{name: a, cluster: {server: "https://x", proxy-url: "http://own"}}, {name: b, cluster: {server: "https://x"}}]
      """
    let config = try Kubeconfig(parsing: yaml)
    let environment = ["HTTPS_PROXY": "http://environment"]
    #expect(try config.connection(context: "a", environment: environment).endpoint.proxy?.host() == "own")
    #expect(try config.connection(context: "b", environment: environment).endpoint.proxy?.host() == "environment")
  }
}
