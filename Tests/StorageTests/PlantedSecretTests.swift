import Foundation
import Model
import Testing

@testable import Storage

@Suite("Nothing in the clear")
struct PlantedSecretTests {
  @Test("no file of the store holds a kubeconfig or a secret, while it is open or after")
  func planted() async throws {
    let folder = try TemporaryFolder()
    var store: Store? = try folder.store()
    let app = try await Sample(in: #require(store)).app
    try await store?.setSecret("PASSWORD", to: "planted-secret-value", of: app.id)
    _ = try await store?.beginRevision(of: app.id, configuration: app.configuration)
    try await store?.setSecret("PASSWORD", to: "planted-second-value", of: app.id)

    // A search that could not find anything would prove nothing.
    #expect(try found("image\":\"web:1", in: folder))
    for planted in ["planted-kubeconfig-token", "planted-secret-value", "planted-second-value", "planted"] {
      #expect(try !found(planted, in: folder))
    }
    store = nil
    #expect(try !found("planted", in: folder))
  }

  @Test("an error says nothing of what it was about to store")
  func errors() async throws {
    let store = try Store.temporary()
    let sample = try await Sample(in: store)
    let error = await #expect(throws: StoreError.self) {
      try await store.createCluster(sample.cluster, kubeconfig: "planted-in-vain")
    }
    #expect(!"\(String(describing: error))".contains("planted"))
  }

  @Test("a source of keys does not describe the key")
  func description() {
    let digits = String(repeating: "ab", count: 32)
    let source = KeySource(environment: ["SHIPIT_ENCRYPT_KEY": digits], keyFile: "/k")
    #expect("\(source)" == "SHIPIT_ENCRYPT_KEY")
  }

  private func found(_ text: String, in folder: TemporaryFolder) throws -> Bool {
    try folder.allBytes().range(of: Data(text.utf8)) != nil
  }
}
