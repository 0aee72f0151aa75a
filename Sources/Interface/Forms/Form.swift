import Model

/// Fields to fill in, and what they are for.
package struct Form: Hashable, Sendable {
  package enum Purpose: Hashable, Sendable {
    case createProject
    case connectCluster(ProjectID)
    case createApp(ClusterID)
    case editApp(AppID)
    case setVariable(AppID)
    case setSecret(AppID)
    case scale(AppID)
    case scaleMarked([AppID])
    case forward(AppID, pod: String?)
  }

  package struct Field: Hashable, Sendable {
    package enum Name: String, Hashable, Sendable {
      case name = "Name"
      case kubeconfig = "Kubeconfig"
      case context = "Context"
      case namespace = "Namespace"
      case image = "Image"
      case replicas = "Replicas"
      case port = "Port"
      case environment = "Environment"
      case value = "Value"
      case runs = "Runs"
      case schedule = "Schedule"
      case longestRequest = "Longest request"
      case cpuRequest = "CPU request"
      case cpuLimit = "CPU limit"
      case memoryRequest = "Memory request"
      case memoryLimit = "Memory limit"
      case healthPath = "Path"
      case healthPort = "Probed port"
      case healthDelay = "First after"
      case healthPeriod = "Then every"
      case minReplicas = "Least replicas"
      case maxReplicas = "Most replicas"
      case cpuTarget = "CPU target"
      case memoryTarget = "Memory target"
      case domain = "Domain"
      case preDeploy = "Pre-deploy"
      case ports = "Ports"
    }

    package var name: Name
    package var input: TextInput
    /// Shown, muted, while the field is empty.
    package var placeholder: String
    /// One of these, moved through with the arrow keys, instead of free text.
    package var choices: [String]?
    package var problem: String?
    /// Whether it is drawn as dots.
    package var isMasked = false
    /// Where it is shown, in a form that has groups.
    package var group: FormGroup?

    package init(_ name: Name, _ text: String = "", placeholder: String = "", choices: [String]? = nil) {
      self.name = name
      input = TextInput(text)
      self.placeholder = placeholder
      self.choices = choices
    }
  }

  package var purpose: Purpose
  package var title: String
  package var verb: String
  package var fields: [Field]
  package var focus = 0
  /// What is wrong with the whole, or what is being waited for.
  package var remark: String?
  /// The kubeconfig whose contexts are offered, as it was typed.
  package var readKubeconfig: String?

  package init(_ purpose: Purpose, title: String, verb: String, fields: [Field]) {
    self.purpose = purpose
    self.title = title
    self.verb = verb
    self.fields = fields
  }

  package func text(_ name: Field.Name) -> String {
    fields.first { $0.name == name }?.input.text ?? ""
  }

  package mutating func set(_ name: Field.Name, _ change: (inout Field) -> Void) {
    guard let index = fields.firstIndex(where: { $0.name == name }) else { return }
    change(&fields[index])
  }

  package var focusedField: Field? { fields.indices.contains(focus) ? fields[focus] : nil }
}
