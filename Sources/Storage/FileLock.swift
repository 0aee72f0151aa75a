import Glibc

/// A lock of fcntl(2) that belongs to the open file, not to the process: closing another descriptor of the file does not
/// drop it, and it keeps two users within one process apart.
struct FileLock {
  let kind: Int32
  var start: off_t = 0
  /// 0 is the whole file.
  var length: off_t = 0

  static let shared = FileLock(kind: F_RDLCK)
  static let exclusive = FileLock(kind: F_WRLCK)

  /// False where somebody else's is in the way, or for another reason in errno.
  func set(on descriptor: Int32) -> Bool {
    var lock = value
    return fcntl(descriptor, Self.setLock, &lock) == 0
  }

  /// Whether somebody else's would be in the way.
  func isHindered(on descriptor: Int32) -> Bool {
    var lock = value
    return fcntl(descriptor, Self.getLock, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }

  private var value: flock {
    var lock = flock()
    lock.l_type = Int16(kind)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = start
    lock.l_len = length
    return lock
  }

  /// `F_OFD_GETLK` and `F_OFD_SETLK`, which need `_GNU_SOURCE` and so are not imported.
  private static let getLock: Int32 = 36
  private static let setLock: Int32 = 37
}
