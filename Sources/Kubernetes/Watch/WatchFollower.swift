import HTTP

/// Does what `Watch` decides, and turns what arrives into updates.
struct WatchFollower<Object: KubernetesObject> {
  let client: KubernetesClient
  let namespace: String?
  let options: ListOptions
  private var watch = Watch()
  private var stream: Stream?
  /// What has arrived of a snapshot.
  private var collected: [Object] = []
  /// Not yet handed out, oldest first.
  private var updates: [WatchUpdate<Object>] = []
  private var isDisconnected = false
  /// The server went silent: the connection may be dead, and only a new one tells.
  private var needsFreshConnection = false

  private struct Stream {
    var body: HTTPBody.Iterator
    var decoder: WatchDecoder<Object>
    let openedAt: Duration

    mutating func nextPiece() async throws(KubernetesError) -> [UInt8]? {
      do {
        return try await body.next()
      } catch {
        throw KubernetesError(error)
      }
    }
  }

  init(client: KubernetesClient, namespace: String?, options: ListOptions) {
    self.client = client
    self.namespace = namespace
    self.options = options
  }

  mutating func next() async -> WatchUpdate<Object>? {
    while updates.isEmpty, !Task.isCancelled {
      if stream != nil {
        await readStream()
        continue
      }
      let delay = watch.delay(jitter: client.timing.jitter())
      if delay > .zero {
        do { try await client.timing.sleep(delay) } catch { return nil }
      }
      await ask()
    }
    return Task.isCancelled ? nil : updates.removeFirst()
  }

  // MARK: - Asking

  private mutating func ask() async {
    if watch.isBeginning { collected = [] }
    do throws(KubernetesError) {
      switch watch.next {
      case .list(let token, let isPaged): try await readPage(token, isPaged)
      case .watch(let version): try await openStream(from: version)
      case .streamedList: try await openStream(from: nil)
      }
    } catch {
      failed(error, wasOpen: false, after: .zero)
    }
  }

  private mutating func readPage(_ token: String?, _ isPaged: Bool) async throws(KubernetesError) {
    var options = options
    options.continueToken = token
    if !isPaged { options.limit = 0 }
    let page = try await client.page(Object.self, in: namespace, options)
    collected += page.items
    watch.received(.page(resourceVersion: page.resourceVersion, continueToken: page.continueToken))
    connected()
    if page.continueToken == nil { publishSnapshot() }
  }

  private mutating func openStream(from version: String?) async throws(KubernetesError) {
    var request = APIRequest.watch(
      Object.resource, in: namespace, options, from: version, jitter: client.timing.jitter())
    request.http.headers["Accept"] = Object.accept
    request.http.freshConnection = needsFreshConnection
    let response = try await client.send(request)
    connected()
    stream = Stream(
      body: response.body.makeAsyncIterator(), decoder: WatchDecoder(WireFormat(response.headers)),
      openedAt: client.timing.elapsed())
  }

  // MARK: - Reading

  private mutating func readStream() async {
    guard var stream else { return }
    let events: [WatchEvent<Object>]
    do throws(KubernetesError) {
      guard let piece = try await stream.nextPiece() else {
        return ended(stream)
      }
      events = try stream.decoder.receive(piece)
    } catch {
      return failed(error, wasOpen: true, after: client.timing.elapsed() - stream.openedAt)
    }
    self.stream = stream
    handle(events, openedAt: stream.openedAt)
  }

  private mutating func handle(_ events: [WatchEvent<Object>], openedAt: Duration) {
    var changes: [WatchChange<Object>] = []
    for event in events {
      // Until the snapshot is whole, an object can change that was already sent.
      let isInitial = watch.next == .streamedList
      switch event {
      case .added(let object):
        if isInitial { collected.append(object) } else { changes.append(.updated(object)) }
        watch.received(.event(resourceVersion: object.metadata.resourceVersion))
      case .modified(let object):
        if isInitial { replaceCollected(object) } else { changes.append(.updated(object)) }
        watch.received(.event(resourceVersion: object.metadata.resourceVersion))
      case .deleted(let object):
        if isInitial { collected.removeAll { $0.id == object.id } } else { changes.append(.removed(object)) }
        watch.received(.event(resourceVersion: object.metadata.resourceVersion))
      case .bookmark(let version, let endsInitialEvents):
        watch.received(.bookmark(resourceVersion: version, endsInitialEvents: endsInitialEvents))
        if isInitial, endsInitialEvents { publishSnapshot() }
      case .failed(let status):
        if !changes.isEmpty { updates.append(.changes(changes)) }
        return failed(KubernetesError(status), wasOpen: true, after: client.timing.elapsed() - openedAt)
      }
    }
    if !changes.isEmpty { updates.append(.changes(changes)) }
  }

  private mutating func replaceCollected(_ object: Object) {
    guard let index = collected.lastIndex(where: { $0.id == object.id }) else { return collected.append(object) }
    collected[index] = object
  }

  private mutating func publishSnapshot() {
    updates.append(.snapshot(collected))
    collected = []
  }

  // MARK: - Endings

  private mutating func ended(_ ending: Stream) {
    let duration = client.timing.elapsed() - ending.openedAt
    guard ending.decoder.isBetweenEvents else {
      let error = HTTPError.closedEarly(reason: "the watch ended inside an event")
      return failed(.unreachable(error), wasOpen: true, after: duration)
    }
    stream = nil
    watch.received(.ended(after: duration))
  }

  private mutating func connected() {
    needsFreshConnection = false
    guard isDisconnected else { return }
    isDisconnected = false
    updates.append(.reconnected)
  }

  /// One drop of an open watch is resumed before anybody needs to know; one that was silent has kept them waiting long enough.
  private mutating func failed(_ error: KubernetesError, wasOpen: Bool, after duration: Duration) {
    stream = nil
    watch.received(.failed(error, after: duration))
    // Not a failure: an old version, or a server without streamed lists.
    let isOrdinary = !watch.isWaiting || error.isExpired
    if error.silence != nil { needsFreshConnection = true }
    guard !isDisconnected, !isOrdinary, !wasOpen || watch.failures > 1 || error.silence != nil else { return }
    isDisconnected = true
    updates.append(.disconnected(error))
  }
}

extension KubernetesError {
  fileprivate var isExpired: Bool {
    if case .expired = self { true } else { false }
  }
}
