import Foundation
import Interface
import Testing

@testable import shipit_tui

@Suite("installing")
struct InstallTests {
  private let installation = Result { try Installation(executable: Data("program".utf8)) }

  @Test("every command and every option stands in the man page")
  func manPage() throws {
    let root = try #require(CommandOutline.root)
    let page = ManPage.text(of: root, version: "1")
    #expect(root.leaves.count > 30)
    for command in root.leaves {
      #expect(page.contains(".SS \"\(command.path.replacing("-", with: "\\-"))\""), "\(command.path)")
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        #expect(page.contains(argument.label.replacing("-", with: "\\-")), "\(argument.label) of \(command.path)")
      }
    }
    for entry in Command.list { #expect(page.contains(entry.help.replacing("-", with: "\\-")), "\(entry.name)") }
  }

  @Test("no line of the man page is taken for a request that does not exist")
  func requests() throws {
    let page = ManPage.text(of: try #require(CommandOutline.root), version: "1")
    let known: Set<Substring> = [".TH", ".SH", ".SS", ".TP", ".PP", ".B"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(known.contains(line.prefix { $0 != " " }), "\(line)")
    }
  }

  @Test(
    "the program, its page, completions, themes and keymaps come below the prefix, and a second time over the first")
  func install() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shipit-install-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let prefix = folder.path(percentEncoded: false)
    _ = try installation.get().install(below: prefix)
    let paths = try installation.get().install(below: prefix)
    for path in paths { #expect(FileManager.default.fileExists(atPath: path), "\(path)") }
    let names = paths.map { $0.dropFirst(prefix.count) }
    for name in ["/bin/shipit-tui", "/share/man/man1/shipit-tui.1", "/share/shipit-tui/themes/nord.yaml"] {
      #expect(names.contains(name[...]), "\(name) of \(names)")
    }
    let program = folder.appending(path: "bin/shipit-tui")
    #expect(try Data(contentsOf: program) == Data("program".utf8))
    #expect(FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false)))
    let left = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "bin").path(percentEncoded: false))
    #expect(left == ["shipit-tui"])
  }

  @Test("a prefix that cannot be written is told with what to do")
  func refused() async throws {
    let run = try CommandLineRun()
    let outcome = await run("--install", "/proc/nowhere")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("/proc/nowhere/bin/shipit-tui cannot be written"))
    #expect(outcome.errors.contains("~/.local"))
  }
}
