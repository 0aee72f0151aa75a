import Model
import Yams

/// All of an app's configuration as a YAML file to edit: every field with a comment, those that are left out commented out.
///
/// It is the form of `Form.edit` in another shape: fields, rules and problems are the form's own.
enum AppFile {
  private struct Entry {
    let key: String
    let field: Form.Field.Name
    let comment: String
  }

  /// Named as the command line's options, and as validation names them.
  private static let entries: [(group: FormGroup, entries: [Entry])] = [
    (
      .general,
      [
        .init(key: "image", field: .image, comment: "What runs: an image with its tag or digest."),
        .init(
          key: "runs", field: .runs,
          comment: "One of: \(Form.Runs.allCases.map(\.rawValue).joined(separator: ", "))."),
        .init(key: "schedule", field: .schedule, comment: "Five cron fields, where it runs by a schedule."),
        .init(
          key: "replicas", field: .replicas, comment: "How many pods; where it scales by itself, how many at first."),
        .init(key: "port", field: .port, comment: "The container port that its Service leads to."),
        .init(
          key: "longest-request", field: .longestRequest, comment: "Seconds that a pod is given to end what it does."),
      ]
    ),
    (
      .resources,
      [
        .init(key: "cpu-request", field: .cpuRequest, comment: "CPU that is kept free for a pod, as in 100m."),
        .init(key: "cpu-limit", field: .cpuLimit, comment: "CPU that a pod may use at most."),
        .init(
          key: "memory-request", field: .memoryRequest, comment: "Memory that is kept free for a pod, as in 128Mi."),
        .init(key: "memory-limit", field: .memoryLimit, comment: "Memory beyond which a pod is killed."),
      ]
    ),
    (
      .health,
      [
        .init(key: "health-path", field: .healthPath, comment: "The HTTP path that says whether a pod is well."),
        .init(key: "health-port", field: .healthPort, comment: "Its port, where it is not the app's."),
        .init(key: "health-initial-delay", field: .healthDelay, comment: "Seconds before the first probe."),
        .init(key: "health-period", field: .healthPeriod, comment: "Seconds between probes that restart a pod."),
      ]
    ),
    (
      .scaling,
      [
        .init(key: "max-replicas", field: .maxReplicas, comment: "Set: it scales by itself, up to so many pods."),
        .init(key: "min-replicas", field: .minReplicas, comment: "Never fewer pods than this."),
        .init(key: "cpu-target", field: .cpuTarget, comment: "CPU use to aim at, in percent of the request."),
        .init(key: "memory-target", field: .memoryTarget, comment: "Memory use to aim at, in percent of the request."),
      ]
    ),
    (
      .domain,
      [
        .init(key: "domain", field: .domain, comment: "The host name under which the world reaches it, by TLS."),
        .init(key: "pre-deploy", field: .preDeploy, comment: "Runs to its end before each deploy: a migration."),
      ]
    ),
  ]

  private static let environmentKey = "env"

  /// - Parameter remarks: told at the top, as comments.
  static func text(of app: App, place: String, remarks: [String] = []) -> String {
    let form = Form.edit(app, group: .general)
    var lines = remarks.map { "# ! \($0.neutralised())" }
    if !lines.isEmpty { lines.append("#") }
    lines += [
      "# \(place), namespace \(app.namespace).",
      "# What is saved here is kept in the store; the next deploy brings it to the cluster.",
      "# A setting without a value, or left out, is as if it had never been set. To change nothing, change nothing.",
    ]
    for (group, entries) in entries {
      lines += ["", "# --- \(group.rawValue) ---"]
      for entry in entries {
        let text = form.text(entry.field)
        lines.append("# \(entry.comment)")
        lines.append(text.isEmpty ? "#\(entry.key):" : "\(entry.key): \(quoted(text))")
      }
    }
    lines += [
      "", "# --- Environment ---", "# Variables, in the clear; secrets are kept apart and are not in this file.",
    ]
    let variables = app.configuration.environment.sorted { $0.key < $1.key }
    if variables.isEmpty {
      lines += ["#\(environmentKey):", "#  NAME: \"value\""]
    } else {
      lines.append("\(environmentKey):")
      lines += variables.map { "  \($0.key): \(quoted($0.value))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Plain where YAML reads it as it stands, else in double quotes with their escapes.
  private static func quoted(_ text: String) -> String {
    let isNumber = Int(text) != nil && !text.hasPrefix("+")
    if isNumber { return text }
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      case "\r": "\\r"
      default: scalar.value < 0x20 ? "\\u\(String(scalar.value, radix: 16).leftPadded(to: 4))" : String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  /// What the file says; what is wrong with it, with lines. An empty file, or one of comments alone, has neither.
  static func read(_ text: String, for app: App) -> (AppConfiguration?, [String]) {
    var found: [FileProblem] = []
    let path = "the file"
    guard let entries = YAMLFile.entries(of: text, path: path, &found) else { return (nil, found.map(\.words)) }
    guard !entries.isEmpty else { return (nil, []) }
    var form = Form.edit(app, group: .general)
    // What a file leaves out is as in an app that was made without it.
    let unset = Form.edit(App.unset(like: app), group: .general)
    for index in form.fields.indices { form.fields[index].input = unset.fields[index].input }
    let known = Self.entries.flatMap(\.entries)
    var lines: [Form.Field.Name: Int] = [:]
    var environment: [String: String] = [:]
    for entry in entries {
      if entry.name == environmentKey {
        lines[.environment] = entry.line
        for variable in YAMLFile.entries(of: entry.value, path: path, &found) {
          environment[variable.name] = variable.value.string ?? ""
        }
      } else if let field = known.first(where: { $0.key == entry.name }) {
        lines[field.field] = entry.line
        guard entry.value.null == nil else { continue }
        form.set(field.field) { $0.input = TextInput(entry.value.string ?? "") }
      } else {
        found.append(
          FileProblem(
            path, line: entry.line, .unknownSetting(entry.name, known: known.map(\.key) + [environmentKey])))
      }
    }
    if !Form.Runs.allCases.map(\.rawValue).contains(form.text(.runs)) {
      form.refuse(.runs, "it is one of \(Form.Runs.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var configuration = form.edited(from: app.configuration)
    configuration.environment = environment
    form.check(configuration.problems)
    let problems =
      found.map(\.words)
      + form.fields.compactMap { field in
        field.problem.map { problem in
          let key = known.first { $0.field == field.name }?.key ?? environmentKey
          return "\(path)\(lines[field.name].map { ":\($0)" } ?? ""): \(key): \(problem)."
        }
      }
    return problems.isEmpty ? (configuration, []) : (nil, problems)
  }
}

extension App {
  /// The same app with nothing set but what has a default.
  fileprivate static func unset(like app: App) -> App {
    var app = app
    app.configuration = AppConfiguration(image: "")
    return app
  }
}

extension String {
  fileprivate func leftPadded(to count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }
}
