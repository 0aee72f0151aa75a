import Foundation
import RemoteDouble

extension Quirk {
  /// Projects, clusters and apps.
  static let records: [Quirk] = [
    Quirk(
      name: "a second project of that name is an anonymous 500",
      requests: after(.request(.post, "/api/projects", #"{"name":"shop"}"#)), status: 500,
      contains: "failed to create project"),
    Quirk(name: "an empty name is 400", requests: [.request(.post, "/api/projects", #"{"name":""}"#)], status: 400),
    Quirk(
      name: "deleting an unknown project is 204", requests: [.request(.delete, "/api/projects/\(id(99))")],
      status: 204, type: nil),
    Quirk(name: "deleting a malformed id is 500", requests: [.request(.delete, "/api/projects/x")], status: 500),
    Quirk(name: "a malformed id of an item is 404", requests: [.request(.get, "/api/projects/x")], status: 404),
    Quirk(
      name: "a list under an unknown project is 200 null",
      requests: [.request(.get, "/api/projects/\(id(99))/clusters")], status: 200, contains: "null"),
    Quirk(
      name: "a list under a malformed project is 500", requests: [.request(.get, "/api/projects/x/clusters")],
      status: 500),
    Quirk(
      name: "a new cluster is pending, whatever its kubeconfig", requests: Array(world.prefix(2)), status: 201,
      contains: #""status":"pending""#),
    Quirk(
      name: "a pending cluster is 404",
      requests: after(.request(.get, "/api/clusters/\(cluster)")), status: 404,
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "a pending cluster takes its project's list down",
      requests: after(.request(.get, "/api/projects/\(project)/clusters")), status: 500,
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "an app of a pending cluster cannot be deleted",
      requests: after(.request(.delete, "/api/apps/\(app)")), status: 404, contains: "cluster not found",
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "a second cluster of that name is 500",
      requests: after(.request(.post, "/api/projects/\(project)/clusters", #"{"name":"prod","kubeconfig":"k"}"#)),
      status: 500),
    Quirk(
      name: "no replicas become one, and quantities get defaults", requests: world, status: 201,
      contains: #""memory_request":"128Mi""#),
    Quirk(
      name: "a second app of that name is 500",
      requests: after(.request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"a"}"#)), status: 500),
    Quirk(
      name: "PUT takes no replicas at all",
      requests: after(.request(.put, "/api/apps/\(app)", #"{"replicas":0}"#)), status: 200,
      contains: #""replicas":0"#),
    Quirk(
      name: "PUT ignores the port, the domain and the hook",
      requests: after(
        .request(.put, "/api/apps/\(app)", #"{"port":1,"domain":"a.b","pre_deploy_command":"x","name":"y"}"#),
        .request(.get, "/api/apps/\(app)")), status: 200, contains: #""name":"web""#),
    Quirk(
      name: "null keeps", requests: after(.request(.put, "/api/apps/\(app)", #"{"image":null}"#)), status: 200,
      contains: "web:1"),

    Quirk(
      name: "a project's name of 256 characters is a 500",
      requests: [.request(.post, "/api/projects", "{\"name\":\"\(String(repeating: "a", count: 256))\"}")], status: 500,
      contains: "failed to create project"),
    Quirk(
      name: "a NUL in a project's name is a 500", requests: [.request(.post, "/api/projects", #"{"name":"a\u0000"}"#)],
      status: 500, contains: "failed to create project"),
    Quirk(
      name: "names differ by case",
      requests: [world[0], .request(.post, "/api/projects", #"{"name":"Shop"}"#)], status: 201),
    Quirk(
      name: "a project cannot be updated",
      requests: [world[0], .request(.put, "/api/projects/\(project)", #"{"name":"other"}"#)], status: 405, type: nil),
    Quirk(
      name: "creating under a malformed project is 500",
      requests: [.request(.post, "/api/projects/x/clusters", #"{"name":"prod","kubeconfig":"k"}"#)], status: 500),
    Quirk(
      name: "creating under an unknown project is 500",
      requests: [.request(.post, "/api/projects/\(id(99))/clusters", #"{"name":"prod","kubeconfig":"k"}"#)],
      status: 500),
    Quirk(
      name: "deleting an unknown cluster is 204", requests: [.request(.delete, "/api/clusters/\(id(99))")],
      status: 204, type: nil),
    Quirk(
      name: "deleting a malformed cluster is 500", requests: [.request(.delete, "/api/clusters/x")], status: 500),
    Quirk(
      name: "a cluster cannot be updated",
      requests: after(.request(.put, "/api/clusters/\(cluster)", #"{"name":"other"}"#)), status: 405, type: nil),
    Quirk(
      name: "the test of a cluster ends once, and the cluster is there",
      requests: after(
        .happen { await $0.settleClusters() }, .request(.get, "/api/clusters/\(cluster)")), status: 200,
      contains: #""status":"connected""#, prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "an app of a pending cluster cannot be deployed",
      requests: after(.request(.post, "/api/apps/\(app)/deploy")), status: 404, contains: "cluster not found",
      prepare: { await $0.setHangs(["prod"]) }),
    Quirk(
      name: "a kubeconfig never comes back",
      requests: after(.request(.get, "/api/clusters/\(cluster)")), status: 200, lacks: "garbage"),
    Quirk(
      name: "a cluster tells of its ingress",
      requests: after(.request(.get, "/api/clusters/\(cluster)/ingress")), status: 200,
      contains: #""available":true"#),
    Quirk(
      name: "a list of apps under a malformed cluster is 500", requests: [.request(.get, "/api/clusters/x/apps")],
      status: 500),
    Quirk(
      name: "a list of apps under an unknown cluster is 200 null",
      requests: [.request(.get, "/api/clusters/\(id(99))/apps")], status: 200, contains: "null"),
    Quirk(
      name: "an app under an unknown cluster is 500",
      requests: [.request(.post, "/api/clusters/\(id(99))/apps", #"{"name":"web","image":"a"}"#)], status: 500),
    Quirk(
      name: "an app without an image is 400",
      requests: Array(world.prefix(2)) + [.request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web"}"#)],
      status: 400),
    Quirk(
      name: "more replicas than fit are a 500",
      requests: Array(world.prefix(2)) + [
        .request(
          .post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"a","replicas":2147483648}"#)
      ], status: 500),
    Quirk(
      name: "no quantity is validated",
      requests: Array(world.prefix(2)) + [
        .request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"web","image":"a","cpu_request":"lots"}"#)
      ], status: 201, contains: "lots"),
    Quirk(
      name: "a new app has a pending domain and none", requests: world, status: 201,
      contains: #""domain_status":"pending""#, lacks: #""domain":"#),
    Quirk(
      name: "what an app has not is left out, but for its variables", requests: world, status: 201,
      contains: #""env_vars":null"#, lacks: #""port""#),
    Quirk(
      name: "a created app takes no hook, domain or autoscaling",
      requests: Array(world.prefix(2)) + [
        .request(
          .post, "/api/clusters/\(cluster)/apps",
          #"{"name":"web","image":"a","domain":"a.b","pre_deploy_command":"x","hpa_enabled":true}"#)
      ], status: 201, contains: #""hpa_enabled":false"#, lacks: "a.b"),
    Quirk(
      name: "variables are replaced as a whole",
      requests: after(
        .request(.put, "/api/apps/\(app)", #"{"env_vars":{"A":"1"}}"#),
        .request(.put, "/api/apps/\(app)", #"{"env_vars":{"B":"2"}}"#)), status: 200, contains: #"{"B":"2"}"#),
    Quirk(
      name: "PATCH is PUT", requests: after(.request(.patch, "/api/apps/\(app)", #"{"image":"web:2"}"#)), status: 200,
      contains: "web:2"),
    Quirk(
      name: "what is optional can become empty",
      requests: after(.request(.put, "/api/apps/\(app)", #"{"health_path":""}"#)), status: 200,
      contains: #""health_path":"""#),
    Quirk(
      name: "an update of nothing moves the time",
      requests: after(.request(.put, "/api/apps/\(app)", "{}"), .request(.get, "/api/apps/\(app)")), status: 200,
      shows: { answer in
        let times = answer.body.matches(of: /"(?:created|updated)_at":"([^"]*)"/).map(\.1)
        return times.count == 2 && times[0] != times[1]
      }),
    Quirk(
      name: "an app can be deleted while its cluster is away", requests: after(.request(.delete, "/api/apps/\(app)")),
      status: 204, type: nil, prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "deleting an unknown app is 404", requests: [.request(.delete, "/api/apps/\(id(99))")], status: 404),
    Quirk(name: "a malformed app is 404", requests: [.request(.get, "/api/apps/x")], status: 404),
  ]
}
