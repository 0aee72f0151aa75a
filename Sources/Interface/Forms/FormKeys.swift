import Terminal

extension State {
  mutating func handle(_ key: Key, in old: Form) -> [Effect] {
    var form = old
    let isLast = form.focus == form.fields.count - 1
    switch key.code {
    case .escape:
      overlay = nil
      return []
    case .enter where isLast: return submit(form)
    case .character("s") where key.modifiers == .control: return submit(form)
    case .enter: form.focus = (form.focus + 1) % form.fields.count
    case .tab where key.modifiers != .shift: form.focus = (form.focus + 1) % form.fields.count
    case .tab: form.focus = (form.focus + form.fields.count - 1) % form.fields.count
    case .down: if !isLast { form.focus += 1 }
    case .up: form.focus = max(0, form.focus - 1)
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
