private import CCurl
private import Glibc

/// One libcurl handle. Belongs to the multi's thread, as libcurl's callbacks do.
final class CurlTransfer {
  let raw: UnsafeMutableRawPointer
  let exchange: CurlExchange
  var isByteStream: Bool { exchange.plan.purpose == .byteStream }
  /// A byte stream that can be read and written.
  var isConnected = false

  private let now: () -> ContinuousClock.Instant
  private var lastProgress: ContinuousClock.Instant
  private var bytesSent: curl_off_t = 0
  /// The reader has no room, and libcurl has been told to wait.
  private(set) var isPaused = false
  private var head = HeadReader()
  private var outgoing: [Outgoing] = []
  private var inflow: Inflow
  private let arrivals: CurlArrivals
  /// True when there may be bytes that the socket no longer shows, because TLS has already decrypted them.
  private(set) var hasMore = false
  /// Where libcurl puts its words for an error.
  private let words = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var lists: [UnsafeMutablePointer<curl_slist>] = []

  private struct Outgoing {
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
    for list in lists { curl_slist_free_all(list) }
    words.deallocate()
  }
}

// MARK: - Options

extension CurlTransfer {
  private func configure() {
    let plan = exchange.plan
    set(CURLOPT_URL, plan.url)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_QUICK_EXIT, 1)  // Do not wait for a slow name server when a transfer is cancelled.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(plan.idleTimeout / .milliseconds(1))))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_BUFFERSIZE, Inflow.gatheredMax)
    curl_set_pointer(raw, CURLOPT_ERRORBUFFER, words.baseAddress)
    if let connectTo = plan.connectTo { setList(CURLOPT_CONNECT_TO, [connectTo]) }
    configureProxy(plan)
    configureTLS(plan.endpoint.tls)
    switch plan.purpose {
    case .exchange: configureExchange(plan)
    case .byteStream:
      set(CURLOPT_CONNECT_ONLY, 1)
      set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    }
  }

  /// Only the endpoint's proxy counts, never an environment variable.
  private func configureProxy(_ plan: CurlPlan) {
    set(CURLOPT_PROXY, plan.endpoint.proxy?.absoluteString ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if plan.endpoint.proxy?.scheme?.hasPrefix("http") == true, plan.purpose == .byteStream {
      set(CURLOPT_HTTPPROXYTUNNEL, 1)
    }
  }

  private func configureTLS(_ tls: HTTPEndpoint.TLS) {
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let authorities = tls.authorities {
      curl_set_string(raw, CURLOPT_CAPATH, nil)  // Else the system's authorities were trusted as well.
      curl_set_blob(raw, CURLOPT_CAINFO_BLOB, authorities, authorities.count)
    }
    if let identity = tls.identity {
      curl_set_blob(raw, CURLOPT_SSLCERT_BLOB, identity.certificate, identity.certificate.count)
      curl_set_blob(raw, CURLOPT_SSLKEY_BLOB, identity.key, identity.key.count)
      set(CURLOPT_KEYPASSWD, "")  // Else OpenSSL asks the terminal for an encrypted key's password.
    }
    if tls.insecureSkipVerify {
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    }
  }

  private func configureExchange(_ plan: CurlPlan) {
    set(CURLOPT_HTTP_VERSION, plan.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1)
    // Rather wait and see whether a connection can be shared than open one for each of many requests at once.
    set(CURLOPT_PIPEWAIT, plan.allowsHTTP2 ? 1 : 0)
    set(CURLOPT_FRESH_CONNECT, plan.freshConnection ? 1 : 0)
    set(CURLOPT_ACCEPT_ENCODING, "gzip")
    if plan.body.isEmpty && plan.method == .get {
      set(CURLOPT_HTTPGET, 1)
    } else {
      curl_set_long(raw, CURLOPT_POSTFIELDSIZE, plan.body.count)
      curl_set_pointer(raw, CURLOPT_COPYPOSTFIELDS, plan.body)
      set(CURLOPT_CUSTOMREQUEST, plan.method.rawValue)
    }
    // A name without a value removes a header that libcurl would add.
    let unwanted = ["Accept:", "Content-Type:", "Expect:"].filter { name in
      !plan.headers.contains { "\($0.name.lowercased()):" == name.lowercased() }
    }
    let lines = plan.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    setList(CURLOPT_HTTPHEADER, lines + unwanted)

    let context = Unmanaged.passUnretained(self).toOpaque()
    curl_set_pointer(raw, CURLOPT_HEADERDATA, context)
    curl_set_callback(raw, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
      Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        .received(line: UnsafeRawBufferPointer(start: bytes, count: count))
    }
    curl_set_pointer(raw, CURLOPT_WRITEDATA, context)
    curl_set_callback(raw, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
      Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        .received(piece: UnsafeRawBufferPointer(start: bytes, count: count))
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { curl_set_long(raw, option, value) }
  private func set(_ option: CURLoption, _ value: String) { curl_set_string(raw, option, value) }

  private func setList(_ option: CURLoption, _ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { list = curl_slist_append(list, line) ?? list }
    guard let list else { return }
    lists.append(list)
    curl_set_pointer(raw, option, list)
  }
}

// MARK: - Progress

extension CurlTransfer {
  /// Returns how much was taken; anything but all of it ends the transfer.
  private func received(line: UnsafeRawBufferPointer) -> Int {
    lastProgress = now()
    guard let opening = head.received(line) else { return line.count }
    guard case .success(let head) = opening else { return 0 }
    exchange.opened(head)
    return line.count
  }

  private func received(piece: UnsafeRawBufferPointer) -> Int {
    lastProgress = now()
    isPaused = !inflow.receive(piece)
    guard !isPaused else { return Int(CURL_WRITEFUNC_PAUSE) }
    arrivals.add(piece.count, of: self)
    return piece.count
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

  /// When silence becomes too long; nil while the silence is the reader's or none is.
  var deadline: ContinuousClock.Instant? {
    isPaused || !inflow.isEmpty ? nil : exchange.idleTimeout.map { lastProgress + $0 }
  }

  /// Nil where the request's body is still going out, which no callback tells of.
  func silenceEnded() -> HTTPError? {
    let sent = offset(CURLINFO_SIZE_UPLOAD_T)
    if sent != bytesSent {
      bytesSent = sent
      lastProgress = now()
      return nil
    }
    guard offset(CURLINFO_PRETRANSFER_TIME_T) > 0 || isConnected else {
      return HTTPError(CURLE_OPERATION_TIMEDOUT.rawValue, words: "no connection in time", for: exchange.plan.endpoint)
    }
    return .idle(exchange.plan.idleTimeout)
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

  /// Makes removing the handle close the connection, unless other transfers use it.
  func forbidReuse() { set(CURLOPT_FORBID_REUSE, 1) }

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

// MARK: - Byte streams

extension CurlTransfer {
  func queue(_ bytes: [UInt8], _ written: OneShot<Result<Void, HTTPError>>) {
    outgoing.append(Outgoing(bytes: bytes[...], written: written))
  }

  /// What the loop should wake up for. libcurl polls only the sockets of its own transfers.
  var interest: (socket: Int32, reads: Bool, writes: Bool)? {
    guard isConnected else { return nil }
    var socket: curl_socket_t = -1
    curl_get_socket(raw, CURLINFO_ACTIVESOCKET, &socket)
    return (socket, inflow.isEmpty, !outgoing.isEmpty)
  }

  /// Moves what can be moved without waiting. Returns how the stream ended, if it did.
  func pump() -> Result<Void, HTTPError>? {
    guard isConnected else { return nil }
    return send() ?? receive()
  }

  private func send() -> Result<Void, HTTPError>? {
    while let next = outgoing.first {
      var sent = 0
      let code = next.bytes.withUnsafeBytes { curl_easy_send(raw, $0.baseAddress, $0.count, &sent) }
      if code == CURLE_AGAIN { return nil }
      if code != CURLE_OK { return outcome(of: code.rawValue) }
      outgoing[0].bytes.removeFirst(sent)
      if outgoing[0].bytes.isEmpty { outgoing.removeFirst().written.settle(.success(())) }
    }
    return nil
  }

  private func receive() -> Result<Void, HTTPError>? {
    hasMore = false
    guard inflow.isEmpty else { return nil }  // Until the reader has room.
    // Room for all of it, then.
    defer { handOver() }
    return withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 1) { buffer in
      // Bounded, so that one fast stream does not hold up the others.
      for _ in 0..<Inflow.gatheredMax / buffer.count {
        var count = 0
        let code = curl_easy_recv(raw, buffer.baseAddress, buffer.count, &count)
        if code == CURLE_AGAIN { return nil }
        if code != CURLE_OK { return outcome(of: code.rawValue) }
        if count == 0 { return .success(()) }
        lastProgress = now()
        _ = inflow.receive(UnsafeRawBufferPointer(start: buffer.baseAddress, count: count))
      }
      hasMore = true
      return nil
    }
  }
}
