import Dispatch
import Foundation
import Glibc

/// The person's own editor, told to leave nothing behind.
struct Editor: Hashable {
  /// A command line, as `VISUAL` and `EDITOR` hold it.
  let command: String

  /// `VISUAL`, else `EDITOR`, else `vi`, as crontab(1) and git do.
  init(_ environment: [String: String]) {
    command = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
  }

  /// Options that keep copies out of the home folder: swap files, undo files, registers, backups.
  var discretion: String {
    let program = command.split(separator: " ").first?.split(separator: "/").last ?? ""
    return switch program {
    case "vi", "vim", "nvim", "view", "gvim":
      " -n -i NONE -c 'set noundofile nobackup nowritebackup noswapfile'"
    case "emacs", "emacsclient": " --eval '(setq make-backup-files nil auto-save-default nil)'"
    default: ""
    }
  }

  /// Edits the file and waits for the editor's end.
  func edit(_ path: String) async throws(CommandError) {
    // The shell parses the command as it does for git; the path is an argument of its own.
    let script = "exec \(command)\(discretion) \"$@\""
    let status = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Self.run(["/bin/sh", "-c", script, command, path]))
      }
    }
    guard status == 0 else { throw .editorFailed(command: command) }
  }

  /// Has the terminal, its signals as the system gives them, and no secret: they left the environment at the start.
  private static func run(_ arguments: [String]) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGPIPE, SIGQUIT, SIGTSTP] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let argv = arguments.map { strdup($0) } + [nil]
    defer { for argument in argv { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, arguments[0], nil, &attributes, argv, environ) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}
