import Testing

@testable import shipit_bench

/// The words of the table, which must not flatter.
@Suite struct ReportTests {
  private let small = Sample(cpu: 0.5, wall: 1, peak: 30 << 20)
  private let large = Sample(cpu: 4, wall: 5, peak: 600 << 20)

  private func remark(_ measurement: Measurement, isMain: Bool = true) -> String {
    Row(measurement, size: "10 pods", growth: nil, isMain: isMain).remark
  }

  private func measurement(_ ours: Sample, _ peer: Sample?) -> Measurement {
    Measurement(
      job: "list", ours: ours, peerName: "kubectl", peer: peer,
      goals: [.ratio("CPU", \.cpu, ours, peer, atMost: 0.125, "≤ 1/8"), .memory(ours, peer, atMost: 0.125, "≤ 1/8")])
  }

  @Test("a goal that holds, one that does not, and one whose peer is not there")
  func verdicts() {
    #expect(remark(measurement(small, large)) == "met")
    #expect(remark(measurement(large, large)) == "MISSED: ≤ 1/8 its CPU, ≤ 1/8 its memory")
    #expect(remark(measurement(small, nil)) == "not compared; the peer is missing here")
  }

  @Test("sizes that are there for the growth have no verdict")
  func growthOnly() {
    #expect(remark(measurement(large, large), isMain: false) == "")
  }

  @Test("a job that failed says so, and counts as missed")
  func failed() {
    let row = Row(failed: "watch 10 pods", reason: "no simulator")
    #expect(row.isMissed)
    #expect(row.remark == "FAILED: no simulator")
  }

  @Test("numbers stand under each other, and remarks below what they are about")
  func table() {
    let rows = [
      Row(measurement(small, large), size: "10 pods", growth: 0.98, isMain: true),
      Row(measurement(large, nil), size: "10000 pods", growth: nil, isMain: false),
    ]
    #expect(
      TextTable.lines(rows) == [
        "Job   Size        Ours: CPU    wall  memory  Peer: CPU    wall  memory  CPU ratio  Growth",
        "list  10 pods        0.50 s  1.00 s   30 MB     4.00 s  5.00 s  600 MB       0.12    0.98",
        "      beside kubectl; limit: ≤ 1/8 its CPU, ≤ 1/8 its memory; met",
        "list  10000 pods     4.00 s  5.00 s  600 MB",
        "      beside kubectl; the peer is missing here",
      ])
  }

  @Test("the document's table is replaced, and nothing else of it")
  func document() throws {
    let text = "before\n\(Document.begin)\n\nold\n\n\(Document.end)\nafter\n"
    let replaced = try Document.replacingTable(in: text, with: "new")
    #expect(replaced == "before\n\(Document.begin)\n\nnew\n\n\(Document.end)\nafter\n")
    #expect(throws: BenchError.self) { try Document.replacingTable(in: "no marks", with: "new") }
  }

  @Test(
    "peers are named with their versions, whatever they say",
    arguments: [
      ("kubectl", "Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0", "kubectl 1.32.4-dispatcher"),
      ("curl", "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1", "curl 7.88.1"),
      ("sqlite3", "3.40.1 2022-12-28 14:03:47", "sqlite3 3.40.1"), ("jq", "jq-1.6", "jq 1.6"),
      ("openssl", "OpenSSL 3.0.22 25 Aug 2026", "openssl 3.0.22"), ("curl", "", "curl of an unknown version"),
    ])
  func version(name: String, says text: String, is version: String) {
    #expect(Peer.version(name, in: text) == version)
  }
}
