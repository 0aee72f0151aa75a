private import COpenSSL
import Glibc

/// Keeps what this process knows to itself.
package enum ProcessMemory {
  /// No core dump is written, and no other process of the same user may attach to this one or read its memory, its
  /// environment included. Children begin anew with both. Best effort: a kernel that refuses has its reasons.
  package static func forbidImages() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = shipit_forbid_memory_images()
  }

  /// Overwrites what follows the first `=` of an argument, where every user of the machine sees it (`ps`).
  package static func eraseArgument(_ argument: String) {
    for index in 0..<Int(CommandLine.argc) {
      guard let text = CommandLine.unsafeArgv[index], strcmp(text, argument) == 0, let value = strchr(text, 0x3D) else {
        continue
      }
      OPENSSL_cleanse(value + 1, strlen(value + 1))
    }
  }

  /// Overwrites the value where the kernel shows it (`/proc/PID/environ`), and removes it for every child.
  ///
  /// To be called before another thread may read the environment.
  package static func eraseVariable(_ name: String) {
    guard let value = getenv(name) else { return }
    OPENSSL_cleanse(value, strlen(value))
    unsetenv(name)
  }
}
