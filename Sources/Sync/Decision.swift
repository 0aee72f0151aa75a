/// What a three-way comparison comes to, for a record and for a field alike. docs/sync.md has the table.
package enum Decision: String, CaseIterable, Hashable, Sendable {
  case nothing
  case createThere = "create there"
  case createHere = "create here"
  case changeThere = "change there"
  case changeHere = "change here"
  /// Both sides have the same: that becomes the base.
  case remember
  case deleteThere = "delete there"
  case deleteHere = "delete here"
  /// It is gone on both sides.
  case forget
  case conflict

  package init<Value: Equatable>(base: Value?, here: Value?, there: Value?) {
    self =
      switch (base, here, there) {
      case (nil, nil, nil): .nothing
      case (_?, nil, nil): .forget
      case (nil, _?, nil): .createThere
      case (nil, nil, _?): .createHere
      case (_, _?, _?) where here == there: base == here ? .nothing : .remember
      case (nil, _?, _?): .conflict
      case (_?, nil, _?): base == there ? .deleteThere : .conflict
      case (_?, _?, nil): base == here ? .deleteHere : .conflict
      case (_?, _?, _?): base == there ? .changeThere : base == here ? .changeHere : .conflict
      }
  }

  /// Whether it changes the server; nil when it changes neither side.
  var isThere: Bool? {
    switch self {
    case .createThere, .changeThere, .deleteThere: true
    case .createHere, .changeHere, .deleteHere: false
    case .nothing, .remember, .forget, .conflict: nil
    }
  }
}
