import Glibc

/// The folder that a file is in.
struct Folder {
  let path: String

  init(of file: String) {
    let slash = file.lastIndex(of: "/")
    path = slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
  }

  struct Failure: Error {
    let reason: String
  }

  /// Makes it, and those above it, for the owner alone. One that exists is left as it is.
  func create() throws(Failure) {
    guard mkdir(path, 0o700) != 0 else { return }
    switch errno {
    case EEXIST:
      return
    case ENOENT where path != "." && path != "/":
      try Folder(of: path).create()
      // Another process may have made it meanwhile.
      guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(reason: reasonOfErrno()) }
    default:
      throw Failure(reason: reasonOfErrno())
    }
  }

  /// Makes a new name in it survive a power cut.
  func synchronize() {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Runs `body` while no other process does so for the same folder. The lock ends with the process, however it ends.
  func locked<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Without the lock the worst is an error at the very first start of two processes at once.
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    return try body()
  }
}

func reasonOfErrno() -> String {
  String(cString: strerror(errno))
}
