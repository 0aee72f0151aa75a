import Engine
import Model

extension State {
  /// Checks the fields; what is wrong is said at the field, else the operation starts.
  mutating func submit(_ form: Form) -> [Effect] {
    var form = form
    for index in form.fields.indices { form.fields[index].problem = nil }
    if case .scaleMarked(let ids) = form.purpose, let replicas = form.checkedReplicas() {
      overlay = nil
      return ask(markedQuestion(.scale, ids.compactMap { app($0) }, replicas: replicas))
    }
    guard let operation = operation(from: &form) else {
      form.focus = form.fields.firstIndex { $0.problem != nil } ?? form.focus
      overlay = .form(form)
      return [.bell]
    }
    overlay = nil
    return start(operation)
  }

  private func operation(from form: inout Form) -> Operation? {
    switch form.purpose {
    case .createProject:
      let name = form.text(.name)
      form.check(.name, Validation.recordName(name, field: "name"))
      if records?.projects.contains(where: { $0.name == name }) == true {
        form.refuse(.name, "there is a project of that name")
      }
      return form.isFine ? .createProject(name: name) : nil
    case .connectCluster(let project):
      let name = form.text(.name)
      form.check(.name, Validation.recordName(name, field: "name"))
      let isTaken = records?.clusters.contains { $0.projectID == project && $0.name == name }
      if isTaken == true { form.refuse(.name, "the project has a cluster of that name") }
      if form.text(.context).isEmpty {
        form.refuse(.context, "pick a context; the kubeconfig below decides which there are")
      }
      let file = form.text(.kubeconfig)
      return form.isFine
        ? .connectCluster(project, name: name, kubeconfig: file.isEmpty ? nil : file, context: form.text(.context))
        : nil
    case .createApp(let cluster):
      let draft = AppDraft(
        clusterID: cluster, name: form.text(.name), namespace: form.text(.namespace),
        configuration: form.configuration(from: AppConfiguration(image: "")))
      form.check(draft.problems)
      let isTaken = records?.apps.contains {
        $0.clusterID == cluster && $0.key == AppKey(namespace: draft.namespace, name: draft.name)
      }
      if isTaken == true { form.refuse(.name, "the namespace has an app of that name") }
      return form.isFine ? .createApp(draft) : nil
    case .editApp(let id):
      guard let app = app(id) else { return nil }
      let configuration = form.edited(from: app.configuration)
      form.check(configuration.problems)
      return form.isFine ? .updateApp(id, configuration) : nil
    case .setVariable(let id):
      guard let app = app(id), let name = form.checkedVariableName() else { return nil }
      var configuration = app.configuration
      configuration.environment[name] = form.fields.first { $0.name == .value }?.input.text ?? ""
      form.check(configuration.problems)
      return form.isFine ? .updateApp(id, configuration) : nil
    case .setSecret(let id):
      guard let name = form.checkedVariableName() else { return nil }
      let value = form.fields.first { $0.name == .value }?.input.text ?? ""
      return .setSecret(id, name: name, value: value)
    case .scale(let id):
      guard let replicas = form.number(.replicas) else { return nil }
      form.check(.replicas, Validation.replicas(replicas))
      return form.isFine ? .scale(id, replicas: replicas) : nil
    case .forward(let id, let pod):
      let words = form.text(.ports).split(separator: " ").map(String.init)
      let ports = words.compactMap(ForwardedPort.init(parsing:))
      if words.isEmpty { form.refuse(.ports, "a port is needed, as in 9000:8080") }
      if ports.count < words.count { form.refuse(.ports, "ports are written [LOCAL:]REMOTE, from 1 to 65535") }
      return form.isFine ? .forward(id, pod: pod, ports) : nil
    case .scaleMarked: return nil
    }
  }
}

extension Form {
  var isFine: Bool { fields.allSatisfy { $0.problem == nil } }

  mutating func refuse(_ name: Field.Name, _ problem: String) {
    set(name) { $0.problem = $0.problem ?? problem }
  }

  mutating func check(_ name: Field.Name, _ problem: ValidationProblem?) {
    if let problem { refuse(name, problem.rule) }
  }

  mutating func check(_ problems: [ValidationProblem]) {
    for problem in problems {
      var name = Field.Name(problem: problem.field)
      // A form that has no such field tells it at what it has.
      if !fields.contains(where: { $0.name == name }) { name = fields.last?.name ?? name }
      refuse(name, problem.rule)
    }
  }

  /// nil where the field is no name of a variable.
  mutating func checkedVariableName() -> String? {
    check(.name, Validation.environmentName(text(.name)))
    return isFine ? text(.name) : nil
  }

  /// nil where the field is not a number of pods that may be.
  mutating func checkedReplicas() -> Int? {
    guard let replicas = number(.replicas) else { return nil }
    check(.replicas, Validation.replicas(replicas))
    return isFine ? replicas : nil
  }

  mutating func number(_ name: Field.Name) -> Int? {
    let text = text(name)
    guard let number = Int(text) else {
      refuse(name, text.isEmpty ? "a number is needed" : "\"\(text.neutralised())\" is not a number")
      return nil
    }
    return number
  }

  /// What the fields say, over what they do not mention; what can't be read is marked at its field.
  mutating func configuration(from base: AppConfiguration) -> AppConfiguration {
    var configuration = base
    configuration.image = text(.image)
    if let replicas = number(.replicas) { configuration.replicas = replicas }
    configuration.port = text(.port).isEmpty ? nil : number(.port)
    do {
      configuration.environment = try EnvironmentText.read(text(.environment))
    } catch {
      refuse(.environment, error.message)
    }
    return configuration
  }
}
