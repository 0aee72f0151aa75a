/// All objects of one resource and the recent changes to them.
final class ResourceStore {
  struct Change {
    enum Kind: String {
      case added = "ADDED"
      case modified = "MODIFIED"
      case deleted = "DELETED"
    }

    let kind: Kind
    let object: StoredObject
    /// The version before, by which a watcher with a selector knows that an object enters or leaves its sight.
    let previous: StoredObject?
    /// The cluster's time.
    let time: Duration
  }

  let type: ResourceType
  private(set) var objects: [ObjectKey: StoredObject] = [:]
  private var sorted: [StoredObject]?
  /// Ordered by version. Entries before `firstChange` have been forgotten.
  private var changes: [Change] = []
  private var firstChange = 0
  /// Changes up to this version are not (or no longer) in the history.
  private(set) var forgottenVersion: Int
  private let history: History
  /// Watches that have sent all there is.
  private var waiting: [Wakeup] = []

  /// How much is remembered.
  struct History {
    let changesMax: Int
    let ageMax: Duration
  }

  init(type: ResourceType, version: Int, history: History) {
    self.type = type
    forgottenVersion = version
    self.history = history
  }

  subscript(key: ObjectKey) -> StoredObject? { objects[key] }

  /// In the order of etcd keys.
  var all: [StoredObject] {
    if let sorted { return sorted }
    let all = objects.values.sorted { $0.key < $1.key }
    sorted = all
    return all
  }

  func list(namespace: String) -> [StoredObject] {
    guard !namespace.isEmpty else { return all }
    let all = all
    let start = all.partitioningIndex { $0.key.namespace >= namespace }
    let rest = all[start...]
    return Array(rest[..<rest.partitioningIndex { $0.key.namespace > namespace }])
  }

  func record(_ kind: Change.Kind, _ object: StoredObject, at time: Duration) {
    let previous =
      kind == .deleted ? objects.removeValue(forKey: object.key) : objects.updateValue(object, forKey: object.key)
    if kind == .modified, let index = sorted?.partitioningIndex(where: { $0.key >= object.key }) {
      sorted?[index] = object
    } else {
      sorted = nil
    }
    changes.append(Change(kind: kind, object: object, previous: previous, time: time))
    dropEncodings()
    forget(at: time)
    let waiting = waiting
    self.waiting = []
    for wakeup in waiting { wakeup.signal() }
  }

  /// Changes that are encoded for one watch, because the others will want them in a moment.
  private static let encodedChanges = 4096

  /// Of a change that watches which keep up have read: twelve kilobytes for each pod, which history keeps by the ten thousand.
  private func dropEncodings() {
    let index = changes.count - 1 - Self.encodedChanges
    guard index >= firstChange else { return }
    let object = changes[index].object
    if objects[object.key] !== object { object.dropEncodings() }
  }

  private func forget(at now: Duration) {
    while changes.count - firstChange > history.changesMax || now - changes[firstChange].time > history.ageMax {
      forgottenVersion = changes[firstChange].object.version
      firstChange += 1
    }
    // Now and then, so that what is forgotten costs neither memory nor a move for each change.
    if firstChange > 64, firstChange > changes.count / 8 {
      changes.removeFirst(firstChange)
      firstChange = 0
    }
  }

  /// Forgets everything up to now, as etcd's compaction does.
  func compact() {
    if let last = changes.last { forgottenVersion = last.object.version }
    changes = []
    firstChange = 0
  }

  /// The changes after that version, or nil when they have been forgotten.
  func changes(after version: Int) -> ArraySlice<Change>? {
    guard version >= forgottenVersion else { return nil }
    let remembered = changes[firstChange...]
    return remembered[remembered.partitioningIndex { $0.object.version > version }...]
  }

  func wait(_ wakeup: Wakeup) {
    waiting.append(wakeup)
  }
}

extension RandomAccessCollection {
  /// The first index whose element belongs to the second part, in a collection that is partitioned so.
  func partitioningIndex(where belongsInSecondPart: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if belongsInSecondPart(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
