import HTTP

/// Does what a `ContainerTail` decides, and sends what it says.
struct ContainerReader {
  let client: KubernetesClient
  let namespace: String
  /// The pod as it is after each change; nil when it is gone.
  let changes: AsyncStream<Pod?>
  let mailbox: Mailbox<[LogEvent]>
  var tail: ContainerTail

  mutating func run() async {
    var changes = changes.makeAsyncIterator()
    while !Task.isCancelled {
      switch tail.next {
      case .finished:
        return
      case .awaitChange:
        guard let change = await changes.next() else { return }
        await send(tail.examined(view(change), at: client.timing.elapsed()))
      case .examine:
        await examine()
      case .read(let query):
        await read(query)
      }
    }
  }

  private func view(_ pod: Pod?) -> ContainerView? {
    guard let pod, pod.metadata.uid == tail.podUID else { return nil }
    return ContainerView(of: tail.container, in: pod)
  }

  private mutating func examine() async {
    let delay = tail.delay(jitter: client.timing.jitter())
    if delay > .zero {
      do { try await client.timing.sleep(delay) } catch { return }
    }
    do throws(KubernetesError) {
      let pod = try await client.get(Pod.self, tail.pod, in: namespace)
      await send(tail.examined(view(pod), at: client.timing.elapsed()))
    } catch .notFound {
      await send(tail.examined(nil, at: client.timing.elapsed()))
    } catch {
      // A transport that gives up by itself is a failure like any other: it is tried again after a pause, never at once.
      if !Task.isCancelled { await send(tail.failed(error)) }
    }
  }

  private mutating func read(_ query: LogQuery) async {
    let start = client.timing.elapsed()
    var reader = LogLineReader()
    var failure: KubernetesError?
    do throws(KubernetesError) {
      try await stream(query, &reader)
    } catch {
      failure = error
    }
    guard !Task.isCancelled else { return }
    await send(tail.readEnded(failure, after: client.timing.elapsed() - start, leftover: reader.leftover))
  }

  private mutating func stream(_ query: LogQuery, _ reader: inout LogLineReader) async throws(KubernetesError) {
    let request = APIRequest.log(pod: tail.pod, in: namespace, container: tail.container, query)
    var body = try await client.send(request).body.makeAsyncIterator()
    var isConfirmed = false
    while true {
      let piece: [UInt8]?
      do {
        piece = try await body.next()
      } catch {
        throw KubernetesError(error)
      }
      guard let piece else { return }
      if !isConfirmed {
        guard try await confirm() else { return }
        isConfirmed = true
      }
      var events: [LogEvent] = []
      events.reserveCapacity(piece.count / 128)
      let goesOn = tail.received(piece, &reader, into: &events)
      await send(events)
      guard goesOn else { return }
    }
  }

  /// Looks at the pod again, now that its log has begun to arrive.
  private mutating func confirm() async throws(KubernetesError) -> Bool {
    do throws(KubernetesError) {
      let pod = try await client.get(Pod.self, tail.pod, in: namespace)
      return view(pod).map { tail.confirm($0) } ?? false
    } catch .notFound {
      // It went after its log had begun.
      return true
    }
  }

  /// Waits until the consumer has taken them: that is the back-pressure, down to the socket.
  private func send(_ events: [LogEvent]) async {
    if !events.isEmpty { await mailbox.send(events) }
  }
}
