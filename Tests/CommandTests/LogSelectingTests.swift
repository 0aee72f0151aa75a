import Foundation
import Kubernetes
import Terminal
import Testing

@testable import Interface
@testable import shipit_tui

@Suite("Deploys between the lines that logs prints")
struct LogSelectingTests {
  private let source = LogSource(pod: "web-1", podUID: "u", container: "web", restartCount: 0)

  private func selecting(_ markers: [LogMarker]) throws -> LogSelecting {
    LogSelecting(
      selection: LogSelection(wanted: [], unwanted: []), filter: try LogFilter(""), context: LogContext(count: 0),
      markers: markers)
  }

  private func marker(_ second: Double, _ text: String) -> LogMarker {
    LogMarker(time: Date(timeIntervalSince1970: second), text: text, role: .good)
  }

  private func told(_ second: Int64, _ selecting: inout LogSelecting) -> [String] {
    let line = LogLine(timestamp: Timestamp(seconds: second), source: source, text: "\(second)")
    return selecting.take(.line(line)).compactMap { output in
      switch output {
      case .line(.event(.line(let line))): line.text
      case .line(.marker(let marker)): marker.text
      default: nil
      }
    }
  }

  @Test("a deploy stands before the first line of a later moment, and none before the first line of all")
  func between() throws {
    var selecting = try selecting([marker(5, "before"), marker(12, "between")])
    #expect(told(10, &selecting) == ["10"])
    #expect(told(11, &selecting) == ["11"])
    #expect(told(13, &selecting) == ["between", "13"])
    #expect(told(14, &selecting) == ["14"])
  }

  @Test("one that is heard of after lines of a later moment is told before the next line, once")
  func late() throws {
    var selecting = try selecting([])
    _ = told(10, &selecting)
    _ = told(20, &selecting)
    let markers = [marker(5, "old"), marker(15, "late"), marker(25, "next")]
    selecting.learn(markers)
    selecting.learn(markers)
    #expect(told(30, &selecting) == ["late", "next", "30"])
    #expect(told(31, &selecting) == ["31"])
  }
}
