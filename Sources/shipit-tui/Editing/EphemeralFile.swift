private import CMemory
import Foundation
import Glibc

/// A file that only memory holds, in a folder of its own, for a person's editor: what it writes beside the file (swap files,
/// backups) stays in memory too. Everything is overwritten and removed in the end.
struct EphemeralFile: ~Copyable {
  let path: String
  private let folder: String

  private static let prefix = "shipit-edit."

  /// - Parameters:
  ///   - name: with an ending that tells the editor what it is.
  ///   - folders: where to look for a file system in memory; the kernel's own in the end.
  init(_ name: String, holding text: String, in folders: [String]) throws(CommandError) {
    guard let root = folders.first(where: Self.isMemory) else { throw .noMemoryFolder(folders) }
    Self.sweep(root)
    var template = Array("\(root)/\(Self.prefix)\(getpid()).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .cannotEdit(reason: String(cString: strerror(errno))) }
    // 0700, as mkdtemp makes them.
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    var bytes = Array(text.utf8)
    defer { bytes.withUnsafeMutableBytes { explicit_bzero($0.baseAddress!, $0.count) } }
    let isWritten = descriptor >= 0 && (bytes.isEmpty || write(descriptor, bytes, bytes.count) == bytes.count)
    let reason = String(cString: strerror(errno))
    if descriptor >= 0 { close(descriptor) }
    guard isWritten else {
      Self.remove(folder)
      throw .cannotEdit(reason: reason)
    }
    self.folder = folder
    self.path = path
  }

  deinit { Self.remove(folder) }

  /// A copy of its name, for who must remove it when the process is told to end.
  var removal: @Sendable () -> Void {
    let folder = folder
    return { Self.remove(folder) }
  }

  func read() throws(CommandError) -> String {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw .cannotEdit(reason: "the editor has left no file")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .valueNotText }
    return text
  }

  /// Where to look, the person's own folder first.
  static func folders(_ environment: [String: String]) -> [String] {
    [environment["XDG_RUNTIME_DIR"], "/dev/shm"].compactMap { $0 }
  }

  private static func isMemory(_ folder: String) -> Bool {
    folder.hasPrefix("/") && access(folder, W_OK) == 0 && shipit_is_in_memory(folder) == 1
  }

  private static func remove(_ folder: String) {
    for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      let zeros = [UInt8](repeating: 0, count: Int(status.st_size))
      _ = write(descriptor, zeros, zeros.count)
      close(descriptor)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Removes what a killed process of this user left.
  private static func sweep(_ root: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(prefix) {
      let parts = name.dropFirst(prefix.count).split(separator: ".")
      var status = stat()
      guard parts.count == 2, let process = pid_t(parts[0]), process > 0, kill(process, 0) != 0, errno == ESRCH,
        lstat("\(root)/\(name)", &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFDIR
      else { continue }
      remove("\(root)/\(name)")
    }
  }
}
