import Foundation
import Model
import Terminal

/// What runs in the background, and the last that ended: each with all that it told.
extension State {
  /// How many that ended are remembered.
  static let keptJobs = 50
  /// How much of what one of them told.
  static let keptTold = 1000

  /// Those that run first, then the last that ended.
  var allJobs: [Job] { jobs.reversed() + endedJobs }

  func job(_ list: RowList) -> Job? {
    let id = list.id(in: jobRows)
    return allJobs.first { "\($0.id)" == id }
  }

  var jobRows: [PageRow] {
    let width = max(20, allJobs.map(\.title.displayWidth).max() ?? 0) + 2
    return allJobs.map { job in
      let (sign, role, word): (String, Role, String) =
        switch job.end?.outcome {
        case nil: ("◐", .progress, "under way")
        case .done: ("✓", .good, "done")
        case .failed: ("✗", .bad, "failed")
        case .left: ("…", .warning, job.operation.isLocal ? "stopped" : "left alone")
        }
      let time =
        job.end.map { "took \(humanAge(from: job.startedAt, to: $0.at)), \(humanAge(from: $0.at, to: now)) ago" }
        ?? "since \(humanAge(from: job.startedAt, to: now))"
      return PageRow(
        "\(job.id)",
        [
          .init("\(sign) ", role), .init(job.title.neutralised().padded(to: width)), .init(word.padded(to: 12), role),
          .init(time.padded(to: 24), .muted), .init(job.detail.neutralised(), .muted),
        ])
    }
  }

  mutating func runInJobs(_ command: Command, _ old: RowList) -> [Effect]? {
    var list = old
    if list.run(command, in: jobRows, height: rowListHeight) {
      replacePage(.jobs(list))
      return []
    }
    switch command {
    case .enter, .forward:
      if let job = job(list) { open(.text(text(of: job))) }
      return []
    case .stopWaiting:
      return job(list).map { stopWaiting(for: $0) } ?? []
    default: return nil
    }
  }

  private func text(of job: Job) -> TextPage {
    var lines = [TextPage.Line("Started \(job.startedAt.ISO8601Format())", .muted), .init("")]
    lines += job.told.flatMap { told in
      told.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        .init("\(humanAge(from: job.startedAt, to: told.at).padded(to: 6)) \(String($0).neutralised())")
      }
    }
    if let end = job.end {
      let role: Role = end.outcome == .failed ? .bad : .text
      lines.append(.init(""))
      lines += end.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        .init(String($0).neutralised(), role)
      }
    }
    return TextPage(title: job.title, subject: "job \(job.id)", lines: lines)
  }

  func drawJobs(_ list: RowList, in rect: Rect, on frame: inout Frame) {
    draw(
      list, jobRows, title: "Jobs", note: "\(jobs.count) under way",
      placeholder: "Nothing was started yet.\nWhat you deploy, scale, restart or roll back is told here.", in: rect,
      on: &frame)
  }
}

extension State {
  /// Stops following a job; what the cluster was asked goes on there.
  mutating func stopWaiting(for job: Job) -> [Effect] {
    guard job.end == nil else { return [] }
    let text =
      job.operation.isLocal
      ? "Stopped; nothing listens for it any more." : "Stopped waiting; what the cluster was asked goes on there."
    end(job.operation, .left, text)
    show(text)
    return [.abandon(job.operation)]
  }

  mutating func tell(_ operation: Operation, _ text: String) {
    for index in jobs.indices where jobs[index].operation == operation {
      jobs[index].detail = text
      jobs[index].told.append(.init(at: now, text: text))
      // What goes on for days may tell a lot.
      if jobs[index].told.count > Self.keptTold { jobs[index].told.removeFirst() }
    }
  }

  /// A warning is news at once, and stays with the job.
  mutating func warn(_ operation: Operation, _ text: String) {
    tell(operation, "Warning: \(text)")
    for index in jobs.indices where jobs[index].operation == operation { jobs[index].warnings += 1 }
    show("Warning: \(text)", .warning, for: 10)
  }

  mutating func fail(_ operation: Operation, _ message: Message) {
    end(operation, .failed, "\(message.title)\n\(message.text)")
    waitingMessages.append(message)
    _ = endInBatch(operation, isDone: false)
  }

  /// Keeps what has ended, the last first.
  mutating func end(_ operation: Operation, _ outcome: Job.Outcome, _ text: String) {
    for index in jobs.indices where jobs[index].operation == operation {
      var job = jobs[index]
      job.end = .init(at: now, outcome: outcome, text: text)
      job.detail = text.split(separator: "\n").first.map(String.init) ?? ""
      endedJobs.insert(job, at: 0)
    }
    endedJobs = Array(endedJobs.prefix(Self.keptJobs))
    jobs.removeAll { $0.operation == operation }
  }
}
