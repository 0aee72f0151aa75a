import Foundation
import HTTP
import Model
import Simulator
import TestSupport
import Testing

@testable import Storage
@testable import shipit_tui

@Suite("clusters can-i answers as kubectl auth can-i does")
struct AccessCommandTests {
  private var run: CommandLineRun

  init() async throws {
    let cluster = SimulatedCluster(clock: FastClock())
    run = try CommandLineRun()
    run.transport = { _ in Tokenless(cluster.transport(as: .user(name: "ada", groups: []))) }
    let project = try await run.store.createProject(name: "shop")
    try await run.store.createCluster(
      Cluster(
        projectID: project.id, name: "prod", endpoint: "https://absent:6443", context: "admin@prod",
        namespace: "default", createdAt: CommandLineRun.now, isReadOnly: true), kubeconfig: kubeconfig)
    try await grant(
      [
        Rule(["get", "list"], ["pods", "pods/log"]), Rule(["patch"], ["deployments"], in: "apps"),
      ], to: "ada", in: "default", through: cluster.transport())
  }

  @Test(
    "yes with 0, no with 1",
    arguments: [
      ("get pods", "yes"), ("get pod", "yes"), ("get po", "yes"), ("get pods/log", "yes"), ("delete pods", "no"),
      ("patch deploy", "yes"), ("patch deployments.apps", "yes"), ("patch deployments.v1.apps", "yes"),
      ("patch Deployment/web", "yes"), ("get pods --subresource log", "yes"), ("get pods --subresource exec", "no"),
      ("get pods -n kube-system", "no"), ("get pods -A", "no"), ("list nodes", "no"), ("get /version", "yes"),
      ("get /metrics", "no"),
    ])
  func answers(question: String, answer: String) async {
    let outcome = await run.run(["clusters", "can-i", "shop/prod"] + question.split(separator: " ").map(String.init))
    #expect(outcome.output == "\(answer)\n", "\(outcome.errors)")
    #expect(outcome.code == (answer == "yes" ? 0 : 1))
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test("what the cluster has no resource of is asked all the same, with a warning; --quiet says nothing")
  func unknown() async {
    let outcome = await run("clusters", "can-i", "shop/prod", "get", "unicorns.example.com")
    #expect(outcome.output == "no\n" && outcome.code == 1)
    #expect(outcome.errors == "Warning: the server doesn't have a resource type 'unicorns.example.com'\n")
    let quiet = await run("clusters", "can-i", "shop/prod", "delete", "pods", "--quiet")
    #expect(quiet.output.isEmpty && quiet.errors.isEmpty && quiet.code == 1)
  }

  @Test("--list tells every rule of the namespace")
  func list() async {
    let outcome = await run("clusters", "can-i", "shop/prod", "--list")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
    #expect(lines.first?.joined(separator: " ") == "RESOURCES NON-RESOURCE URLS RESOURCE NAMES VERBS")
    #expect(lines.contains { $0.joined(separator: " ") == "deployments.apps [] [] [patch]" })
    #expect(lines.contains { $0.joined(separator: " ") == "pods/log [] [] [get list]" })
    #expect(outcome.output.contains("/healthz"))
  }

  @Test("a question is whole, or a mistake", arguments: [["get"], ["--list", "get", "pods"], ["--list", "-A"], []])
  func mistakes(arguments: [String]) async {
    #expect(await run.run(["clusters", "can-i", "shop/prod"] + arguments).code == 2)
  }
}
