import Foundation

/// Pods are what clusters have by the ten thousand, and what changes most, so they are read field by field: numbers are those of
/// kubernetes.proto, and everything that has no case is passed over.
extension Pod {
  package static var hasProtobuf: Bool { true }

  package init(protobuf bytes: [UInt8]) throws(KubernetesError) {
    try self.init(protobuf: bytes, sharing: StringPool())
  }

  package init(protobuf bytes: [UInt8], sharing pool: StringPool) throws(KubernetesError) {
    self = try bytes.withUnsafeBytes { buffer in
      Result { () throws(KubernetesError) in try Pod(fields: buffer, pool) }
    }.get()
  }

  private init(fields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    self.init(metadata: ObjectMetadata())
    phase = .unknown
    var spec = UnsafeRawBufferPointer(start: nil, count: 0)
    var status = spec
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: metadata = try ObjectMetadata(fields: reader.payload, pool)
      case 2: spec = reader.payload
      case 3: status = reader.payload
      default: break
      }
    }
    guard !metadata.name.isEmpty else { throw .undecodable(what: "Pod", reason: "it has no metadata.name") }
    try readSpec(spec, pool)
    try readStatus(status, pool)
  }

  private mutating func readSpec(_ bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    var (initial, main, ephemeral): ([Container], [Container], [Container]) = ([], [], [])
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 2: main.append(try Container(fields: reader.payload, .main, pool))
      case 10: nodeName = pool.string(reader.payload)
      case 20: initial.append(try Container(fields: reader.payload, .initialization, pool))
      case 34:
        guard let common = try FieldReader.payload(1, in: reader.payload) else { break }
        ephemeral.append(try Container(fields: common, .ephemeral, pool))
      default: break
      }
    }
    containers = initial.isEmpty && ephemeral.isEmpty ? main : initial + main + ephemeral
  }

  private mutating func readStatus(_ bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: phase = Phase(rawValue: reader.text) ?? .unknown
      case 2: conditions.append(try Condition(fields: reader.payload, pool))
      case 3: message = reader.text
      case 4: reason = pool.string(reader.payload)
      case 6: podIP = reader.text
      case 7: startedAt = try Date(fields: reader.payload)
      case 8: try readContainerStatus(reader.payload, .main, pool)
      case 10: try readContainerStatus(reader.payload, .initialization, pool)
      case 13: try readContainerStatus(reader.payload, .ephemeral, pool)
      default: break
      }
    }
  }

  private mutating func readContainerStatus(
    _ bytes: UnsafeRawBufferPointer, _ role: Container.Role, _ pool: StringPool
  ) throws(KubernetesError) {
    let (name, status) = try Container.Status.named(fields: bytes, pool)
    let index = containers.firstIndex { $0.role == role && $0.name == name && $0.status == nil }
    if let index { containers[index].status = status }
  }
}

extension ObjectMetadata {
  fileprivate init(fields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    self.init()
    var (labels, annotations) = (MapRun(), MapRun())
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: name = reader.text
      case 3: namespace = pool.string(reader.payload)
      case 5: uid = reader.text
      case 6: resourceVersion = reader.text
      case 7: generation = reader.integer
      case 8: createdAt = try Date(fields: reader.payload)
      case 9: deletionTimestamp = try Date(fields: reader.payload)
      case 11: labels.extend(reader)
      case 12: annotations.extend(reader)
      case 13:
        let owner = try Owner(controllerFields: reader.payload, pool)
        if controller == nil { controller = owner }
      default: break
      }
    }
    self.labels = try labels.map(in: bytes, 11, pool)
    self.annotations = try annotations.map(in: bytes, 12, pool)
    self.annotations[Self.lastAppliedAnnotation] = nil
  }

  /// Where the entries of a map stand, which every server writes one after the other.
  private struct MapRun {
    private var range = 0..<0

    mutating func extend(_ reader: FieldReader) {
      range = (range.isEmpty ? reader.start : range.lowerBound)..<reader.position
    }

    func map(
      in bytes: UnsafeRawBufferPointer, _ number: Int, _ pool: StringPool
    ) throws(KubernetesError) -> [String: String] {
      guard !range.isEmpty else { return [:] }
      let run = UnsafeRawBufferPointer(rebasing: bytes[range])
      return try pool.map(run) { () throws(KubernetesError) in
        var map: [String: String] = [:]
        var reader = FieldReader(run)
        while try reader.next() {
          guard reader.number == number else { continue }
          var (key, value) = ("", "")
          var entry = FieldReader(reader.payload)
          while try entry.next() {
            switch entry.number {
            case 1: key = pool.string(entry.payload)
            case 2: value = pool.string(entry.payload)
            default: break
            }
          }
          map[key] = value
        }
        return map
      }
    }
  }
}

