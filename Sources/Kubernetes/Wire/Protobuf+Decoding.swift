import SwiftProtobuf

/// What stands before every protobuf answer (apimachinery's `protoEncodingPrefix`).
let protobufMagic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

extension SwiftProtobuf.Message {
  init(decoding bytes: [UInt8], _ what: String) throws(KubernetesError) {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    do {
      try self.init(serializedBytes: bytes, partial: true, options: options)
    } catch {
      throw .undecodable(what: what, reason: "it is not protobuf")
    }
  }
}

extension WireUnknown {
  /// Opens the envelope of an object.
  init(enveloped bytes: [UInt8]) throws(KubernetesError) {
    guard bytes.starts(with: protobufMagic) else {
      throw .undecodable(what: "protobuf", reason: "it has no \"k8s\" in front")
    }
    try self.init(decoding: Array(bytes[protobufMagic.count...]), "runtime.Unknown")
  }
}

extension Status {
  init(_ wire: WireStatus) {
    self.init(
      code: Int(wire.code), reason: wire.reason, message: wire.message,
      causes: wire.details.causes.map { Cause(reason: $0.reason, message: $0.message, field: $0.field) },
      retryAfter: wire.details.retryAfterSeconds > 0 ? .seconds(Int64(wire.details.retryAfterSeconds)) : nil)
  }

  /// A Status as protobuf, in its envelope; nil for anything else.
  init?(protobuf bytes: [UInt8]) {
    guard let envelope = try? WireUnknown(enveloped: bytes), envelope.typeMeta.kind == "Status",
      let wire = try? WireStatus(decoding: Array(envelope.raw), "Status")
    else { return nil }
    self.init(wire)
  }
}
