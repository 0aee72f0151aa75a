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
  func create(random: RandomBytes) throws(StoreError) -> UnlockKey {
    let (key, temporary) = try stage(random: random)
    defer { unlink(temporary) }
    sweep(except: temporary)
    guard link(temporary, path) == 0 else {
      if errno == EEXIST, let theirs = try read() { return UnlockKey(theirs) }
      throw .keyUnreadable(path: path, reason: reasonOfErrno())
    }
    Folder(of: path).synchronize()
    return key
  }

  /// Writes a new key beside the file, on disk when it returns.
  func stage(random: RandomBytes) throws(StoreError) -> (key: UnlockKey, path: String) {
    do {
      try Folder(of: path).create()
    } catch {
      throw .keyUnreadable(path: path, reason: error.reason)
    }
    let key = UnlockKey(try SecretBytes(random: random, count: AESGCM.keyCount))
    let temporary = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
    var text = key.bytes.withBytes { $0.flatMap { hexadecimal($0) } + [UInt8(ascii: "\n")] }
    defer { wipe(&text) }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .keyUnreadable(path: path, reason: reasonOfErrno()) }
    let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
    let reason = reasonOfErrno()
    close(descriptor)
    guard isWritten else {
      unlink(temporary)
      throw .keyUnreadable(path: path, reason: reason)
    }
    return (key, temporary)
  }

  /// Puts a staged key in the file's place.
  func install(_ staged: String) throws(StoreError) {
    sweep(except: staged)
    guard rename(staged, path) == 0 else {
      let reason = reasonOfErrno()
      unlink(staged)
      throw .keyUnreadable(path: path, reason: reason)
    }
    Folder(of: path).synchronize()
  }

  /// Removes staged keys whose process was killed before it put them in place, or away.
  func sweep(except own: String) {
    let folder = Folder(of: path).path
    let prefix = "\(path.split(separator: "/").last ?? "")."
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix), "\(folder)/\(name)" != own else { continue }
      let parts = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let process = pid_t(parts[0]), UInt64(parts[1]) != nil, process > 0,
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  /// Overwrites the key and removes the file; false when there is none.
  func destroy() throws(StoreError) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return false }
      throw .keyUnreadable(path: path, reason: reasonOfErrno())
    }
    // A copying or journalling file system may keep the old blocks all the same.
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 2 * AESGCM.keyCount)
    _ = write(descriptor, zeros, zeros.count)
    fsync(descriptor)
    close(descriptor)
    guard unlink(path) == 0 else { throw .keyUnreadable(path: path, reason: reasonOfErrno()) }
    Folder(of: path).synchronize()
    return true
  }

  private func hexadecimal(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