extension ObjectMetadata.Owner {
  /// Nil for an owner that is no controller.
  fileprivate init?(controllerFields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    self.init(kind: "", name: "", uid: "")
    var isController = false
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: kind = reader.text
      case 3: name = pool.string(reader.payload)
      case 4: uid = pool.string(reader.payload)
      case 6: isController = reader.flag
      default: break
      }
    }
    guard isController else { return nil }
  }
}

extension Container {
  fileprivate init(fields bytes: UnsafeRawBufferPointer, _ role: Role, _ pool: StringPool) throws(KubernetesError) {
    self.init(name: "")
    self.role = role
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: name = pool.string(reader.payload)
      case 2: image = pool.string(reader.payload)
      case 6:
        var port = FieldReader(reader.payload)
        var number = 0
        while try port.next() {
          if port.number == 3 { number = port.integer }
        }
        ports.append(number)
      case 24: isSidecar = role == .initialization && reader.text == "Always"
      default: break
      }
    }
  }
}

extension Container.Status {
  fileprivate static func named(
    fields bytes: UnsafeRawBufferPointer, _ pool: StringPool
  ) throws(KubernetesError) -> (name: String, status: Container.Status) {
    var (name, status) = ("", Container.Status())
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: name = pool.string(reader.payload)
      case 2: status.state = try Container.State(fields: reader.payload, pool) ?? status.state
      case 3:
        if case .terminated(let termination) = try Container.State(fields: reader.payload, pool) {
          status.lastTermination = termination
        }
      case 4: status.isReady = reader.flag
      case 5: status.restartCount = reader.integer
      case 7: status.imageID = pool.string(reader.payload)
      case 8: status.containerID = reader.text
      case 9: status.hasStarted = reader.flag
      default: break
      }
    }
    return (name, status)
  }
}

extension Container.State {
  fileprivate init?(fields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    var state: Container.State?
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1:
        var (reason, message) = ("", "")
        var waiting = FieldReader(reader.payload)
        while try waiting.next() {
          switch waiting.number {
          case 1: reason = pool.string(waiting.payload)
          case 2: message = waiting.text
          default: break
          }
        }
        // What runs or has ended is more than what waits.
        if state == nil { state = .waiting(reason: reason, message: message) }
      case 2:
        let since = try FieldReader.payload(1, in: reader.payload)
        state = .running(since: try since.flatMap { (bytes) throws(KubernetesError) in try Date(fields: bytes) })
      case 3:
        if case .running = state { break }
        state = .terminated(try Container.Termination(fields: reader.payload, pool))
      default: break
      }
    }
    guard let state else { return nil }
    self = state
  }
}

extension Container.Termination {
  fileprivate init(fields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    self.init()
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: exitCode = reader.integer
      case 2: signal = reader.integer
      case 3: reason = pool.string(reader.payload)
      case 4: message = reader.text
      case 5: startedAt = try Date(fields: reader.payload)
      case 6: finishedAt = try Date(fields: reader.payload)
      default: break
      }
    }
  }
}

extension Condition {
  fileprivate init(fields bytes: UnsafeRawBufferPointer, _ pool: StringPool) throws(KubernetesError) {
    self.init(type: "", value: .unknown)
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: type = pool.string(reader.payload)
      case 2: value = Value(rawValue: reader.text) ?? .unknown
      case 4: changedAt = try Date(fields: reader.payload)
      case 5: reason = pool.string(reader.payload)
      case 6: message = pool.string(reader.payload)
      default: break
      }
    }
  }
}

extension Date {
  /// Nil for Go's zero time, which is left out or empty on the wire.
  fileprivate init?(fields bytes: UnsafeRawBufferPointer) throws(KubernetesError) {
    var (seconds, nanoseconds): (Int?, Int) = (nil, 0)
    var reader = FieldReader(bytes)
    while try reader.next() {
      switch reader.number {
      case 1: seconds = reader.integer
      case 2: nanoseconds = reader.integer
      default: break
      }
    }
    guard let seconds else { return nil }
    self = Timestamp(seconds: Int64(seconds), nanoseconds: Int32(truncatingIfNeeded: nanoseconds)).date
  }
}
