import Kubernetes
import Testing

@testable import shipit_tui

@Suite("Printing logs")
struct LogPrinterTests {
  private let printer = LogPrinter(hasPrefix: true, hasTimestamps: false, isRaw: false, app: "web", cluster: "prod")
  private let source = LogSource(pod: "web-1", podUID: "u", container: "web", restartCount: 0)
  private let sidecar = LogSource(pod: "web-1", podUID: "u", container: "proxy", restartCount: 0)

  private func line(_ text: String, of source: LogSource? = nil) -> LogEvent {
    .line(
      LogLine(timestamp: Timestamp(seconds: 1_800_000_000, nanoseconds: 5), source: source ?? self.source, text: text))
  }

  @Test("a line says its pod, and its container where that is not the app's own")
  func prefix() {
    #expect(printer.line(line("hello")) == "web-1 | hello")
    #expect(printer.line(line("hello", of: sidecar)) == "web-1/proxy | hello")
  }

  @Test("with timestamps each line begins with its moment")
  func timestamps() {
    var printer = printer
    printer.hasTimestamps = true
    printer.hasPrefix = false
    #expect(printer.line(line("hello")) == "2027-01-15T08:00:00.000000005Z hello")
  }

  @Test("on a terminal a line cannot move the cursor; elsewhere it goes out as it came")
  func controls() {
    var printer = printer
    printer.hasPrefix = false
    #expect(printer.line(line("a\u{1B}[2J\tb\r")) == "a␛[2J\tb␍")
    printer.isRaw = true
    #expect(printer.line(line("a\u{1B}[2J\tb\r")) == "a\u{1B}[2J\tb\r")
  }

  @Test("fields are printed level and message first, or those that are named; other lines as they came")
  func fields() {
    var printer = printer
    printer.hasPrefix = false
    let text = #"{"ts":1,"level":"warn","msg":"slow","http":{"status":500}}"#
    #expect(printer.line(line(text)) == text)
    printer.fields = []
    #expect(printer.line(line(text)) == #"WARN  slow http={"status":500} 1"#)
    #expect(printer.line(line("plain")) == "plain")
    printer.fields = ["message", "http.status"]
    #expect(printer.line(line(text)) == "WARN  slow http.status=500")
  }

  @Test("as JSON each line is an object with its moment, source, level and fields")
  func json() {
    var printer = printer
    printer.isJSON = true
    #expect(
      printer.line(line("level=error a=1"))
        == #"{"container":"web","fields":{"a":"1","level":"error"},"level":"error","pod":"web-1","restarts":0,"text":"level=error a=1","time":"2027-01-15T08:00:00.000000005Z"}"#
    )
    #expect(printer.line(line("plain"))?.contains("fields") == false)
  }

  @Test("what is no line is a remark, and what needs no word is none")
  func remarks() {
    #expect(
      printer.remark(.gap(source, lines: 12, .rotated))
        == "12 or more lines of web-1 are missing here: its log was rotated")
    #expect(
      printer.remark(.gap(source, lines: nil, .podDeleted))
        == "lines of web-1 are missing here: it went before they could be read")
    #expect(
      printer.remark(.ended(sidecar, .terminated(exitCode: 137, reason: "OOMKilled")))
        == "web-1/proxy ended with 137 (OOMKilled)")
    for event in [LogEvent.started(source), .reconnected, .ended(source, .caughtUp), line("x")] {
      #expect(printer.remark(event) == nil)
    }
    #expect(printer.line(.reconnected) == nil)
  }
}
