/// Ends what is silent for too long, and connections over which nothing comes any more.
extension CurlThread {
  /// Longer than a connection with a watch is silent where somebody is there: API servers send each a bookmark about once a
  /// minute.
  private static let connectionSilenceMax = Duration.seconds(75)

  func endSilent() {
    let moment = now()
    for transfer in transfers.values {
      guard transfers[transfer.exchange.id] != nil, let deadline = transfer.deadline, deadline <= moment,
        let error = transfer.silenceEnded()
      else { continue }
      if case .idle = error { endSharing(of: transfer, at: moment) }
      cut(transfer.exchange.id, error)
    }
  }

  /// Ends whatever else hangs on a dead connection, so that it is closed: as long as something uses it, libcurl (7.88) sends
  /// further requests over it.
  ///
  /// What may not be asked twice keeps its own patience.
  private func endSharing(of silent: CurlTransfer, at moment: ContinuousClock.Instant) {
    let sharing = transfers.values.filter { $0.sharesConnection(with: silent) }
    let all = sharing + [silent]
    guard !all.contains(where: \.waitsForReader),
      let heard = all.compactMap(\.heardAt).max() ?? all.map(\.lastProgress).min(),
      moment - heard >= Self.connectionSilenceMax
    else { return }
    for transfer in sharing where transfer.exchange.plan.method == .get {
      let silence = moment - transfer.lastProgress
      let isOld = silence >= Self.connectionSilenceMax
      cut(transfer.exchange.id, isOld ? .idle(silence) : .closedEarly(reason: "nothing came over its connection"))
    }
  }

  /// What came for one transfer says that the connection of all who share it is alive.
  func tellOthers(of transfer: CurlTransfer) {
    guard let heard = transfer.heardAt else { return }
    for other in transfers.values where other.sharesConnection(with: transfer) { other.connectionHeard(at: heard) }
  }
}
