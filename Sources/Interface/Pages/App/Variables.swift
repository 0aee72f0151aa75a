import Model
import Terminal

/// Variables and secrets, set and deleted one by one where they are looked at.
extension State {
  /// The tab that shows variables or secrets; nil elsewhere.
  var variableTab: AppPage.Tab? {
    guard case .app(let page) = page, page.tab == .environment || page.tab == .secrets else { return nil }
    return page.tab
  }

  /// The name of the variable or secret that the cursor is on.
  var chosenVariable: String? {
    guard let tab = variableTab, case .app(let page) = page else { return nil }
    let rows = rows(of: tab, in: page, width: appPageContent.width)
    return page.list.id(in: rows)
  }

  /// - Parameter name: what is changed; nil for a new one.
  mutating func openVariableForm(for name: String?) -> [Effect] {
    guard let app = selectedApp, let tab = variableTab else { return [] }
    if let job = selectedJob {
      show("\(job.title) is still under way.", .warning)
      return []
    }
    let isSecret = tab == .secrets
    // What a secret was is not shown in order to change it.
    let old = isSecret ? "" : name.flatMap { app.configuration.environment[$0] } ?? ""
    var value = Form.Field(.value, old, placeholder: isSecret && name != nil ? "a new value" : "")
    value.isMasked = isSecret
    var form = Form(
      isSecret ? .setSecret(app.id) : .setVariable(app.id),
      title: "\(name == nil ? "New" : "Change") \(isSecret ? "secret" : "variable") of \(app.name)", verb: "Set",
      fields: [.init(.name, name ?? "", placeholder: isSecret ? "DATABASE_URL" : "LOG_LEVEL"), value])
    form.focus = name == nil ? 0 : 1
    overlay = .form(form)
    return []
  }

  var unsetQuestion: Confirmation? {
    guard let app = selectedApp, let name = chosenVariable else { return nil }
    let isSecret = variableTab == .secrets
    var configuration = app.configuration
    configuration.environment[name] = nil
    return Confirmation(
      title: "Delete \(isSecret ? "the secret" : "the variable") \(name)?".neutralised(),
      lines: place(of: app) + [
        .init(
          isSecret ? "Its value goes from the store; revisions that have it keep it." : "The next deploy is without it."
        )
      ], verb: "Delete", isDestructive: true,
      operation: isSecret ? .deleteSecret(app.id, name: name) : .updateApp(app.id, configuration))
  }

  /// A change that has been saved needs its draft no more; a secret's value is nobody's any more, and the tab is read again.
  mutating func settleVariables(_ operation: Operation) {
    switch operation {
    case .updateApp(let id, let configuration):
      drafts[id] = nil
      // What is asked next is about what was saved, though the store has not told of it yet.
      guard let index = records?.apps.firstIndex(where: { $0.id == id }) else { return }
      records?.apps[index].configuration = configuration
    case .setSecret(let id, let name, _):
      for index in endedJobs.indices where endedJobs[index].operation == operation {
        endedJobs[index].operation = .setSecret(id, name: name, value: "")
      }
      rereadTab(of: id)
    case .deleteSecret(let id, _): rereadTab(of: id)
    default: break
    }
  }
}
