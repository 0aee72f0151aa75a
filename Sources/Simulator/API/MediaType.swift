import HTTP

/// The form in which an answer is wanted (content negotiation by `Accept`).
enum MediaType: Equatable {
  case json
  case table(version: String)
  case partialMetadata
  case partialMetadataList
  case protobuf
  case aggregatedDiscovery

  static let accepted = [
    "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/cbor",
  ]

  /// The first of the client's choices that is served.
  ///
  /// - Parameter hasProtobuf: whether the answer exists as protobuf.
  init(_ request: HTTPRequest, hasProtobuf: Bool) throws(APIError) {
    let accept = request.headers["Accept"] ?? "*/*"
    for choice in accept.split(separator: ",") {
      let parts = choice.split(separator: ";").map { $0.trimmingSpaces }
      guard let type = parts.first else { continue }
      var parameters: [String: String] = [:]
      for part in parts.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { parameters[String(pair[0])] = String(pair[1]) }
      }
      switch (type, parameters["as"]) {
      case ("application/json", "Table"), ("application/*", "Table"):
        guard parameters["g"] == "meta.k8s.io", let version = parameters["v"], ["v1", "v1beta1"].contains(version)
        else {
          continue
        }
        self = .table(version: version)
      case ("application/json", "PartialObjectMetadata"): self = .partialMetadata
      case ("application/json", "PartialObjectMetadataList"): self = .partialMetadataList
      case ("application/json", "APIGroupDiscoveryList"):
        guard parameters["v"] == "v2" else { continue }
        self = .aggregatedDiscovery
      case ("application/json", nil), ("*/*", nil), ("application/*", nil): self = .json
      case ("application/vnd.kubernetes.protobuf", nil):
        guard hasProtobuf else { continue }
        self = .protobuf
      default: continue
      }
      return
    }
    throw .notAcceptable(MediaType.accepted)
  }
}
