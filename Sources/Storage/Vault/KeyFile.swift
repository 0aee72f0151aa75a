import Glibc

/// A file of 64 hexadecimal digits and a line end, for its owner's eyes only.
struct KeyFile: Sendable {
  let path: String

  /// nil when there is no file.
  func read() throws(StoreError) -> SecretBytes? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .keyUnreadable(path: path, reason: reasonOfErrno())
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .keyUnreadable(path: path, reason: reasonOfErrno()) }
    guard status.st_mode & 0o077 == 0 else { throw .keyExposed(path: path) }

    // One byte more than the digits and a line end, to notice a longer file.
    var text = [UInt8](repeating: 0, count: 2 * AESGCM.keyCount + 2)
    defer { wipe(&text) }
    let count = Glibc.read(descriptor, &text, text.count)
    guard count >= 0 else { throw .keyUnreadable(path: path, reason: reasonOfErrno()) }
    var digits = text[..<count]
    if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
    return try SecretBytes(hexadecimal: digits, count: AESGCM.keyCount, orThrow: .keyMalformed(source: path))
  }

  /// Makes the file with a random key, or returns the key of another process that made it first.
  ///
  /// The key is written beside it and linked into place, so that nobody ever reads half of one.
  func create(random: RandomBytes) throws(StoreError) -> SecretBytes {
    let folder = Folder(of: path)
    do {
      try folder.create()
    } catch {
      throw .keyUnreadable(path: path, reason: error.reason)
    }
    let key = try SecretBytes(random: random, count: AESGCM.keyCount)
    let temporary = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
    defer { unlink(temporary) }
    var text = key.withBytes { $0.flatMap { hexadecimal($0) } + [UInt8(ascii: "\n")] }
    defer { wipe(&text) }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .keyUnreadable(path: path, reason: reasonOfErrno()) }
    let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
    let reason = reasonOfErrno()
    close(descriptor)
    guard isWritten else { throw .keyUnreadable(path: path, reason: reason) }

    guard link(temporary, path) == 0 else {
      if errno == EEXIST, let theirs = try read() { return theirs }
      throw .keyUnreadable(path: path, reason: reasonOfErrno())
    }
    folder.synchronize()
    return key
  }

  private func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
