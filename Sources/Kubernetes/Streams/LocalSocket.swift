import Dispatch
import Glibc
import Synchronization

/// One connection on this machine. Closed when nobody holds it any more.
package final class LocalSocket: Sendable {
  static let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Connects to a port of this machine; nil where nothing listens.
  package static func connect(to port: Int) -> LocalSocket? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let made = LocalSocket(descriptor)
    var address = sockaddr_in.loopback(port: port)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return nil }
    return made
  }

  /// What the other side sent; nil when it has ended, or the task is cancelled.
  package func read() async -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 32 << 10)
    while !Task.isCancelled {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count > 0 { return Array(bytes[..<count]) }
      if count < 0, errno == EAGAIN { await waitUntilReadable() } else if count == 0 || errno != EINTR { return nil }
    }
    return nil
  }

  /// Returns when the system has taken all of it.
  ///
  /// - Returns: false when the other side takes no more, or the task is cancelled.
  package func write(_ bytes: [UInt8]) async -> Bool {
    var start = 0
    while start < bytes.count, !Task.isCancelled {
      let count = bytes.withUnsafeBytes { buffer in
        send(descriptor, buffer.baseAddress.map { $0 + start }, bytes.count - start, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 {
        start += count
      } else if errno == EAGAIN {
        await wait(DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: .global()))
      } else if errno != EINTR {
        return false
      }
    }
    return start == bytes.count
  }

  /// Tells the other side that nothing more comes.
  package func endOutput() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func waitUntilReadable() async {
    await wait(DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global()))
  }

  /// The source's cancellation, which comes once whoever asks for it, ends the wait.
  private func wait(_ source: any DispatchSourceProtocol) async {
    let waiting = Waiting(source)
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiting.begin($0) }
    } onCancel: {
      waiting.end()
    }
  }
}

/// One wait for a descriptor. A source that is cancelled before it was activated may never tell, so that order is kept.
private final class Waiting: Sendable {
  private enum Phase {
    case new
    case active
    case ended
  }

  nonisolated(unsafe) private let source: any DispatchSourceProtocol
  private let phase = Mutex(Phase.new)

  init(_ source: any DispatchSourceProtocol) {
    self.source = source
  }

  func begin(_ continuation: CheckedContinuation<Void, Never>) {
    source.setEventHandler { [self] in end() }
    source.setCancelHandler { continuation.resume() }
    phase.withLock { phase in
      source.activate()
      if phase == .ended { source.cancel() } else { phase = .active }
    }
  }

  func end() {
    phase.withLock { phase in
      if phase == .active { source.cancel() }
      phase = .ended
    }
  }
}

extension sockaddr_in {
  static func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
