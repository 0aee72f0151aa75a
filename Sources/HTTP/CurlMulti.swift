private import CCurl
private import Glibc
import Synchronization

/// libcurl's multi interface on one thread of its own: connections and HTTP/2 streams are shared by all that use it.
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

  private let mailbox: CurlMailbox

  /// `now` is what idle timeouts are measured by; call `wake()` when it jumps.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
    mailbox = CurlMailbox()
    let loop = Unmanaged.passRetained(CurlThread(mailbox, now: now))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { loop in
        Unmanaged<CurlThread>.fromOpaque(loop!).takeRetainedValue().run()
        return nil
      }, loop.toOpaque())
    precondition(failure == 0, "no thread for libcurl: \(String(cString: strerror(failure)))")
    pthread_detach(thread)
  }

  deinit { mailbox.post(.stop) }

  func post(_ command: Command) { mailbox.post(command) }

  package func wake() { post(.look) }
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
