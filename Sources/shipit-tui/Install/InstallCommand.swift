import ArgumentParser
import Engine
import Foundation

struct InstallOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Put the program, its man page, completions, themes and keymaps below this folder.", valueName: "prefix"))
  var install: String?
}

/// `--install PREFIX`: needs neither a store nor a cluster.
struct InstallCommand {
  let prefix: String

  func run(_ console: Console) throws {
    let executable: Data
    do {
      executable = try Data(contentsOf: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath())
    } catch {
      throw InstallationError.programUnreadable(reason: error.localizedDescription)
    }
    let installed = try Installation(executable: executable).install(below: prefix)
    for path in installed { console.print(path) }
  }
}

extension InstallationError {
  var explanation: Explanation {
    switch self {
    case .notWritten(let path, let reason):
      Explanation(
        .failed, "\(path) cannot be written: \(reason)",
        advice: "Choose a prefix that is yours, such as ~/.local, or use sudo.")
    case .programUnreadable(let reason): Explanation(.failed, "The program cannot read itself: \(reason)")
    case .commandsUnknown:
      Explanation(
        .failed, "The man page cannot be made: the argument parser has another version than this program knows.")
    }
  }
}
