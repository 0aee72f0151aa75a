import HTTP

/// How an answer is written.
enum WireFormat: Hashable, Sendable {
  case json
  /// Half the size of JSON and faster to read; servers have it for built-in kinds.
  case protobuf

  static let protobufType = "application/vnd.kubernetes.protobuf"

  init(_ headers: HTTPHeaders) {
    self = headers["Content-Type"]?.hasPrefix(Self.protobufType) == true ? .protobuf : .json
  }
}

extension KubernetesObject {
  /// What to ask for: a server without protobuf answers with JSON.
  static var accept: String {
    hasProtobuf ? "\(WireFormat.protobufType), \(MediaType.json)" : MediaType.json
  }
}
