/// Which objects of a kind.
package struct ListOptions: Hashable, Sendable {
  /// `app=web,tier in (a,b)`.
  package var labelSelector: String?
  /// `status.phase=Running`.
  package var fieldSelector: String?
  /// Objects a page; client-go's pager uses 500.
  package var limit = 500
  package var continueToken: String?
  /// `0` takes what the server has cached, nil the newest.
  package var resourceVersion: String?

  package init(labelSelector: String? = nil, fieldSelector: String? = nil) {
    self.labelSelector = labelSelector
    self.fieldSelector = fieldSelector
  }
}

extension APIRequest {
  package static func list(_ resource: Resource, in namespace: String? = nil, _ options: ListOptions) -> APIRequest {
    var request = APIRequest(.list, resource, in: namespace)
    request.addQuery("labelSelector", options.labelSelector)
    request.addQuery("fieldSelector", options.fieldSelector)
    if options.limit > 0 { request.addQuery("limit", String(options.limit)) }
    request.addQuery("continue", options.continueToken)
    // The token carries the version of the first page; the server refuses both.
    if options.continueToken == nil { request.addQuery("resourceVersion", options.resourceVersion) }
    return request
  }
}
