import HTTP
import JSON

/// `pods/NAME/log` with all its parameters.
extension Cluster {
  func log(_ call: Call) throws(APIError) -> Reply {
    let pod = try existing(call)
    let options = try LogOptions(call.request, pod: call.info.name, now: wallTime)
    let name = try containerName(call.request, pod)
    guard let runtime = running[pod.uid], let container = runtime.container(name) else {
      throw .badRequest("container \"\(name)\" in pod \"\(pod.key.name)\" is waiting to start: ContainerCreating")
    }
    let instance: ContainerRuntime.Instance
    if options.previous {
      guard let previous = container.previous else {
        throw .badRequest("previous terminated container \"\(name)\" in pod \"\(pod.key.name)\" not found")
      }
      // Of the dead runs of a container only the last is kept.
      if !container.isRunning, container.current != nil {
        return Reply(
          contentType: "text/plain",
          body: .whole(Array("unable to retrieve container logs for containerd://\(previous.id)".utf8)))
      }
      instance = previous
    } else if let current = container.current ?? container.previous {
      instance = current
    } else {
      throw .badRequest(
        "container \"\(name)\" in pod \"\(pod.key.name)\" is waiting to start: \(waitingReason(container))")
    }
    let log = ContainerLog(instance, container, podName: pod.key.name)
    let stream = LogStream(log, options, podUID: pod.uid, container: name, instanceID: instance.id, at: wallTime)
    if options.follow, instance.finishedAt == nil {
      return Reply(contentType: "text/plain", body: open(stream))
    }
    if stream.isLong(at: wallTime) { return Reply(contentType: "text/plain", body: open(stream)) }
    return Reply(contentType: "text/plain", body: .whole(stream.everything(at: wallTime)))
  }

  private func waitingReason(_ container: ContainerRuntime) -> String {
    guard case .waiting(let reason, _) = container.state else { return "ContainerCreating" }
    switch reason {
    case "ErrImagePull": return "image can't be pulled"
    case "ImagePullBackOff": return "trying and failing to pull image"
    default: return reason
    }
  }

  /// The container that is asked for, or the only one.
  func containerName(_ request: HTTPRequest, _ pod: StoredObject) throws(APIError) -> String {
    func names(_ list: String) -> [String] {
      (pod.json[at: "spec", list]?.array ?? []).compactMap { $0["name"]?.string }
    }
    let inits = names("initContainers")
    let all = names("containers")
    if let name = request.parameter("container"), !name.isEmpty {
      guard (all + inits).contains(name) else {
        throw .badRequest("container \(name) is not valid for pod \(pod.key.name)")
      }
      return name
    }
    if all.count == 1 { return all[0] }
    let choice =
      "a container name must be specified for pod \(pod.key.name), choose one of: [\(all.joined(separator: " "))]"
    throw .badRequest(
      inits.isEmpty ? choice : "\(choice) or one of the init containers: [\(inits.joined(separator: " "))]")
  }

  /// Readers of logs look again: a container has started or ended.
  func wakeLogReaders() {
    for wakeup in logReaders.values { wakeup.signal() }
  }
}

/// The parameters of a log request (`PodLogOptions`).
struct LogOptions {
  var follow: Bool
  var previous: Bool
  var timestamps: Bool
  var tailLines: Int?
  var limitBytes: Int?
  var since: WallTime?

  init(_ request: HTTPRequest, pod: String, now: WallTime) throws(APIError) {
    follow = request.flag("follow")
    previous = request.flag("previous")
    timestamps = request.flag("timestamps")
    func integer(_ name: String) throws(APIError) -> Int? {
      guard let text = request.parameter(name), !text.isEmpty else { return nil }
      guard let value = Int(text) else { throw .badRequest(GoErrors.number("ParseInt", text)) }
      return value
    }
    tailLines = try integer("tailLines")
    limitBytes = try integer("limitBytes")
    let seconds = try integer("sinceSeconds")
    if let text = request.parameter("sinceTime"), !text.isEmpty {
      guard let time = WallTime(text) else { throw .badRequest(GoErrors.time(text)) }
      since = time
    }
    var errors: [FieldError] = []
    if let tailLines, tailLines < 0 {
      errors.append(.invalid("tailLines", .int(tailLines), "must be greater than or equal to 0"))
    }
    if let limitBytes, limitBytes < 1 {
      errors.append(.invalid("limitBytes", .int(limitBytes), "must be greater than 0"))
    }
    if let seconds {
      if since != nil {
        errors.append(.forbidden("", "at most one of `sinceTime` or `sinceSeconds` may be specified"))
      } else if seconds < 1 {
        errors.append(.invalid("sinceSeconds", .int(seconds), "must be greater than 0"))
      } else {
        since = now + .seconds(-seconds)
      }
    }
    if !errors.isEmpty { throw .invalid(group: "", kind: "PodLogOptions", name: pod, errors) }
  }
}

