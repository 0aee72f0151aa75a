import Kubernetes
import Model

/// What became of a job.
struct JobEnd: Hashable, Sendable {
  /// nil when it succeeded.
  var failure: String?
  /// Everything that it wrote, or the end of it.
  var log: String

  /// For people: the end of the log.
  var lastLines: [String] { log.split(separator: "\n").suffix(10).map { $0.neutralised() } }
}

extension Engine {
  /// A log that is kept has at most so many bytes: its end, where the reason of a failure is.
  private static let logLimit = 64 << 10

  /// Follows a job to its end, and tells what it writes as it is written.
  ///
  /// While the cluster is away it goes on trying: the job goes on there.
  func follow(
    _ job: Job, in namespace: String, _ client: KubernetesClient, _ tell: @escaping RolloutListener
  ) async throws(EngineError) -> JobEnd {
    var observer = JobObserver(job)
    var told = ""
    var linesTold = 0
    for await update in jobUpdates(of: job.metadata.name, in: namespace, client) {
      switch update {
      case .job(let update): observer.received(update)
      case .pods(let update): observer.received(update)
      case .events(let update): observer.received(update)
      case .lines(let lines):
        for line in lines { await tell(.output(line)) }
        linesTold += lines.count
        continue
      }
      switch observer.verdict {
      case .waiting(let text):
        if text != told { await tell(.waiting("\(job.metadata.name): \(text)")) }
        told = text
      case .complete: return await end(of: job, nil, linesTold, in: namespace, client, tell)
      case .failed:
        // The job may be known to have failed before its pod is known to have ended.
        let owned = ListOptions(labelSelector: Self.podSelector(job: job.metadata.name))
        if let pods = try? await client.list(Pod.self, in: namespace, owned).items {
          observer.received(.snapshot(pods))
        }
        guard case .failed(let reason) = observer.verdict else { continue }
        return await end(of: job, reason, linesTold, in: namespace, client, tell)
      case .gone: return JobEnd(failure: "somebody deleted its job", log: "")
      }
    }
    throw .cancelled
  }

  /// Tells what the stream had not brought yet when the job ended, and keeps all of it.
  private func end(
    of job: Job, _ failure: String?, _ linesTold: Int, in namespace: String, _ client: KubernetesClient,
    _ tell: RolloutListener
  ) async -> JobEnd {
    let lines = await log(of: job, in: namespace, client)
    for line in lines.dropFirst(linesTold) { await tell(.output(line)) }
    var count = lines.reduce(0) { $0 + $1.utf8.count + 1 }
    let kept = lines.drop { line in
      defer { count -= line.utf8.count + 1 }
      return count > Self.logLimit
    }
    return JobEnd(failure: failure, log: kept.joined(separator: "\n"))
  }

  private enum JobUpdate: Sendable {
    case job(WatchUpdate<Job>)
    case pods(WatchUpdate<Pod>)
    case events(WatchUpdate<Event>)
    case lines([String])
  }

  private func jobUpdates(of name: String, in namespace: String, _ client: KubernetesClient) -> Merged<JobUpdate> {
    let named = ListOptions(fieldSelector: "metadata.name=\(name)")
    let owned = ListOptions(labelSelector: Self.podSelector(job: name))
    let about = ListOptions(fieldSelector: "involvedObject.name=\(name)")
    return Merged([
      { send in for await update in client.watch(Job.self, in: namespace, named) { await send(.job(update)) } },
      { send in for await update in client.watch(Pod.self, in: namespace, owned) { await send(.pods(update)) } },
      { send in for await update in client.watch(Event.self, in: namespace, about) { await send(.events(update)) } },
      { send in
        for await events in client.logs(in: namespace, labelSelector: Self.podSelector(job: name)) {
          let lines = events.compactMap(\.line)
          if !lines.isEmpty { await send(.lines(lines)) }
        }
      },
    ])
  }

  /// What a job that has ended wrote, line by line; nothing where it cannot be had.
  private func log(of job: Job, in namespace: String, _ client: KubernetesClient) async -> [String] {
    var lines: [String] = []
    let selector = Self.podSelector(job: job.metadata.name)
    for await events in client.logs(in: namespace, labelSelector: selector, LogOptions(follows: false)) {
      lines += events.compactMap(\.line)
    }
    return lines
  }

  private static func podSelector(job name: String) -> String { "job-name=\(name)" }
}

extension LogEvent {
  fileprivate var line: String? {
    guard case .line(let line) = self else { return nil }
    return line.text.neutralised(keepingTabs: true)
  }
}
