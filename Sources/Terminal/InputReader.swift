import Dispatch
import Glibc

/// Reads a descriptor piece by piece as it comes. The thread that waits is none of the tasks', and a cancelled task waits no longer.
final class InputReader: Sendable {
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "standard input")
  private let wakeReading: Int32
  private let wakeWriting: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var ends: [Int32] = [-1, -1]
    // Without a pipe, which only a process out of descriptors lacks, a read merely cannot be cancelled.
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (wakeReading, wakeWriting) = (ends[0], ends[1])
  }

  deinit {
    close(wakeReading)
    close(wakeWriting)
  }

  /// What came next; nil at the end, and when the task is cancelled. Nothing is read before somebody asks.
  func next() async -> [UInt8]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.async { continuation.resume(returning: self.read()) }
      }
    } onCancel: {
      _ = Glibc.write(wakeWriting, [1], 1)
    }
  }

  private func read() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 32 << 10)
    while true {
      var waiting = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wakeReading, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waiting, 2, -1) >= 0 || errno == EINTR else { return nil }
      if waiting[1].revents != 0 { return nil }
      guard waiting[0].revents != 0 else { continue }
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      if count > 0 { return Array(bytes[..<count]) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      return nil
    }
  }
}
