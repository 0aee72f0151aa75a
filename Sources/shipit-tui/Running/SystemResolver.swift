import Dispatch
import Engine
import Glibc
import Synchronization

/// `getaddrinfo`, which reads `/etc/hosts` and asks the DNS servers of this machine.
enum SystemResolver {
  /// A resolver that has no server to ask may take half a minute; nobody wants to wait for that.
  private static let patience = DispatchTimeInterval.seconds(4)

  /// Returns after `patience` at the latest. `getaddrinfo` cannot be interrupted: it goes on beside, and its answer is dropped.
  static func lookUp(_ host: String) async -> HostAnswer {
    await withCheckedContinuation { continuation in
      let once = Once(continuation)
      let queue = DispatchQueue.global(qos: .userInitiated)
      queue.async { once.resume(addresses(of: host)) }
      queue.asyncAfter(deadline: .now() + patience) { once.resume(.failed("the DNS of this machine did not answer")) }
    }
  }

  private final class Once: Sendable {
    private let continuation: Mutex<CheckedContinuation<HostAnswer, Never>?>

    init(_ continuation: CheckedContinuation<HostAnswer, Never>) {
      self.continuation = Mutex(continuation)
    }

    func resume(_ answer: HostAnswer) {
      continuation.withLock { $0.take() }?.resume(returning: answer)
    }
  }

  private static func addresses(of host: String) -> HostAnswer {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    switch code {
    case 0: break
    case EAI_NONAME, -5: return .noSuchName  // -5 is EAI_NODATA, which Glibc hides behind _GNU_SOURCE.
    default: return .failed(String(cString: gai_strerror(code)).lowercasedFirst)
    }
    var addresses: [String] = []
    for entry in sequence(first: list, next: { $0?.pointee.ai_next }).compactMap({ $0 }) {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let info = entry.pointee
      guard getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
      else { continue }
      let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if !addresses.contains(address) { addresses.append(address) }
    }
    return addresses.isEmpty ? .noSuchName : .addresses(addresses)
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
