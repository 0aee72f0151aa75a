/// The fields of the built-in kinds: one table behind decoding, field validation, patches, field management and protobuf.
///
/// The tables in this folder are facts of the public API (names, protobuf numbers, merge keys), one type a paragraph:
/// `Type field=number:type …`, where `!` marks what is replaced as a whole (`structType=atomic`), `[]T(key)` a list that
/// is merged by key, `[]string(=)` a set, `{}T` a map and `+field` a Go struct that JSON has inlined.
enum Schema {
  private static let types: [String: TypeSchema] = {
    var types: [String: TypeSchema] = [:]
    for table in [meta, pods, volumes, core, apps, policies, networking, access] {
      for paragraph in table.split(separator: "\n").joinedContinuations() {
        let type = TypeSchema(paragraph: paragraph)
        types[type.name] = type
      }
    }
    return types
  }()

  /// The type of that Go name; nil for kinds of which the simulator stores whatever it is given.
  static func type(_ name: String) -> TypeSchema? { types[name] }
}

struct TypeSchema: Sendable {
  let name: String
  /// Field management treats values of this type as one (`structType=atomic`).
  let isAtomic: Bool
  /// By JSON name, inlined structs included.
  let fields: [String: FieldSchema]
  /// As declared, in the order of protobuf numbers; inlined structs are one field.
  let declared: [FieldSchema]

  fileprivate init(paragraph: String) {
    var words = paragraph.split(separator: " ")
    let head = words.removeFirst()
    isAtomic = head.hasSuffix("!")
    name = String(isAtomic ? head.dropLast() : head)
    declared = words.map(FieldSchema.init(word:)).sorted { $0.number < $1.number }
    fields = Dictionary(uniqueKeysWithValues: declared.filter { !$0.isInlined }.map { ($0.name, $0) })
  }

  /// The field of that JSON name, also of an inlined struct.
  subscript(field: String) -> FieldSchema? {
    if let own = fields[field] { return own }
    for inlined in declared where inlined.isInlined {
      if let found = inlined.type.structure?[field] { return found }
    }
    return nil
  }
}

struct FieldSchema: Sendable {
  let name: String
  /// The protobuf field number.
  let number: Int
  let isInlined: Bool
  let type: ValueSchema

  fileprivate init(word: Substring) {
    let nameEnd = word.firstIndex(of: "=")!
    let numberEnd = word[nameEnd...].firstIndex(of: ":")!
    isInlined = word.hasPrefix("+")
    name = String(word[..<nameEnd].drop { $0 == "+" })
    number = Int(word[word.index(after: nameEnd)..<numberEnd])!
    type = ValueSchema(text: word[word.index(after: numberEnd)...])
  }
}

/// The type of one value.
indirect enum ValueSchema: Sendable {
  enum Scalar: String, Sendable {
    case string, int32, int64, uint32, double, bool, bytes
    case time = "Time"
    case microTime = "MicroTime"
    case quantity = "Quantity"
    case intOrString = "IntOrString"
    case fields = "FieldsV1"
    case raw = "RawExtension"
    case any = "Any"
  }

  enum Merge: Equatable, Sendable {
    /// Replaced as a whole.
    case atomic
    case set
    case byKeys([String])
  }

  case scalar(Scalar)
  case structure(String)
  case list(of: ValueSchema, Merge)
  case map(of: ValueSchema, isAtomic: Bool)

  fileprivate init(text: Substring) {
    if text.hasPrefix("[]") {
      let inner = text.dropFirst(2)
      guard let open = inner.firstIndex(of: "(") else {
        self = .list(of: ValueSchema(text: inner), .atomic)
        return
      }
      let key = inner[inner.index(after: open)...].dropLast()
      self = .list(
        of: ValueSchema(text: inner[..<open]), key == "=" ? .set : .byKeys(key.split(separator: ",").map(String.init)))
    } else if text.hasPrefix("{}") {
      let isAtomic = text.hasSuffix("!")
      self = .map(
        of: ValueSchema(text: isAtomic ? text.dropFirst(2).dropLast() : text.dropFirst(2)), isAtomic: isAtomic)
    } else if let scalar = Scalar(rawValue: String(text)) {
      self = .scalar(scalar)
    } else {
      self = .structure(String(text))
    }
  }

  var structure: TypeSchema? {
    guard case .structure(let name) = self else { return nil }
    return Schema.type(name)
  }
}

extension [Substring] {
  /// Lines that begin with a space continue the one before.
  fileprivate func joinedContinuations() -> [String] {
    reduce(into: []) { paragraphs, line in
      if line.hasPrefix(" "), let last = paragraphs.indices.last {
        paragraphs[last] += " " + line.drop { $0 == " " }
      } else {
        paragraphs.append(String(line))
      }
    }
  }
}
