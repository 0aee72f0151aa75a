import JSON
import Testing

@testable import Kubernetes

@Suite("Cutting JSON streams")
struct JSONSplitterTests {
  private func split(
    _ text: String, _ target: JSONSplitter.Target, pieceLength: Int
  ) throws(KubernetesError) -> (values: [String], splitter: JSONSplitter) {
    var splitter = JSONSplitter(target)
    var values: [String] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      try splitter.receive(Array(rest.prefix(pieceLength))) { values.append(String(decoding: $0, as: UTF8.self)) }
      rest = rest.dropFirst(pieceLength)
    }
    return (values, splitter)
  }

  @Test("items are cut out of a list, however it arrives", arguments: [1, 2, 3, 7, 1000])
  func items(pieceLength: Int) throws {
    let text = #"""
      {"kind":"L","note":"items","metadata":{"items":[{"not":"this"}],"x":"a\"[{"},"items" : [ {"a":"}]\\"} ,
      {"b":[{"c":"\""}],"items":[1]} ],"tail":[{"t":1}]}
      """#
    let (values, splitter) = try split(text, .items, pieceLength: pieceLength)
    #expect(values == [#"{"a":"}]\\"}"#, #"{"b":[{"c":"\""}],"items":[1]}"#])
    let envelope = try JSON(parsing: splitter.remainder)
    #expect(
      envelope == [
        "kind": "L", "note": "items", "metadata": ["items": [["not": "this"]], "x": "a\"[{"], "items": [],
        "tail": [["t": 1]],
      ])
  }

  @Test("values are cut out of a stream, however it arrives", arguments: [1, 2, 3, 7, 1000])
  func values(pieceLength: Int) throws {
    let text = "{\"a\":{\"b\":\"}\"}}\n  {\"c\":[]}\n{}{\"d\""
    let (values, splitter) = try split(text, .values, pieceLength: pieceLength)
    #expect(values == [#"{"a":{"b":"}"}}"#, #"{"c":[]}"#, "{}"])
    #expect(!splitter.isBetweenValues)
  }

  @Test("a list without items has none")
  func nullItems() throws {
    let (values, splitter) = try split(#"{"kind":"PodList","items":null,"metadata":{}}"#, .items, pieceLength: 5)
    #expect(values == [])
    #expect(try JSON(parsing: splitter.remainder)["kind"] == "PodList")
  }

  @Test("brackets that close nothing and values without end are refused")
  func refusals() {
    #expect(throws: KubernetesError.undecodable(what: "JSON", reason: "a bracket closes nothing")) {
      try split("}", .values, pieceLength: 1)
    }
    var splitter = JSONSplitter(.values, limitBytes: 99)
    #expect(throws: KubernetesError.undecodable(what: "JSON", reason: "a value is larger than 99 bytes")) {
      try splitter.receive(Array(repeating: UInt8(ascii: "["), count: 50)) { _ in }
      try splitter.receive(Array(repeating: UInt8(ascii: "["), count: 50)) { _ in }
    }
  }
}
