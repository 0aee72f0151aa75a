import Model
import Testing

@Suite("References")
struct ReferenceTests {
  @Test(
    "an app is named by its path, with or without a namespace, or by its id",
    arguments: [
      ("shop/prod/web", AppReference.path(project: "shop", cluster: "prod", namespace: nil, name: "web")),
      ("shop/prod/kube/web", .path(project: "shop", cluster: "prod", namespace: "kube", name: "web")),
      ("7c0e", .id(AppID(rawValue: "7c0e"))),
    ])
  func apps(text: String, reference: AppReference) {
    #expect(AppReference(text) == reference)
    #expect(reference.description == text)
  }

  @Test("a cluster is named by its path or its id")
  func clusters() {
    #expect(ClusterReference("shop/prod") == .path(project: "shop", name: "prod"))
    #expect(ClusterReference("7c0e") == .id(ClusterID(rawValue: "7c0e")))
    #expect(ClusterReference("shop/prod")?.description == "shop/prod")
  }

  @Test("other text names nothing", arguments: ["", "/", "a//c", "a/b/", "a/b/c/d/e", "a/b"])
  func refused(text: String) {
    #expect(AppReference(text) == nil)
    if text != "a/b" { #expect(ClusterReference(text) == nil) }
  }
}
