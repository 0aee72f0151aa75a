/// What is going to happen, in order of time and, at the same time, in the order it was planned: the heart of the simulation.
struct Timeline {
  typealias Action = (Cluster) -> Void

  private struct Entry {
    let due: Duration
    let order: Int
    let action: Action

    static func < (left: Entry, right: Entry) -> Bool { (left.due, left.order) < (right.due, right.order) }
  }

  /// A binary heap, the next entry first.
  private var heap: [Entry] = []
  private var planned = 0
  /// Since the cluster started; what is due at or before has happened.
  private(set) var now: Duration = .zero

  var nextDue: Duration? { heap.first?.due }

  mutating func plan(after delay: Duration, _ action: @escaping Action) {
    planned += 1
    heap.append(Entry(due: now + max(delay, .zero), order: planned, action: action))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the next action that is due by then, and moves time to it.
  mutating func popDue(by limit: Duration) -> Action? {
    guard let first = heap.first, first.due <= limit else { return nil }
    now = max(now, first.due)
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { break }
      heap.swapAt(parent, least)
      parent = least
    }
    return first.action
  }

  mutating func move(to time: Duration) {
    now = max(now, time)
  }
}
