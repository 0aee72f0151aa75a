/// One read of a container's log (`core/v1.PodLogOptions`).
struct LogQuery: Hashable, Sendable {
  var follows = false
  var isPrevious = false
  var tailLines: Int?
  /// At least 1, which the server demands.
  var sinceSeconds: Int?
  /// A whole second: the API server cuts fractions off on its way to the kubelet.
  var sinceSecond: Int64?
}

extension APIRequest {
  /// A log can be quiet for hours; silence for this long only makes the reader ask again from where it was.
  private static let logSilence = Duration.seconds(300)

  static func log(pod: String, in namespace: String, container: String, _ query: LogQuery) -> APIRequest {
    var request = APIRequest(.get, .pods, name: pod, in: namespace, subresource: "log")
    request.http.headers["Accept"] = "*/*"
    request.addQuery("container", container)
    request.addQuery("timestamps", "true")
    if query.follows { request.addQuery("follow", "true") }
    if query.isPrevious { request.addQuery("previous", "true") }
    request.addQuery("tailLines", query.tailLines.map { String($0) })
    request.addQuery("sinceSeconds", query.sinceSeconds.map { String($0) })
    request.addQuery("sinceTime", query.sinceSecond.map { Timestamp(seconds: $0).rfc3339 })
    if query.follows {
      request.http.idleTimeout = logSilence
      request.http.isTriedOnce = true
      request.http.ownConnection = true  // Whoever looks at it may stop for long.
    }
    return request
  }
}
