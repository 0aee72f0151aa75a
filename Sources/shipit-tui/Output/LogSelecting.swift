import Engine
import Interface
import Kubernetes

/// Which lines are printed, as they come, and the deploys between them.
struct LogSelecting {
  enum Item {
    case event(LogEvent)
    case marker(LogMarker)
  }

  let selection: LogSelection
  let filter: LogFilter
  var context: LogContext<Item>
  private(set) var markers: [LogMarker]
  /// Deploys that were heard of after lines of a later moment: told before the next line.
  private var late: [LogMarker] = []
  /// The moment of the first line, and the latest of any so far; deploys before the first are no news.
  private var first: Timestamp?
  private var moment: Timestamp?
  private(set) var hasSeenSource = false

  init(selection: LogSelection, filter: LogFilter, context: LogContext<Item>, markers: [LogMarker]) {
    self.selection = selection
    self.filter = filter
    self.context = context
    self.markers = markers
  }

  /// The deploys as they are known by now.
  mutating func learn(_ new: [LogMarker]) {
    if let first, let moment {
      late += new.filter { !markers.contains($0) && Timestamp($0.time) > first && Timestamp($0.time) <= moment }
    }
    markers = new
  }

  var takesEverything: Bool { selection.isEverything && filter.isEverything }

  /// An event of a log that is printed whole.
  mutating func see(_ event: LogEvent, _ printer: LogPrinter, _ bytes: inout [UInt8]) {
    hasSeenSource = hasSeenSource || event.source != nil
    printer.append(event, to: &bytes)
  }

  mutating func take(_ event: LogEvent) -> [LogContext<Item>.Output] {
    if event.source != nil { hasSeenSource = true }
    guard case .line(let line) = event else { return [] }
    let passed =
      late
      + markers.filter { marker in
        let time = Timestamp(marker.time)
        return moment.map { $0 < time && time <= line.timestamp } ?? false
      }
    late = []
    first = first ?? line.timestamp
    moment = max(moment ?? line.timestamp, line.timestamp)
    // The level of a line is in what a person sees, not in the colours around it.
    let text = line.text.removingColours()
    let isMatch = (selection.isEverything || selection.admits(text)) && filter.admits(text, pod: line.source.pod)
    return passed.flatMap { context.take(.marker($0), isMatch: true) } + context.take(.event(event), isMatch: isMatch)
  }
}
