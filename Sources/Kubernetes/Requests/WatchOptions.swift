extension APIRequest {
  /// How long the server keeps a watch open before it ends it in good order.
  private static let watchSeconds = 300..<600
  /// A server sends a bookmark about once a minute, so longer silence means that nobody is there.
  private static let watchSilence = Duration.seconds(90)

  /// A watch of what changes after `version`, or of everything there is and then the changes where that is nil.
  ///
  /// - Parameter jitter: 0..<1, so that many watches do not end together.
  static func watch(
    _ resource: Resource, in namespace: String?, _ options: ListOptions, from version: String?, jitter: Double
  ) -> APIRequest {
    var request = APIRequest(.watch, resource, in: namespace)
    request.addQuery("watch", "true")
    request.addQuery("labelSelector", options.labelSelector)
    request.addQuery("fieldSelector", options.fieldSelector)
    request.addQuery("allowWatchBookmarks", "true")
    if let version {
      request.addQuery("resourceVersion", version)
    } else {
      request.addQuery("sendInitialEvents", "true")
      request.addQuery("resourceVersionMatch", "NotOlderThan")
      request.addQuery("resourceVersion", "")
    }
    let seconds = watchSeconds.lowerBound + Int(jitter * Double(watchSeconds.count))
    request.addQuery("timeoutSeconds", String(seconds))
    request.http.idleTimeout = watchSilence
    request.http.isTriedOnce = true
    return request
  }
}
