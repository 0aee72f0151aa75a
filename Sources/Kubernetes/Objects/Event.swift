import Foundation
import JSON

/// `core/v1.Event`: something that a component reports about another object.
package struct Event: KubernetesObject {
  package static let resource = Resource.events

  package enum Severity: String, Hashable, Sendable {
    case normal = "Normal"
    case warning = "Warning"
  }

  package var metadata: ObjectMetadata
  package var severity = Severity.normal
  /// `BackOff`, `FailedScheduling`.
  package var reason = ""
  package var message = ""
  /// How often it was seen; at least 1.
  package var count = 1
  package var firstSeen: Date?
  package var lastSeen: Date?
  /// Who reports: `kubelet`.
  package var component = ""
  package var subject = Subject()

  package struct Subject: Hashable, Sendable {
    package var kind = ""
    package var namespace = ""
    package var name = ""
    package var uid = ""
    /// `spec.containers{web}`.
    package var fieldPath = ""

    package init() {}
  }

  package init(metadata: ObjectMetadata) {
    self.metadata = metadata
  }
}

extension Event {
  package init(json: JSON) throws(KubernetesError) {
    self.init(metadata: try ObjectMetadata(of: json, Self.resource))
    severity = Severity(rawValue: json.text("type")) ?? .normal
    reason = json.text("reason")
    message = json.text("message")
    // An event of the events.k8s.io API has a time and a series in place of the two timestamps and the count.
    let series = json["series"]
    count = max(1, series?.number("count") ?? json.number("count"))
    firstSeen = json.date("firstTimestamp") ?? json.date("eventTime") ?? metadata.createdAt
    lastSeen = series?.date("lastObservedTime") ?? json.date("lastTimestamp") ?? firstSeen
    let reporter = json.text("reportingComponent")
    component = reporter.isEmpty ? json.object("source").text("component") : reporter
    let involved = json.object("involvedObject")
    subject.kind = involved.text("kind")
    subject.namespace = involved.text("namespace")
    subject.name = involved.text("name")
    subject.uid = involved.text("uid")
    subject.fieldPath = involved.text("fieldPath")
  }
}
