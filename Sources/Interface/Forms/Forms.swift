import Model

extension State {
  mutating func openForm(for command: Command) -> [Effect] {
    guard let form = form(for: command) else { return [] }
    overlay = .form(form)
    return command == .connectCluster ? readContexts(of: form) : []
  }

  private func form(for command: Command) -> Form? {
    switch command {
    case .createProject:
      Form(.createProject, title: "New project", verb: "Create", fields: [.init(.name, placeholder: "acme")])
    case .connectCluster:
      selectedProject.map { project in
        Form(
          .connectCluster(project.id), title: "Connect a cluster to \(project.name)", verb: "Connect",
          fields: [
            .init(.context, choices: []),
            .init(.name, placeholder: "production"),
            .init(.kubeconfig, placeholder: "KUBECONFIG, else ~/.kube/config"),
          ])
      }
    case .createApp:
      selectedCluster.map { cluster in
        Form(
          .createApp(cluster.id), title: "New app on \(cluster.name)", verb: "Create",
          fields: [
            .init(.name, placeholder: "web"),
            .init(.namespace, cluster.namespace),
            .init(.image, placeholder: "ghcr.io/acme/web:1.4.2"),
            .init(.replicas, "1"),
            .init(.port, placeholder: "none"),
            .init(.environment, placeholder: "NAME=VALUE NAME=\"two words\""),
          ])
      }
    case .forwardPorts:
      selectedApp.map { app in
        Form(
          .forward(app.id, pod: chosenPod), title: "Forward ports of \(chosenPod ?? app.name)", verb: "Forward",
          fields: [
            .init(
              .ports, app.configuration.port.map { "\($0):\($0)" } ?? "", placeholder: "[LOCAL:]REMOTE, several apart")
          ])
      }
    case .editApp: selectedApp.map { Form.edit($0, group: formGroup) }
    case .scale where actsOnMarked(.scale):
      Form(
        .scaleMarked(markedApps.map(\.id)), title: "Scale \(markedApps.count) apps", verb: "Scale",
        fields: [.init(.replicas, placeholder: "pods of each")])
    case .scale:
      selectedApp.map { app in
        Form(
          .scale(app.id), title: "Scale \(app.name)", verb: "Scale",
          fields: [.init(.replicas, "\(live(of: app)?.desired ?? app.configuration.replicas)")])
      }
    default: nil
    }
  }

  /// The group that belongs to what is looked at.
  private var formGroup: FormGroup {
    guard case .app(let page) = page else { return .general }
    return FormGroup.allCases.first { page.tab.rawValue.hasPrefix($0.rawValue.prefix(6)) } ?? .general
  }

  mutating func readContexts(of form: Form) -> [Effect] {
    guard case .connectCluster = form.purpose else { return [] }
    var form = form
    form.remark = "Reading contexts…"
    form.readKubeconfig = form.text(.kubeconfig)
    overlay = .form(form)
    let file = form.text(.kubeconfig)
    return [.loadContexts(kubeconfig: file.isEmpty ? nil : file)]
  }

  mutating func offer(_ list: ContextList, from kubeconfig: String?) -> [Effect] {
    updateConnectForm(kubeconfig) { form in
      form.set(.context) { field in
        field.choices = list.names
        field.problem = list.names.isEmpty ? "this kubeconfig has no contexts" : nil
        field.input = TextInput(list.current.flatMap { list.names.contains($0) ? $0 : nil } ?? list.names.first ?? "")
      }
      form.remark = nil
      form.nameAfterContext()
    }
    return []
  }

  mutating func setContextProblem(_ problem: String, from kubeconfig: String?) {
    updateConnectForm(kubeconfig) { form in
      form.remark = nil
      form.set(.context) { field in
        field.choices = []
        field.input = TextInput()
      }
      form.set(.kubeconfig) { $0.problem = problem }
    }
  }

  /// The answer is for the form only while it still asks for that file.
  private mutating func updateConnectForm(_ kubeconfig: String?, _ change: (inout Form) -> Void) {
    guard case .form(var form) = overlay, case .connectCluster = form.purpose, form.readKubeconfig == (kubeconfig ?? "")
    else {
      return
    }
    change(&form)
    overlay = .form(form)
  }
}
