import Model
import Storage

extension Engine {
  package func createProject(named name: String) async throws(EngineError) -> Project {
    try check([Validation.recordName(name, field: "name")])
    return try await audited("create project", subject: name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.createProject(name: name) }
    }
  }

  /// Only an empty project goes: clusters hold credentials, and apps their history.
  package func deleteProject(_ id: ProjectID) async throws(EngineError) {
    let project = try await stored { () throws(StoreError) in try await store.project(id) }
    let clusters = try await stored { () throws(StoreError) in try await store.clusters(of: id) }
    guard clusters.isEmpty else { throw .projectHasClusters(name: project.name, count: clusters.count) }
    try await audited("delete project", subject: project.name) { () throws(EngineError) in
      try await stored { () throws(StoreError) in try await store.deleteProject(id) }
    }
  }

  func check(_ problems: [ValidationProblem?]) throws(EngineError) {
    let problems = problems.compactMap { $0 }
    guard problems.isEmpty else { throw .invalid(problems) }
  }
}
