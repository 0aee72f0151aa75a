import JSON

/// `application/vnd.kubernetes.protobuf`.
enum ProtobufEncoder {
  static let mediaType = "application/vnd.kubernetes.protobuf"

  static func encodes(_ kind: String) -> Bool { false }
  static func object(_ object: StoredObject, _ type: ResourceType) -> [UInt8] { [] }
  static func list(_ items: [StoredObject], _ type: ResourceType, _ metadata: JSON) -> [UInt8] { [] }
  static func event(_ kind: String, _ object: StoredObject, _ type: ResourceType) -> [UInt8] { [] }
  static func statusEvent(_ kind: String, _ object: JSON) -> [UInt8] { [] }
}
