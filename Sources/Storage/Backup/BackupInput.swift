import Glibc

/// An export that is read from its beginning.
final class BackupInput {
  private let descriptor: Int32
  private let path: String

  init(path: String) throws(StoreError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .backupUnreadable(path: path, reason: reasonOfErrno()) }
  }

  /// In bytes; 0 for a pipe.
  var size: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  deinit { close(descriptor) }

  /// That many bytes, or fewer at the end.
  func read(_ count: Int) throws(StoreError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var end = 0
    while end < count {
      let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + end, count - end) }
      if got > 0 {
        end += got
      } else if got == 0 {
        break
      } else if errno != EINTR {
        throw .backupUnreadable(path: path, reason: reasonOfErrno())
      }
    }
    return Array(bytes.prefix(end))
  }
}
