import Glibc

/// A port of this machine at which only this machine can connect. Nothing here blocks a thread.
package final class LocalListener: Sendable {
  private let socket: LocalSocket
  /// The one that the system picked where 0 was asked for.
  package let port: Int

  /// - Throws: `.cannotListen`.
  package init(port: Int) throws(KubernetesError) {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | LocalSocket.flags, 0)
    guard descriptor >= 0 else { throw Self.failure(port) }
    socket = LocalSocket(descriptor)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in.loopback(port: port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
    }
    guard isBound, listen(descriptor, 128) == 0 else { throw Self.failure(port) }
    let isNamed = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) == 0 }
    }
    guard isNamed else { throw Self.failure(port) }
    self.port = Int(UInt16(bigEndian: address.sin_port))
  }

  /// The next connection; nil when the task is cancelled.
  ///
  /// - Throws: `.cannotListen` when the system gives no more.
  package func accept() async throws(KubernetesError) -> LocalSocket? {
    while !Task.isCancelled {
      let descriptor = Glibc.accept(socket.descriptor, nil, nil)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return LocalSocket(descriptor)
      }
      switch errno {
      case EAGAIN: await socket.waitUntilReadable()
      // Whoever connected has given up already.
      case EINTR, ECONNABORTED: continue
      default: throw Self.failure(port)
      }
    }
    return nil
  }

  private static func failure(_ port: Int) -> KubernetesError {
    .cannotListen(port: port, reason: String(cString: strerror(errno)))
  }
}
