import Glibc

/// Why a job could not be measured.
enum BenchError: Error, Hashable {
  case cannotStart(String, reason: String)
  case failed(String, status: Int32)
  case tookTooLong(String, limit: Duration)
  /// It did not show up on a terminal in time.
  case notSeen(String, after: Duration)
  case wrong(String)

  var text: String {
    switch self {
    case .cannotStart(let program, let reason): "\(program) cannot be started: \(reason)"
    case .failed(let command, let status):
      status & 0x7F == 0
        ? "\(command) ended with \(status >> 8 & 0xFF)" : "\(command) was ended by signal \(status & 0x7F)"
    case .tookTooLong(let command, let limit): "\(command) took longer than \(limit)"
    case .notSeen(let text, let duration): "\"\(text)\" was not seen after \(duration)"
    case .wrong(let reason): reason
    }
  }
}
