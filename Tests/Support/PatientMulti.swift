import HTTP

extension CurlMulti {
  /// Its clock stands, so that no silence is too long: a thousand tests share the machine, and an answer may wait for its turn
  /// longer than any limit.
  package static func patient() -> CurlMulti {
    let start = ContinuousClock.now
    return CurlMulti { start }
  }
}