/// A log on its way to a reader, line by line at the reader's pace.
final class LogStream: ReplyStream {
  let wakeup = Wakeup()
  private var log: ContainerLog
  private let options: LogOptions
  private let podUID: String
  private let container: String
  private let instanceID: String
  /// The number of the next line.
  private var next: Int
  private var remainingBytes: Int
  private var isPlanned = false
  private var readerID = 0

  /// Where a log that is not followed ends.
  private var fixedEnd: Int?

  private static let pieceLimit = 32 << 10
  private static let longLines = 10_000

  init(
    _ log: ContainerLog, _ options: LogOptions, podUID: String, container: String, instanceID: String, at now: WallTime
  ) {
    self.log = log
    self.options = options
    self.podUID = podUID
    self.container = container
    self.instanceID = instanceID
    remainingBytes = options.limitBytes ?? .max
    let end = log.count(at: now)
    next = log.first(at: now)
    if let tail = options.tailLines { next = max(next, end - tail) }
    if let since = options.since {
      let lines = Array(next..<end)
      next += lines.partitioningIndex { log.time(of: $0) >= since }
    }
  }

  /// Whether a log that is not followed is sent in pieces, up to where it is now.
  func isLong(at now: WallTime) -> Bool {
    let end = log.count(at: now)
    guard end - next > LogStream.longLines else { return false }
    fixedEnd = end
    return true
  }

  func everything(at now: WallTime) -> [UInt8] {
    let end = log.count(at: now)
    var bytes: [UInt8] = []
    while next < end, remainingBytes > 0 { appendLine(&bytes) }
    return bytes
  }

  private func appendLine(_ bytes: inout [UInt8]) {
    var line = options.timestamps ? Array("\(log.time(of: next).text(.nanoseconds)) ".utf8) : []
    line.append(contentsOf: log.text(of: next).utf8)
    line.append(0x0A)
    let part = line.prefix(remainingBytes)
    remainingBytes -= part.count
    bytes.append(contentsOf: part)
    next += 1
  }

  func pull(from cluster: Cluster) -> StreamStep {
    let now = cluster.wallTime
    let container = cluster.running[podUID]?.container(self.container)
    let current = [container?.current, container?.previous].compactMap { $0 }.first { $0.id == instanceID }
    if let current, let container, let finished = current.finishedAt, log.finishedAt == nil {
      log = ContainerLog(current, container, podName: cluster.podKeys[podUID]?.name ?? "")
      _ = finished
    }
    let end = fixedEnd ?? log.count(at: now)
    var bytes: [UInt8] = []
    // A pod that has gone keeps no log.
    while current != nil, next < end, remainingBytes > 0, bytes.count < LogStream.pieceLimit { appendLine(&bytes) }
    if !bytes.isEmpty { return .piece(bytes) }
    if remainingBytes == 0 || current == nil || log.finishedAt != nil || fixedEnd != nil { return .end }
    wait(cluster)
    return .later
  }

  private func wait(_ cluster: Cluster) {
    if readerID == 0 {
      cluster.nextStreamID += 1
      readerID = cluster.nextStreamID
    }
    cluster.logReaders[readerID] = wakeup
    guard !isPlanned, let time = log.next(after: next) else { return }
    isPlanned = true
    cluster.timeline.plan(after: max(time - cluster.wallTime, .milliseconds(5))) { [weak self] _ in
      self?.isPlanned = false
      self?.wakeup.signal()
    }
  }

  func close(in cluster: Cluster) {
    cluster.logReaders[readerID] = nil
  }
}
