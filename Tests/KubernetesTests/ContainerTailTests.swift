import HTTP
import Testing

@testable import Kubernetes

@Suite("Tailing one container")
struct ContainerTailTests {
  @Test("through faults, crashes and restarts every line comes once and in order", arguments: 0..<200)
  func everyLineOnce(seed: Int) {
    var world = ContainerWorld(seed: UInt64(seed), restartsAtOnce: 1)
    world.run(steps: 150)
    #expect(world.gaps == 0, "seed \(seed)")
    #expect(world.received == world.written, "seed \(seed)")
    #expect(world.endedInstances == Array(0...world.instance), "seed \(seed)")
  }

  @Test("restarts that are too fast to be read are told as gaps, and still nothing comes twice", arguments: 0..<100)
  func gapsAreTold(seed: Int) {
    var world = ContainerWorld(seed: UInt64(seed), restartsAtOnce: 4)
    world.run(steps: 150)
    let lost = world.written.filter { !world.received.contains($0) }
    #expect(lost.isEmpty || world.gaps > 0, "seed \(seed)")
    #expect(Set(world.received).count == world.received.count, "seed \(seed)")
    #expect(world.received == world.written.filter { world.received.contains($0) }, "seed \(seed)")
  }

  @Test(
    "a pod that goes ends its log; whether lines may be missing depends on how the log ended",
    arguments: [
      (nil, [LogEvent.EndReason.podDeleted], 0),
      (KubernetesError.unreachable(.closedEarly(reason: "")), [.podDeleted], 1),
    ] as [(KubernetesError?, [LogEvent.EndReason], Int)])
  func podDeletion(error: KubernetesError?, reasons: [LogEvent.EndReason], gaps: Int) {
    var tail = ContainerTail(pod: "p", podUID: "u", container: "c", options: LogOptions())
    var view = ContainerView(instance: 0)
    view.isRunning = true
    var events = tail.examined(view, at: .zero)
    events += tail.readEnded(error, after: .zero, leftover: Array("1970-01-01T00:00:01Z last".utf8))
    events += tail.examined(nil, at: .zero)
    #expect(tail.next == .finished)
    let ends = events.compactMap { if case .ended(_, let reason) = $0 { reason } else { nil } }
    #expect(ends == reasons)
    #expect(events.count { if case .gap = $0 { true } else { false } } == gaps)
    #expect(events.count { if case .line = $0 { true } else { false } } == (error == nil ? 1 : 0))
  }

  @Test(
    "the first read is cut as asked; later ones and later instances are whole",
    arguments: [
      (LogOptions(tailLines: 5), LogQuery(follows: true, tailLines: 5), LogQuery(follows: true, tailLines: 5)),
      (LogOptions(tailLines: 0), LogQuery(follows: true, tailLines: 0), LogQuery(follows: true, sinceSeconds: 7)),
      (
        LogOptions(since: .seconds(60)), LogQuery(follows: true, sinceSeconds: 60),
        LogQuery(follows: true, sinceSeconds: 67)
      ),
      (LogOptions(), LogQuery(follows: true), LogQuery(follows: true)),
    ])
  func firstReads(options: LogOptions, first: LogQuery, afterDrop: LogQuery) {
    var tail = ContainerTail(pod: "p", podUID: "u", container: "c", options: options)
    var view = ContainerView(instance: 3)
    view.isRunning = true
    _ = tail.examined(view, at: .seconds(100))
    #expect(tail.next == .read(first))
    _ = tail.readEnded(.unreachable(.closedEarly(reason: "")), after: .zero, leftover: [])
    _ = tail.examined(view, at: .seconds(107))
    #expect(tail.next == .read(afterDrop))
  }

  @Test("without following one read is enough, and a previous instance is read by that name")
  func once() {
    var tail = ContainerTail(
      pod: "p", podUID: "u", container: "c", options: LogOptions(tailLines: 9, isPrevious: true, follows: false))
    var view = ContainerView(instance: 3)
    view.isRunning = true
    view.hasPrevious = true
    var ending = Container.Termination()
    ending.exitCode = 3
    view.previousTermination = ending
    let source = LogSource(pod: "p", podUID: "u", container: "c", restartCount: 2)
    #expect(tail.examined(view, at: .zero) == [.started(source)])
    #expect(tail.next == .read(LogQuery(isPrevious: true, tailLines: 9)))
    let end = LogEvent.ended(source, .terminated(exitCode: 3, reason: ""))
    #expect(tail.readEnded(nil, after: .zero, leftover: []) == [end])
    #expect(tail.next == .finished)
  }

  @Test("a pod that came while others were followed is read from its first instance that is left")
  func newPod() {
    var tail = ContainerTail(
      pod: "p", podUID: "u", container: "c", options: LogOptions(tailLines: 5), isNew: true)
    var view = ContainerView(instance: 2)
    view.isRunning = true
    view.hasPrevious = true
    func source(_ instance: Int) -> LogSource {
      LogSource(pod: "p", podUID: "u", container: "c", restartCount: instance)
    }
    let events = tail.examined(view, at: .zero)
    #expect(events == [.gap(source(0), lines: nil, .instanceReplaced), .started(source(1))])
    #expect(tail.next == .read(LogQuery(isPrevious: true)))
  }

  @Test("a log that may not be read is given up with the reason")
  func forbidden() {
    var tail = ContainerTail(pod: "p", podUID: "u", container: "c", options: LogOptions())
    _ = tail.examined(ContainerView(instance: 0), at: .zero)
    let error = KubernetesError.forbidden(message: "no")
    let source = LogSource(pod: "p", podUID: "u", container: "c", restartCount: 0)
    #expect(tail.readEnded(error, after: .zero, leftover: []) == [.ended(source, .refused(error))])
    #expect(tail.next == .finished)
  }

  @Test("logs of several containers are merged by time, each in its own order")
  func merging() {
    let (a, b) = (line("a", 1, "1"), line("b", 2, "2"))
    let source = LogSource(pod: "b", podUID: "b", container: "c", restartCount: 0)
    let late = line("b", 0, "late in b")
    #expect(
      merged([[line("a", 3, "3")], [.started(source), b, late], [a]]) == [
        .started(source), a, b, late, line("a", 3, "3"),
      ])
  }

  private func line(_ pod: String, _ second: Int64, _ text: String) -> LogEvent {
    .line(
      LogLine(
        timestamp: Timestamp(seconds: second),
        source: LogSource(pod: pod, podUID: pod, container: "c", restartCount: 0), text: text))
  }
}
