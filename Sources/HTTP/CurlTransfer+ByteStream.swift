private import CCurl

/// Streams whose bytes are ours: libcurl connects, and moves them.
extension CurlTransfer {
  func queue(_ bytes: [UInt8], _ written: OneShot<Result<Void, HTTPError>>) {
    outgoing.append(Outgoing(bytes: bytes[...], written: written))
  }

  /// When to send what keeps the peer talking; nil while that would only wait behind what was not sent yet.
  var nextBeat: ContinuousClock.Instant? {
    guard isConnected, outgoing.isEmpty, let heartbeat = exchange.heartbeat else { return nil }
    return max(lastProgress, lastBeat ?? lastProgress) + heartbeat.period
  }

  private func beat() {
    let moment = now()
    guard let nextBeat, nextBeat <= moment, let heartbeat = exchange.heartbeat else { return }
    lastBeat = moment
    queue(heartbeat.bytes(), OneShot())
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
    beat()
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
        heard()
        _ = inflow.receive(UnsafeRawBufferPointer(start: buffer.baseAddress, count: count))
      }
      hasMore = true
      return nil
    }
  }
}
