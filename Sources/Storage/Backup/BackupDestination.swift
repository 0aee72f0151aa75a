import Glibc

/// Where an export goes.
package enum BackupDestination: Hashable, Sendable {
  case file(String)
  case standardOutput

  /// As the command line names it: `-` is standard output.
  package init(argument: String) {
    self = argument == "-" ? .standardOutput : .file(argument)
  }

  /// Runs `body` with a way to write, and puts a file in its place when that has ended well.
  func write<Result>(
    _ body: (BackupOutput) throws -> Result
  ) throws -> Result {
    guard case .file(let path) = self else {
      return try body(BackupOutput(descriptor: STDOUT_FILENO, path: "-"))
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return try Self.writeToDevice(path, body)
    }
    let temporary = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError.backupUnwritable(path: path, reason: reasonOfErrno()) }
    // After the rename there is nothing left to remove.
    defer { unlink(temporary) }
    do {
      defer { close(descriptor) }
      let result = try body(BackupOutput(descriptor: descriptor, path: path))
      guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
        throw StoreError.backupUnwritable(path: path, reason: reasonOfErrno())
      }
      Folder(of: path).synchronize()
      return result
    }
  }

  /// `/dev/stdout`, a pipe: it must not be renamed away.
  private static func writeToDevice<Result>(_ path: String, _ body: (BackupOutput) throws -> Result) throws -> Result {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError.backupUnwritable(path: path, reason: reasonOfErrno()) }
    defer { close(descriptor) }
    return try body(BackupOutput(descriptor: descriptor, path: path))
  }
}

struct BackupOutput {
  fileprivate let descriptor: Int32
  fileprivate let path: String

  func write(_ bytes: [UInt8]) throws(StoreError) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if count > 0 {
        start += count
      } else if errno != EINTR {
        throw .backupUnwritable(path: path, reason: reasonOfErrno())
      }
    }
  }
}
