private import CCurl
private import Glibc
import Synchronization

/// libcurl's multi interface on a thread of its own: connections and HTTP/2 streams are shared by all that use it.
///
/// A second one, on a second thread, keeps the HTTPS connections that must not be shared: libcurl (7.88) takes it that all
/// connections of a multi to one host speak the same protocol, and would send a request into the middle of an HTTP/1.1
/// stream where another connection has negotiated HTTP/2.
package final class CurlMulti: Sendable {
  /// The one of this process. Tests make their own, so that they share no connections.
  package static let shared = CurlMulti()

  enum Command: Sendable {
    case start(CurlExchange)
    case resume(CurlExchange.ID)
    case write(CurlExchange.ID, [UInt8], OneShot<Result<Void, HTTPError>>)
    case cancel(CurlExchange.ID)
    /// Look at the clock.
    case look
    case stop
  }

  private let sharing: CurlMailbox
  private let apart: CurlMailbox

  /// `now` is what idle timeouts are measured by; call `wake()` when it jumps.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    sharing = CurlMailbox()
    apart = CurlMailbox()
    for mailbox in [sharing, apart] { Self.startThread(CurlThread(mailbox, now: now)) }
  }

  private static func startThread(_ loop: CurlThread) {
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { loop in
        Unmanaged<CurlThread>.fromOpaque(loop!).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(loop).toOpaque())
    precondition(failure == 0, "no thread for libcurl: \(String(cString: strerror(failure)))")
    pthread_detach(thread)
  }

  deinit {
    for mailbox in [sharing, apart] { mailbox.post(.stop) }
  }

  func post(_ command: Command, for plan: CurlPlan) {
    (plan.allowsHTTP2 || !plan.endpoint.isSecure ? sharing : apart).post(command)
  }

  package func wake() {
    for mailbox in [sharing, apart] { mailbox.post(.look) }
  }
}

/// What tasks ask of the thread, in order.
final class CurlMailbox: Sendable {
  private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  private let commands = Mutex<[CurlMulti.Command]>([])
  /// Only `curl_multi_wakeup` may be called from any thread; everything else belongs to `CurlThread`.
  let multi: MultiHandle

  struct MultiHandle: @unchecked Sendable {
    let raw: UnsafeMutableRawPointer
  }

  init() {
    guard Self.isInitialized, let raw = curl_multi_init() else { preconditionFailure("libcurl cannot be initialized") }
    multi = MultiHandle(raw: raw)
  }

  func post(_ command: CurlMulti.Command) {
    commands.withLock { commands in
      commands.append(command)
      // Under the lock, so that the thread cannot have freed the handle after a stop that it read in between.
      if commands.count == 1 { curl_multi_wakeup(multi.raw) }
    }
  }

  func take() -> [CurlMulti.Command] {
    commands.withLock { commands in
      defer { commands = [] }
      return commands
    }
  }
}
