import Terminal

extension State {
  mutating func handle(_ key: Key, in old: Form) -> [Effect] {
    var form = old
    let isLast = form.focus == form.shown.last
    switch key.code {
    case .escape:
      overlay = nil
      return []
    case .enter where isLast && form.group == nil: return submit(form)
    case .character("s") where key.modifiers == .control: return submit(form)
    case .pageDown where form.group != nil: form.changeGroup(by: 1)
    case .pageUp where form.group != nil: form.changeGroup(by: -1)
    case .enter where isLast: form.changeGroup(by: 1)
    case .enter: form.moveFocus(by: 1)
    case .tab: form.moveFocus(by: key.modifiers == .shift ? -1 : 1)
    case .down: if !isLast { form.moveFocus(by: 1) }
    case .up: if form.focus != form.shown.first { form.moveFocus(by: -1) }
    case .left where form.fields[form.focus].choices != nil, .right where form.fields[form.focus].choices != nil:
      form.choose(by: key.code == .left ? -1 : 1)
    default:
      if form.fields[form.focus].choices == nil, form.fields[form.focus].input.handle(key) {
        form.fields[form.focus].problem = nil
      }
    }
    overlay = .form(form)
    // Leaving the file's name reads its contexts.
    if old.fields[old.focus].name == .kubeconfig, form.focus != old.focus, form.text(.kubeconfig) != form.readKubeconfig
    {
      return readContexts(of: form)
    }
    return []
  }
}

extension Form {
  /// Moves to the next or previous of the choices of the focused field.
  mutating func choose(by distance: Int) {
    guard let choices = fields[focus].choices, !choices.isEmpty else { return }
    let current = choices.firstIndex(of: fields[focus].input.text) ?? 0
    fields[focus].input = TextInput(choices[(current + distance + choices.count) % choices.count])
    if fields[focus].name == .context { nameAfterContext() }
  }

  /// A cluster is called as its context until the person calls it otherwise.
  mutating func nameAfterContext() {
    let choices = fields.first { $0.name == .context }?.choices ?? []
    let context = text(.context)
    set(.name) { name in
      if name.input.text.isEmpty || choices.contains(where: { Self.clusterName($0) == name.input.text }) {
        name.input = TextInput(Self.clusterName(context))
      }
    }
  }

  /// A context's name without what a reference could not hold: `arn:aws:eks:…:cluster/prod` is `prod`.
  static func clusterName(_ context: String) -> String {
    String(context.split(separator: "/").last ?? "")
  }
}
