private import CCurl

/// One libcurl handle. Belongs to the multi's thread, as libcurl's callbacks do.
final class CurlTransfer {
  let raw: UnsafeMutableRawPointer
  let exchange: CurlExchange
  var isByteStream: Bool { exchange.plan.purpose == .byteStream }
  /// A byte stream that can be read and written.
  var isConnected = false

  let now: () -> ContinuousClock.Instant
  /// When the silence began: with the start, what came last, or what went out last of the request.
  private(set) var lastProgress: ContinuousClock.Instant
  /// When something came last over its connection, as far as it knows.
  private(set) var heardAt: ContinuousClock.Instant?
  /// When the heartbeat went out last.
  var lastBeat: ContinuousClock.Instant?
  private var hasBegun = false
  private var bytesSent: curl_off_t = 0
  /// The reader has no room, and libcurl has been told to wait.
  private(set) var isPaused = false
  private var head = HeadReader()
  var outgoing: [Outgoing] = []
  var inflow: Inflow
  private let arrivals: CurlArrivals
  /// True when there may be bytes that the socket no longer shows, because TLS has already decrypted them.
  var hasMore = false
  /// Where libcurl puts its words for an error.
  let words = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  /// What frees the lists that libcurl only points to.
  var releases: [() -> Void] = []

  struct Outgoing {
    var bytes: ArraySlice<UInt8>
    let written: OneShot<Result<Void, HTTPError>>
  }

  init(_ exchange: CurlExchange, arrivals: CurlArrivals, now: @escaping () -> ContinuousClock.Instant) {
    guard let raw = curl_easy_init() else { preconditionFailure("libcurl has no memory for a handle") }
    self.raw = raw
    self.exchange = exchange
    self.arrivals = arrivals
    self.now = now
    inflow = Inflow(to: exchange.inbound)
    lastProgress = now()
    words.initialize(repeating: 0)
    configure()
  }

  deinit {
    curl_easy_cleanup(raw)
    for release in releases { release() }
    words.deallocate()
  }
}

// MARK: - Progress

extension CurlTransfer {
  /// Returns how much was taken; anything but all of it ends the transfer.
  func received(line: UnsafeRawBufferPointer) -> Int {
    heard()
    guard let opening = head.received(line) else { return line.count }
    guard case .success(let head) = opening else { return 0 }
    exchange.opened(head)
    return line.count
  }

  func received(piece: UnsafeRawBufferPointer) -> Int {
    heard()
    isPaused = !inflow.receive(piece)
    guard !isPaused else { return Int(CURL_WRITEFUNC_PAUSE) }
    arrivals.add(piece.count, of: self)
    return piece.count
  }

  func heard() {
    lastProgress = now()
    heardAt = lastProgress
  }

  /// Something came over its connection for another transfer.
  func connectionHeard(at moment: ContinuousClock.Instant) {
    heardAt = max(heardAt ?? moment, moment)
  }

  /// Gives the reader what has come. Where it has no room that is kept until it has.
  func handOver() { _ = inflow.handOver() }

  /// The reader has room again.
  func resume() {
    guard inflow.handOver() else { return }
    lastProgress = now()
    guard isPaused else { return }
    isPaused = false
    curl_easy_pause(raw, CURLPAUSE_CONT)
  }

  /// The silence is the reader's.
  var waitsForReader: Bool { isPaused || !inflow.isEmpty }

  /// When silence becomes too long; nil while it is the reader's.
  var deadline: ContinuousClock.Instant? {
    if waitsForReader { return nil }
    return lastProgress + (isUnderway ? exchange.idleTimeout : min(exchange.idleTimeout, Self.connectMax))
  }

  /// When the loop must look at it, whatever comes.
  var nextLook: ContinuousClock.Instant? {
    guard let nextBeat else { return deadline }
    return min(deadline ?? nextBeat, nextBeat)
  }

  /// It is connected, and its request goes out: nothing that others have to do first holds it up any more.
  private var isUnderway: Bool {
    if !hasBegun { hasBegun = isConnected || offset(CURLINFO_PRETRANSFER_TIME_T) > 0 }
    return hasBegun
  }

  /// Nil where the request's body is still going out, which no callback tells of.
  func silenceEnded() -> HTTPError? {
    let sent = offset(CURLINFO_SIZE_UPLOAD_T)
    if sent != bytesSent {
      bytesSent = sent
      lastProgress = now()
      return nil
    }
    guard isUnderway else {
      return HTTPError(CURLE_OPERATION_TIMEDOUT.rawValue, words: "no connection in time", for: exchange.plan.endpoint)
    }
    return .idle(exchange.idleTimeout)
  }

  func outcome(of code: UInt32) -> Result<Void, HTTPError> {
    if CURLcode(code) == CURLE_OK { return .success(()) }
    let said = String(cString: words.baseAddress!)
    var tunnelStatus = 0
    curl_get_long(raw, CURLINFO_HTTP_CONNECTCODE, &tunnelStatus)
    return .failure(
      HTTPError(
        code, words: said.isEmpty ? String(cString: curl_easy_strerror(CURLcode(code))) : said,
        for: exchange.plan.endpoint, tunnelStatus: tunnelStatus))
  }

  /// Which connection it uses, by its local port; nil before it has one.
  var connection: Int? {
    var port = 0
    curl_get_long(raw, CURLINFO_LOCAL_PORT, &port)
    return port > 0 ? port : nil
  }

  func sharesConnection(with other: CurlTransfer) -> Bool {
    // Two servers can see the same local port.
    other !== self && connection != nil && connection == other.connection
      && exchange.plan.endpoint == other.exchange.plan.endpoint
  }

  /// Makes removing the handle close the connection, unless other transfers use it.
  func forbidReuse() { curl_set_long(raw, CURLOPT_FORBID_REUSE, 1) }

  /// Sends what libcurl has buffered for the connection: the only call that does and changes nothing else.
  func flushConnection() {
    curl_easy_pause(raw, CURLPAUSE_RECV)
    curl_easy_pause(raw, CURLPAUSE_CONT)
  }

  /// The transfer is over; the handle is out of the multi.
  func ended(_ outcome: Result<Void, HTTPError>) {
    exchange.finished(outcome, rest: inflow.takeRest())
    let failure = outcome.flatMap { Result<Void, _>.failure(.closedEarly(reason: "the connection is closed")) }
    for write in outgoing { write.written.settle(failure) }
  }

  private func offset(_ info: CURLINFO) -> curl_off_t {
    var value: curl_off_t = 0
    curl_get_offset(raw, info, &value)
    return value
  }
}
