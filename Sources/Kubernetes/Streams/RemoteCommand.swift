import HTTP

/// What to run in a container, or to join.
package struct RemoteCommand: Hashable, Sendable {
  /// Empty attaches to the container's own process.
  package var command: [String]
  package var takesInput: Bool
  /// With a terminal there is no standard error of its own.
  package var hasTerminal: Bool

  package init(_ command: [String] = [], takesInput: Bool = false, hasTerminal: Bool = false) {
    self.command = command
    self.takesInput = takesInput
    self.hasTerminal = hasTerminal
  }
}

extension APIRequest {
  static func remote(
    _ command: RemoteCommand, pod: String, in namespace: String, container: String?
  ) -> APIRequest {
    let subresource = command.command.isEmpty ? "attach" : "exec"
    var request = APIRequest(.connect, .pods, name: pod, in: namespace, subresource: subresource)
    for word in command.command { request.addQuery("command", word) }
    request.addQuery("container", container)
    if command.takesInput { request.addQuery("stdin", "true") }
    request.addQuery("stdout", "true")
    if command.hasTerminal { request.addQuery("tty", "true") } else { request.addQuery("stderr", "true") }
    return request
  }

  static func portForward(pod: String, in namespace: String, port: Int) -> APIRequest {
    var request = APIRequest(.connect, .pods, name: pod, in: namespace, subresource: "portforward")
    request.addQuery("ports", String(port))
    return request
  }
}
