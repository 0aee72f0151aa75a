import Glibc
import Model
import Synchronization

/// Held by the one process that deploys an app. It ends with the process, however that ends, so a revision that is
/// `deploying` while nobody holds its app's lock was left behind.
package final class DeployLock: Sendable {
  private let release: @Sendable () -> Void

  fileprivate init(release: @escaping @Sendable () -> Void) {
    self.release = release
  }

  deinit {
    release()
  }
}

extension Store {
  /// nil while another deploy of the app is under way, in this process or another.
  package func tryLockDeploys(of app: AppID) throws(StoreError) -> DeployLock? {
    guard let path else { return tryLockInMemory(app) }
    // Beside the store, not in it: closing any descriptor of a SQLite file would drop SQLite's own locks.
    let file = path + "-deploys"
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotCreate(path: file, reason: reasonOfErrno()) }
    // One byte for an app; two apps that share one merely wait for each other.
    guard FileLock(kind: F_WRLCK, start: app.lockOffset, length: 1).set(on: descriptor) else {
      let reason = errno
      close(descriptor)
      if reason == EAGAIN || reason == EACCES { return nil }
      throw .cannotCreate(path: file, reason: reasonOfErrno())
    }
    return DeployLock { close(descriptor) }
  }

  private func tryLockInMemory(_ app: AppID) -> DeployLock? {
    guard deploying.withLock({ $0.insert(app).inserted }) else { return nil }
    return DeployLock { [self] in deploying.withLock { _ = $0.remove(app) } }
  }
}

extension AppID {
  /// FNV-1a, within the range of a file offset.
  fileprivate var lockOffset: off_t {
    let hash = rawValue.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return off_t(hash & 0x3FFF_FFFF_FFFF_FFFF)
  }
}
