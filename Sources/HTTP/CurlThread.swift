private import CCurl
private import Glibc

/// The loop that owns the multi handle and every transfer. Nothing of it leaves its thread.
final class CurlThread {
  private let mailbox: CurlMailbox
  private let multi: UnsafeMutableRawPointer
  private(set) var transfers: [CurlExchange.ID: CurlTransfer] = [:]
  private let arrivals = CurlArrivals()
  private var lastArrival: ContinuousClock.Instant?
  private var isStopped = false
  let now: @Sendable () -> ContinuousClock.Instant

  init(_ mailbox: CurlMailbox, now: @escaping @Sendable () -> ContinuousClock.Instant) {
    self.mailbox = mailbox
    self.now = now
    multi = mailbox.multi.raw
  }

  func run() {
    ignoreBrokenPipes()
    curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
    while !isStopped {
      for command in mailbox.take() { perform(command) }
      let count = transfer()
      settleFinished()
      for transfer in transfers.values where transfer.isByteStream { pump(transfer) }
      endSilent()
      for transfer in arrivals.takeAll() { transfer.handOver() }
      rest(after: count)
      wait()
    }
    for id in transfers.keys { cut(id, .cancelled) }
    curl_multi_cleanup(multi)
  }

  /// A write to a closed connection fails with EPIPE instead of ending the process: the signal goes to the writing thread.
  private func ignoreBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Lets libcurl do what it can without waiting. One call reads each socket once; while much comes it is called again, so
  /// that fewer and larger hand-overs wake the readers.
  ///
  /// - Returns: how many bytes of bodies came.
  private func transfer() -> Int {
    var running: Int32 = 0
    var count = 0
    repeat {
      arrivals.count = 0
      curl_multi_perform(multi, &running)
      count += arrivals.count
    } while arrivals.count >= Inflow.gatheredMax / 8 && count < Inflow.gatheredMax
    return count
  }

  /// As network cards do: while bytes trickle in without a pause, those of a moment are taken together. What comes alone is taken
  /// at once. The moment is short for what may wait for room in the socket: it must not slow a fast sender down.
  private func rest(after count: Int) {
    guard count > 0 else { return }
    let moment = now()
    defer { lastArrival = moment }
    guard count < Inflow.gatheredMax / 4, let lastArrival, moment - lastArrival < .milliseconds(2) else { return }
    usleep(count < 8 << 10 ? 1000 : 200)
  }

  private func perform(_ command: CurlMulti.Command) {
    switch command {
    case .start(let exchange):
      let transfer = CurlTransfer(exchange, arrivals: arrivals, now: now)
      transfers[exchange.id] = transfer
      let failure = curl_multi_add_handle(multi, transfer.raw)
      if failure != CURLM_OK {
        end(exchange.id, .failure(.invalidRequest(reason: String(cString: curl_multi_strerror(failure)))))
      }
    case .resume(let id):
      transfers[id]?.resume()
    case .write(let id, let bytes, let written):
      guard let transfer = transfers[id] else {
        return written.settle(.failure(.closedEarly(reason: "the connection is closed")))
      }
      transfer.queue(bytes, written)
    case .cancel(let id):
      cut(id, .cancelled)
    case .look:
      break
    case .stop:
      isStopped = true
    }
  }

  private func settleFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE,
        let transfer = transfers.values.first(where: { $0.raw == message.pointee.easy_handle })
      else { continue }
      let outcome = transfer.outcome(of: curl_message_result(message).rawValue)
      if transfer.isByteStream, case .success = outcome {
        transfer.isConnected = true
        transfer.exchange.opened(.connected)
      } else {
        end(transfer.exchange.id, outcome)
      }
    }
  }

  private func pump(_ transfer: CurlTransfer) {
    if let outcome = transfer.pump() { end(transfer.exchange.id, outcome) }
  }

  /// Ends what is still going on: closes its connection, or resets its HTTP/2 stream where others share that.
  func cut(_ id: CurlExchange.ID, _ error: HTTPError) {
    guard let transfer = transfers[id] else { return }
    let connection = transfer.connection
    transfer.forbidReuse()
    end(id, .failure(error))
    // libcurl (7.88) leaves the reset in a buffer until another stream of the connection has something to send.
    guard let connection else { return }
    transfers.values.first { $0.connection == connection && !$0.isPaused && !$0.isByteStream }?.flushConnection()
  }

  private func end(_ id: CurlExchange.ID, _ outcome: Result<Void, HTTPError>) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    tellOthers(of: transfer)
    curl_multi_remove_handle(multi, transfer.raw)
    transfer.ended(outcome)
  }

  /// Sleeps until a socket is ready, a command arrives, or the next deadline.
  private func wait() {
    var sockets: [curl_waitfd] = []
    for transfer in transfers.values {
      guard let (socket, reads, writes) = transfer.interest else { continue }
      let events = (reads ? CURL_WAIT_POLLIN : 0) | (writes ? CURL_WAIT_POLLOUT : 0)
      sockets.append(curl_waitfd(fd: socket, events: Int16(events), revents: 0))
    }
    let deadline = transfers.values.compactMap(\.nextLook).min()
    let isBusy = transfers.values.contains(where: \.hasMore)
    let patience = isBusy ? .zero : deadline.map { min(max($0 - now(), .zero), .seconds(60)) } ?? .seconds(60)
    // A paused HTTP/2 stream leaves its connection's socket readable, and poll would come back at once.
    if transfers.values.contains(where: { $0.isPaused && $0.exchange.plan.allowsHTTP2 }) { usleep(1000) }
    curl_multi_poll(multi, &sockets, UInt32(sockets.count), Int32((patience / .milliseconds(1)).rounded(.up)), nil)
  }
}

/// Which transfers have something to hand over. Belongs to the multi's thread.
final class CurlArrivals {
  private var transfers: [CurlTransfer] = []
  /// Bytes since it was set to 0.
  var count = 0

  func add(_ count: Int, of transfer: CurlTransfer) {
    self.count += count
    if !transfers.contains(where: { $0 === transfer }) { transfers.append(transfer) }
  }

  func takeAll() -> [CurlTransfer] {
    defer { transfers.removeAll(keepingCapacity: true) }
    return transfers
  }
}
