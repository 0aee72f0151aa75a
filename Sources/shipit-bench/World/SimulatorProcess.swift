import Foundation
import Glibc

/// A cluster in a process of its own, whose cost is not counted.
final class SimulatorProcess {
  let kubeconfig: String
  /// Where curl reaches it as the administrator.
  let address: String
  private let child: Child

  /// Returns when it serves.
  init(_ binaries: Binaries, in workspace: Workspace, named name: String, _ options: [String] = []) throws(BenchError) {
    kubeconfig = workspace.file("\(name).kubeconfig")
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .cannotStart("a pipe", reason: String(cString: strerror(errno))) }
    defer { close(ends[0]) }
    child = try Child(
      .init(
        program: binaries.simulator, arguments: ["--port", "0", "--kubeconfig", kubeconfig] + options,
        environment: workspace.environment, output: .descriptor(ends[1])))
    close(ends[1])
    var ready = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    var bytes = [UInt8](repeating: 0, count: 256)
    guard poll(&ready, 1, 600_000) > 0, case let count = read(ends[0], &bytes, bytes.count), count > 0 else {
      child.signal(SIGKILL)
      throw .wrong("the simulator did not begin to serve")
    }
    let line = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").first ?? ""
    address = "\(line)/as/admin"
  }

  deinit {
    child.signal(SIGKILL)
    _ = child.wait()
  }
}
