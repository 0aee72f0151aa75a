import RemoteDouble

extension Quirk {
  /// Authentication, errors, bodies, lists, identifiers and times.
  static let conventions: [Quirk] = [
    Quirk(
      name: "health needs no token and is text", requests: [.request(.get, "/health")], status: 200,
      type: "text/plain", contains: "ok", token: [:]),
    Quirk(
      name: "401 is JSON that calls itself text", requests: [.request(.get, "/api/projects")], status: 401,
      type: "text/plain", contains: #"{"error": "unauthorized"}"#, token: ["Authorization": "Bearer wrong"]),
    Quirk(
      name: "an unknown path is text", requests: [.request(.get, "/api/nothing")], status: 404, type: "text/plain",
      contains: "404 page not found"),
    Quirk(
      name: "another method has an empty body", requests: [.request(.put, "/api/projects", "{}")], status: 405,
      type: nil),
    Quirk(
      name: "what is not /api is the dashboard", requests: [.request(.get, "/shipit/api/projects")], status: 200,
      type: "text/html", contains: "<!doctype"),
    Quirk(
      name: "a body of the wrong type", requests: [.request(.post, "/api/projects", "[]")], status: 400,
      contains: "invalid request body"),
    Quirk(
      name: "keys compare without case", requests: [.request(.post, "/api/projects", #"{"NAME":"a","x":1}"#)],
      status: 201, contains: #""name":"a""#),
    Quirk(name: "an empty list is null", requests: [.request(.get, "/api/projects")], status: 200, contains: "null"),

    Quirk(
      name: "an unknown path without a token is 401", requests: [.request(.get, "/api/nothing")], status: 401,
      type: "text/plain", token: [:]),
    Quirk(
      name: "the cookie is taken", requests: [.request(.get, "/api/projects")], status: 200,
      token: ["Cookie": "shipit_session=\(RemoteDouble.token)"]),
    Quirk(
      name: "the cookie goes before the bearer", requests: [.request(.get, "/api/projects")], status: 401,
      type: "text/plain",
      token: ["Cookie": "shipit_session=wrong", "Authorization": "Bearer \(RemoteDouble.token)"]),
    Quirk(
      name: "X-API-Token is taken", requests: [.request(.get, "/api/projects")], status: 200,
      token: ["X-API-Token": RemoteDouble.token]),
    Quirk(
      name: "bearer in small letters is none", requests: [.request(.get, "/api/projects")], status: 401,
      type: "text/plain", token: ["Authorization": "bearer \(RemoteDouble.token)"]),
    Quirk(
      name: "a bearer after two spaces is none", requests: [.request(.get, "/api/projects")], status: 401,
      type: "text/plain", token: ["Authorization": "Bearer  \(RemoteDouble.token)"]),
    Quirk(
      name: "an error is JSON with a newline", requests: [.request(.get, "/api/projects/\(id(99))")], status: 404,
      shows: { $0.body == "{\"error\":\"project not found\"}\n" }),
    Quirk(
      name: "an error escapes what HTML would take",
      requests: after(
        .request(.put, "/api/apps/\(app)/domain", #"{"domain":"a<b>&c"}"#),
        .request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"api","image":"a"}"#),
        .request(.put, "/api/apps/\(id(7))/domain", #"{"domain":"a<b>&c"}"#)), status: 409,
      contains: #"a\u003cb\u003e\u0026c"#),
    Quirk(
      name: "a member of the wrong type is 400", requests: [.request(.post, "/api/projects", #"{"name":1}"#)],
      status: 400, contains: "invalid request body"),
    Quirk(
      name: "an empty body is 400", requests: [.request(.post, "/api/projects")], status: 400,
      contains: "invalid request body"),
    Quirk(
      name: "the newest comes first",
      requests: [
        .request(.post, "/api/projects", #"{"name":"old"}"#), .request(.post, "/api/projects", #"{"name":"new"}"#),
        .request(.get, "/api/projects"),
      ], status: 200,
      shows: { answer in
        guard let old = answer.body.range(of: "old"), let new = answer.body.range(of: "new") else { return false }
        return new.lowerBound < old.lowerBound
      }),
    Quirk(
      name: "there are no pages and no filters",
      requests: [
        .request(.post, "/api/projects", #"{"name":"old"}"#), .request(.post, "/api/projects", #"{"name":"new"}"#),
        .request(.get, "/api/projects?limit=1&name=new"),
      ], status: 200, contains: "old"),
    Quirk(
      name: "there is no ETag", requests: [.request(.get, "/api/projects")], status: 200,
      shows: { $0.headers["ETag"] == nil && $0.headers["Last-Modified"] == nil }),
    Quirk(
      name: "an identifier is a UUID in small letters", requests: [world[0]], status: 201,
      shows: { $0.body.contains(/"id":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/) }),
    Quirk(
      name: "a time has an offset and up to six digits of a fraction", requests: [world[0]], status: 201,
      shows: { $0.body.contains(/"created_at":"[0-9T:-]{19}(\.[0-9]{1,6})?[+-][0-9]{2}:[0-9]{2}"/) }),
  ]
}
