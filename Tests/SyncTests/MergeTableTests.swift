import Foundation
import Testing

@testable import Sync

/// The table of docs/sync.md is the specification, and this runs it.
@Suite("the merge table of docs/sync.md")
struct MergeTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let base: String?
    let here: String?
    let there: String?
    let outcome: String

    var testDescription: String { "\(base ?? "–") \(here ?? "–") \(there ?? "–") → \(outcome)" }
  }

  static let rows: [Row] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/sync.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4, cells[0].count == 1 else { return nil }
      let value = { (cell: String) in cell == "–" ? nil : cell }
      let outcome = cells[3].replacingOccurrences(of: ", asks", with: "")
      return Row(base: value(cells[0]), here: value(cells[1]), there: value(cells[2]), outcome: outcome)
    }
  }()

  @Test("it has every case, once")
  func complete() {
    // A base or none; each side like it, like the other, of its own, or nothing.
    #expect(Self.rows.count == 14)
    #expect(Set(Self.rows.map { "\($0.base ?? "–")\($0.here ?? "–")\($0.there ?? "–")" }).count == 14)
  }

  @Test("a field", arguments: rows)
  func field(row: Row) {
    #expect(Decision(base: row.base, here: row.here, there: row.there).rawValue == row.outcome)
  }

  @Test("a field of an app in a plan", arguments: rows)
  func planned(row: Row) {
    let fields = { (value: String?) in
      var fields = ["image": "web:1", "replicas": "1"]
      fields["env A"] = value
      return fields
    }
    let plan = Self.plan(base: fields(row.base), here: fields(row.here), there: fields(row.there))
    let step = plan.steps.first { $0.subject == Self.app }
    switch row.outcome {
    case "create there", "change there", "delete there":
      #expect(step?.there == [SyncFieldChange(field: "env A", old: row.there, new: row.here)])
      #expect(step?.here == [])
    case "create here", "change here", "delete here":
      #expect(step?.here == [SyncFieldChange(field: "env A", old: row.here, new: row.there)])
      #expect(step?.there == [])
    case "conflict": #expect(plan.conflicts.map(\.field) == ["env A"])
    case "nothing": #expect(step == nil)
    default: #expect(step?.kind == .remember)
    }
    #expect(plan.conflicts.isEmpty == (row.outcome != "conflict"))
  }

  @Test("a whole app in a plan", arguments: rows)
  func record(row: Row) {
    let fields = { (value: String?) in value.map { ["image": "web:\($0)", "replicas": "1"] } }
    let plan = Self.plan(base: fields(row.base), here: fields(row.here), there: fields(row.there))
    let step = plan.steps.first { $0.subject == Self.app }
    switch row.outcome {
    case "create there": #expect(step?.kind == .createThere)
    case "create here": #expect(step?.kind == .createHere)
    case "change there": #expect(step?.there.map(\.field) == ["image"])
    case "change here": #expect(step?.here.map(\.field) == ["image"])
    case "delete there": #expect(step?.kind == .deleteThere && step?.asks == true)
    case "delete here": #expect(step?.kind == .deleteHere && step?.asks == true)
    case "forget": #expect(step?.kind == .forget)
    case "remember": #expect(step?.kind == .remember)
    case "nothing": #expect(step == nil && plan.conflicts.isEmpty)
    default: #expect(step?.isShown != true && plan.conflicts.map(\.subject) == [Self.app])
    }
  }

  @Test("a container counts as changed when anything below it is", arguments: [true, false])
  func container(isChanged: Bool) {
    var (base, here, there) = Self.trees(
      base: ["image": "web:1"], here: ["image": "web:1"], there: ["image": isChanged ? "web:2" : "web:1"])
    here.entries = [:]
    base["shop"]?.localID = "gone"
    there.entries[Self.app]?.id = "there-\(Self.app)"
    let plan = Merge.plan(base: base, here: here, there: there, options: SyncOptions())
    #expect(plan.steps.map(\.kind) == (isChanged ? [] : [.deleteThere]))
    #expect(plan.conflicts.map(\.subject) == (isChanged ? ["shop"] : []))
  }

  @Test("what cannot be read there is never taken for deleted")
  func unknown() {
    var (base, here, there) = Self.trees(base: ["image": "web:1"], here: ["image": "web:1"], there: nil)
    there.entries = there.entries.filter { $0.key == "shop" }
    there.unknown = ["shop"]
    var plan = Merge.plan(base: base, here: here, there: there, options: SyncOptions())
    #expect(plan.steps.isEmpty && plan.conflicts.isEmpty)
    here.entries = [:]
    base["shop"]?.localID = "gone"
    plan = Merge.plan(base: base, here: here, there: there, options: SyncOptions())
    #expect(plan.steps.isEmpty && plan.conflicts.isEmpty)
  }

  @Test("whose word counts decides a conflict", arguments: SyncSide.allCases)
  func prefers(side: SyncSide) {
    var options = SyncOptions()
    options.prefers = side
    let (base, here, there) = Self.trees(base: ["image": "web:1"], here: ["image": "web:2"], there: ["image": "web:3"])
    let plan = Merge.plan(base: base, here: here, there: there, options: options)
    #expect(plan.conflicts.isEmpty)
    #expect(plan.steps.first?.there.map(\.new) == (side == .local ? ["web:2"] : []))
    #expect(plan.steps.first?.here.map(\.new) == (side == .remote ? ["web:3"] : []))
  }

  @Test("each direction leaves the other alone", arguments: [SyncDirection.pull, .push, .both])
  func direction(direction: SyncDirection) {
    var options = SyncOptions()
    options.direction = direction
    let (base, here, there) = Self.trees(
      base: ["image": "web:1", "env A": "1"], here: ["image": "web:2", "env A": "1"],
      there: ["image": "web:1", "env A": "2"])
    let plan = Merge.plan(base: base, here: here, there: there, options: options)
    #expect(plan.steps.first?.there.isEmpty == (direction == .pull))
    #expect(plan.steps.first?.here.isEmpty == (direction == .push))
  }

  @Test("a new port is sent only where the app may be made again", arguments: [true, false])
  func port(recreates: Bool) {
    var options = SyncOptions()
    options.recreates = recreates
    let (base, here, there) = Self.trees(
      base: ["image": "web:1"], here: ["image": "web:1", "port": "8080"], there: ["image": "web:1"])
    let plan = Merge.plan(base: base, here: here, there: there, options: options)
    #expect(plan.steps.map(\.kind) == (recreates ? [.recreateThere] : []))
    #expect(plan.notes.isEmpty == recreates)
  }

  @Test("a quantity that would bring the server down is not sent")
  func quantity() {
    let (base, here, there) = Self.trees(
      base: ["image": "web:1"], here: ["image": "web:1", "cpu-request": "lots"], there: ["image": "web:1"])
    let plan = Merge.plan(base: base, here: here, there: there, options: SyncOptions())
    #expect(plan.steps.isEmpty)
    #expect(plan.notes.count == 1)
  }

  // MARK: Trees with one app

  static let app = "shop/prod/default/web"

  static func trees(
    base: [String: String]?, here: [String: String]?, there: [String: String]?
  ) -> (base: [String: BaseEntry], here: SyncTree, there: SyncTree) {
    var bases: [String: BaseEntry] = [:]
    var trees = (SyncTree(), SyncTree())
    for subject in ["shop", "shop/prod", app] {
      let isApp = subject == app
      if !isApp || base != nil {
        bases[subject] = BaseEntry(
          localID: "here-\(subject)", recordID: "there-\(subject)", fields: isApp ? base ?? [:] : [:])
      }
      if !isApp || here != nil {
        trees.0.entries[subject] = SyncEntry(id: "here-\(subject)", fields: isApp ? here ?? [:] : [:])
      }
      if !isApp || there != nil {
        trees.1.entries[subject] = SyncEntry(id: "there-\(subject)", fields: isApp ? there ?? [:] : [:])
      }
    }
    return (bases, trees.0, trees.1)
  }

  static func plan(
    base: [String: String]?, here: [String: String]?, there: [String: String]?
  ) -> SyncPlan {
    let (base, here, there) = trees(base: base, here: here, there: there)
    return Merge.plan(base: base, here: here, there: there, options: SyncOptions())
  }
}
