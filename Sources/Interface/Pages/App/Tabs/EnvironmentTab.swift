import Model

extension State {
  func environmentRows(of app: App, width: Int) -> [PageRow] {
    let variables = app.configuration.environment.sorted { $0.key < $1.key }
    guard !variables.isEmpty else { return [PageRow(nil, [.init("No variables.", .placeholder)])] }
    let nameWidth = min(40, (variables.map(\.key.count).max() ?? 0) + 2)
    return variables.map { .field($0.key, $0.value, nameWidth: nameWidth) }
  }
}
