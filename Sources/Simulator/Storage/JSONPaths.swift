import JSON

extension JSON {
  /// The value at the end of a path of members; setting makes the objects on the way, nil removes the last member.
  subscript(at path: String...) -> JSON? {
    get {
      var value: JSON? = self
      for key in path { value = value?[key] }
      return value
    }
    set {
      set(path[...], to: newValue)
    }
  }

  private mutating func set(_ path: ArraySlice<String>, to value: JSON?) {
    guard let key = path.first else { return }
    if path.count == 1 {
      if value != nil || self[key] != nil { self[key] = value }
      return
    }
    if value == nil && self[key] == nil { return }
    var child = self[key] ?? [:]
    self[key] = .null  // So that the child is changed in place.
    child.set(path.dropFirst(), to: value)
    self[key] = child
  }

  /// Sets what is absent.
  mutating func setDefault(_ key: String, _ value: JSON) {
    if self[key] == nil || self[key] == .null { self[key] = value }
  }

  /// Changes a member in place; an absent one stays absent.
  mutating func update(_ key: String, _ body: (inout JSON) throws -> Void) rethrows {
    guard var child = self[key] else { return }
    self[key] = .null
    defer { self[key] = child }
    try body(&child)
  }

  /// Changes each element of an array member.
  mutating func updateEach(_ key: String, _ body: (inout JSON) throws -> Void) rethrows {
    guard var elements = self[key]?.array else { return }
    self[key] = .null
    defer { self[key] = .array(elements) }
    for index in elements.indices { try body(&elements[index]) }
  }

  /// The object as text to text; members that are not text are left out.
  var texts: [String: String] { (object ?? [:]).compactMapValues(\.string) }

  init(texts: [String: String]) {
    self = .object(texts.mapValues(JSON.string))
  }

  var isEmptyObject: Bool { object?.isEmpty ?? false }
}
