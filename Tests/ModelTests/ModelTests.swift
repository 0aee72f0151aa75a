import Foundation
import Model
import Testing

@Suite("names and values are checked before anything is stored or sent")
struct ValidationTests {
  @Test(
    "an app's name is a DNS label that starts with a letter",
    arguments: [
      ("web", true), ("a", true), ("web-2", true), (String(repeating: "a", count: 63), true),
      ("", false), ("Web", false), ("2web", false), ("-web", false), ("web-", false), ("web.io", false), ("wéb", false),
      (String(repeating: "a", count: 64), false),
    ])
  func appName(name: String, isFine: Bool) {
    #expect((Validation.appName(name) == nil) == isFine)
  }

  @Test(
    "a project's name may have spaces inside but nothing that a reference or a terminal would trip over",
    arguments: [
      ("Acme Shop", true), ("日本", true), ("", false), ("a/b", false), (" a", false), ("a\u{1B}[2J", false),
    ])
  func recordName(name: String, isFine: Bool) {
    #expect((Validation.recordName(name, field: "name") == nil) == isFine)
  }

  @Test(
    "an image reference follows the grammar of container registries",
    arguments: [
      ("nginx", "nginx", nil), ("nginx:1.27", "nginx", "1.27"), ("ghcr.io/acme/web:v1", "ghcr.io/acme/web", "v1"),
      ("localhost:5000/web", "localhost:5000/web", nil), ("a/b/c__d:x", "a/b/c__d", "x"),
    ])
  func image(text: String, name: String, tag: String?) throws {
    let image = try #require(ImageReference(text))
    #expect(image.name == name)
    #expect(image.tag == tag)
  }

  @Test(
    "what no container runtime takes is refused",
    arguments: [
      "", "Nginx", "nginx:", "nginx:a b", "nginx@sha256:12", "/nginx", "nginx/", "a//b", "-a", "nginx:-x",
      "reg:99999/a",
    ])
  func badImage(text: String) {
    #expect(ImageReference(text) == nil)
    #expect(ImageReference.problem(in: text)?.rule.contains("registry") == true)
  }

  @Test(
    "only a tag that can move is moving",
    arguments: [
      ("nginx", true), ("nginx:latest", true), ("nginx:1.27", false),
      ("nginx@sha256:\(String(repeating: "0", count: 64))", false),
    ])
  func moving(text: String, isMoving: Bool) {
    #expect(ImageReference(text)?.isMoving == isMoving)
  }

  @Test(
    "quantities are compared in thousandths",
    arguments: [
      ("100m", 100), ("1", 1000), ("1.5", 1500), ("0.5Gi", 512 * 1_048_576 * 1000), ("256Mi", 256 * 1_048_576 * 1000),
      (".5", 500), ("2k", 2_000_000),
    ])
  func quantity(text: String, thousandths: Int) {
    #expect(Quantity(text)?.thousandths == thousandths)
  }

  @Test(
    "what brings a server down is not a quantity",
    arguments: ["lots", "", "1mi", "-1", "1.2.3", ".", "1 Gi", "99999999999Pi"])
  func badQuantity(text: String) {
    #expect(Quantity(text) == nil)
  }

  @Test("every wrong field is reported at once, in order")
  func problems() {
    var configuration = AppConfiguration(image: "Bad Image", replicas: -1, port: 70000, environment: ["2X": "1"])
    configuration.resources.cpuLimit = "50m"
    configuration.health = .init(path: "healthz")
    #expect(
      configuration.problems.map(\.field) == ["image", "replicas", "port", "env", "cpu-limit", "health-path"])
    #expect(AppConfiguration(image: "nginx:1.27", replicas: 2, port: 80).problems.isEmpty)
  }
}

@Suite("what a terminal would obey becomes text")
struct PlainTextTests {
  @Test(
    "controls become pictures",
    arguments: [
      ("plain ✓ 日本", "plain ✓ 日本"), ("\u{1B}[2J", "␛[2J"), ("a\rb\u{7}", "a␍b␇"), ("\u{9B}31m", "\u{FFFD}31m"),
      ("a\u{202E}b", "a\u{FFFD}b"), ("tab\there", "tab␉here"), ("\u{7F}", "␡"), ("a\r\nb", "a␍␊b"),
    ])
  func neutralised(text: String, expected: String) {
    #expect(text.neutralised() == expected)
  }
}

extension PlainTextTests {
  @Test(
    "colours go, whatever else a sequence does stays to be seen",
    arguments: [
      ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[1;38;5;9mx\u{1B}[m", "x"), ("\u{1B}[2Jx", "\u{1B}[2Jx"),
      ("\u{1B}", "\u{1B}"),
      ("\u{1B}[31", "\u{1B}[31"), ("a\u{1B}\u{1B}[0mb", "a\u{1B}b"), ("日本", "日本"),
    ])
  func colours(text: String, expected: String) {
    #expect(text.removingColours() == expected)
  }
}

@Suite("ages read as kubectl's do")
struct AgeTests {
  @Test(arguments: [
    (0, "0s"), (119, "119s"), (120, "2m"), (192, "3m12s"), (600, "10m"), (10_799, "179m"), (10_800, "3h"),
    (19_200, "5h20m"),
    (28_800, "8h"), (172_800, "2d"), (356_400, "4d3h"), (691_200, "8d"), (63_072_000, "2y"), (-5, "0s"),
  ])
  func age(seconds: Int, text: String) {
    #expect(humanAge(seconds: seconds) == text)
  }
}
