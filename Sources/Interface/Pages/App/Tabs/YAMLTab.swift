import Model
import Terminal

extension State {
  func yamlRows(of app: App, _ choice: AppPage.Manifests) -> [PageRow] {
    var rows = [choiceRow(choice)]
    switch facts(of: app)?.manifests {
    case nil, .reading: return rows + [.placeholder("Reading…")]
    case .failed(let reason): return rows + [PageRow(nil, [.init("! \(reason)", .warning)])]
    case .known(let manifests):
      for manifest in manifests {
        rows.append(.blank)
        rows.append(.heading(manifest.object + note(on: manifest, choice)))
        rows += lines(of: manifest, choice).enumerated().map { index, pieces in
          PageRow("\(manifest.object) \(index)", [pieces])
        }
      }
      return rows
    }
  }

  private func choiceRow(_ choice: AppPage.Manifests) -> PageRow {
    PageRow(
      nil,
      AppPage.Manifests.allCases.flatMap { other -> [PageRow.Piece] in
        let isChosen = other == choice
        return [
          .init(
            isChosen ? "[\(other.rawValue)]" : " \(other.rawValue) ", isChosen ? .accent : .muted, isChosen ? .bold : []
          ),
          .init(" "),
        ]
      } + [.init(" ← → choose", .placeholder)])
  }

  private func note(on manifest: ManifestText, _ choice: AppPage.Manifests) -> String {
    switch choice {
    case .rendered: ""
    case .live: manifest.live == nil ? ": not on the cluster" : ""
    case .difference:
      if manifest.difference == nil {
        ": the cluster does not say what a deploy would make of it"
      } else {
        manifest.live == nil ? ": new" : manifest.differs ? "" : ": the same"
      }
    }
  }

  private func lines(of manifest: ManifestText, _ choice: AppPage.Manifests) -> [PageRow.Piece] {
    switch choice {
    case .rendered: return manifest.rendered.map { .init($0) }
    case .live: return (manifest.live ?? []).map { .init($0) }
    case .difference:
      guard manifest.differs else { return [] }
      return (manifest.difference ?? []).map { line in
        switch line.kind {
        case .same: .init("  \(line.text)", .muted)
        case .added: .init("+ \(line.text)", .added)
        case .removed: .init("- \(line.text)", .removed)
        }
      }
    }
  }
}
