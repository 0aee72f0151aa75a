import RemoteDouble

extension Quirk {
  /// Deploys, revisions, logs, secrets, and what has a route of its own.
  static let routes: [Quirk] = [
    Quirk(
      name: "the hook is put as command",
      requests: after(.request(.put, "/api/apps/\(app)/predeploy", #"{"command":"migrate"}"#)), status: 200,
      contains: #""pre_deploy_command":"migrate""#),
    Quirk(
      name: "the hook under the name it is read by clears it",
      requests: after(
        .request(.put, "/api/apps/\(app)/predeploy", #"{"command":"migrate"}"#),
        .request(.put, "/api/apps/\(app)/predeploy", #"{"pre_deploy_command":"x"}"#)), status: 200,
      contains: #""pre_deploy_command":null"#),
    Quirk(
      name: "autoscaling of a cluster that is away is stored all the same",
      requests: after(
        .request(.put, "/api/apps/\(app)/autoscaling", #"{"enabled":true,"max_replicas":7}"#),
        .request(.get, "/api/apps/\(app)")), status: 200, contains: #""max_replicas":7"#,
      prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "autoscaling with impossible bounds is 400",
      requests: after(.request(.put, "/api/apps/\(app)/autoscaling", #"{"min_replicas":3,"max_replicas":2}"#)),
      status: 400),
    Quirk(
      name: "a domain needs a cluster that answers",
      requests: after(.request(.put, "/api/apps/\(app)/domain", #"{"domain":"a.b"}"#)), status: 500,
      prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "a taken domain is 409",
      requests: after(
        .request(.put, "/api/apps/\(app)/domain", #"{"domain":"a.b"}"#),
        .request(.post, "/api/clusters/\(cluster)/apps", #"{"name":"api","image":"a"}"#),
        .request(.put, "/api/apps/\(id(7))/domain", #"{"domain":"a.b"}"#)), status: 409),
    Quirk(
      name: "a secret's value never comes back",
      requests: after(
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted"}"#),
        .request(.get, "/api/apps/\(app)/secrets")), status: 200, contains: #""key":"A""#),
    Quirk(
      name: "an empty secret is 400",
      requests: after(.request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":""}"#)), status: 400),
    Quirk(
      name: "deleting an unknown secret is 204",
      requests: after(.request(.delete, "/api/apps/\(app)/secrets/A")), status: 204, type: nil),
    Quirk(
      name: "a token's own routes are closed to it", requests: [.request(.get, "/api/me")], status: 401,
      contains: "not authenticated"),
    Quirk(
      name: "deleting a project takes what is in it",
      requests: after(.request(.delete, "/api/projects/\(project)"), .request(.get, "/api/apps/\(app)")), status: 404),

    Quirk(
      name: "an app that was never deployed has no status", requests: after(.request(.get, "/api/apps/\(app)/status")),
      status: 500),
    Quirk(
      name: "a deploy answers before it is done", requests: after(.request(.post, "/api/apps/\(app)/deploy")),
      status: 200, contains: #"{"status":"deploying"}"#),
    Quirk(
      name: "a deploy goes by the hook",
      requests: after(
        .request(.post, "/api/apps/\(app)/deploy"), .happen { await $0.advanceDeploys() },
        .request(.get, "/api/apps/\(app)")), status: 200, contains: #""status":"running_predeploy""#,
      prepare: { await $0.setFate(.runsAfterHook) }),
    Quirk(
      name: "a revision reads success while it is verified",
      requests: after(
        .request(.post, "/api/apps/\(app)/deploy"), .happen { await $0.advanceDeploys() },
        .request(.get, "/api/apps/\(app)/revisions/1")), status: 200, contains: #""deploy_status":"success""#),
    Quirk(
      name: "a deploy that fails ends as failed",
      requests: deployed(1, .request(.get, "/api/apps/\(app)")), status: 200, contains: #""status":"failed""#,
      prepare: { await $0.setFate(.fails) }),
    Quirk(
      name: "after an automatic rollback the row still names the image that failed",
      requests: deployed(
        1, .request(.put, "/api/apps/\(app)", #"{"image":"web:broken"}"#), .happen { await $0.setFate(.rollsBack) },
        .request(.post, "/api/apps/\(app)/deploy"), .deployed, .request(.get, "/api/apps/\(app)")), status: 200,
      contains: #""image":"web:broken""#, shows: { $0.body.contains(#""current_revision":3"#) }),
    Quirk(
      name: "after an automatic rollback the revision that failed reads rolled_back",
      requests: deployed(
        1, .happen { await $0.setFate(.rollsBack) }, .request(.post, "/api/apps/\(app)/deploy"), .deployed,
        .request(.get, "/api/apps/\(app)/revisions/2")), status: 200, contains: #""deploy_status":"rolled_back""#),
    Quirk(
      name: "the status names the pods", requests: deployed(1, .request(.get, "/api/apps/\(app)/status")), status: 200,
      contains: #""phase":"Running""#),
    Quirk(
      name: "no pods are null",
      requests: after(
        .request(.put, "/api/apps/\(app)", #"{"replicas":0}"#), .request(.post, "/api/apps/\(app)/deploy"),
        .request(.get, "/api/apps/\(app)/status")), status: 200, contains: #""pods":null"#),
    Quirk(
      name: "there is nothing before the first revision",
      requests: deployed(1, .request(.post, "/api/apps/\(app)/rollback", "{}")), status: 400),
    Quirk(
      name: "a rollback to an unknown revision is 404",
      requests: deployed(2, .request(.post, "/api/apps/\(app)/rollback", #"{"revision":9}"#)), status: 404),
    Quirk(
      name: "a rollback names what it goes back to",
      requests: deployed(2, .request(.post, "/api/apps/\(app)/rollback", "{}")), status: 200,
      contains: #"{"status":"rolling_back","target_image":"web:1","target_revision":1}"#),
    Quirk(
      name: "a rollback makes a revision with a new number",
      requests: deployed(
        2, .request(.post, "/api/apps/\(app)/rollback", "{}"), .deployed, .request(.get, "/api/apps/\(app)")),
      status: 200, contains: #""current_revision":3"#),
    Quirk(
      name: "a rollback brings the image back, and not the hook",
      requests: deployed(
        1, .request(.put, "/api/apps/\(app)", #"{"image":"web:2"}"#),
        .request(.put, "/api/apps/\(app)/predeploy", #"{"command":"migrate"}"#),
        .request(.post, "/api/apps/\(app)/deploy"), .deployed,
        .request(.post, "/api/apps/\(app)/rollback", "{}"), .request(.get, "/api/apps/\(app)")), status: 200,
      contains: #""image":"web:1""#, shows: { $0.body.contains("migrate") }),
    Quirk(
      name: "revisions come ten at a time",
      requests: deployed(3, .request(.get, "/api/apps/\(app)/revisions?limit=2")), status: 200,
      shows: { $0.body.matches(of: /"revision_number"/).count == 2 }),
    Quirk(
      name: "a success prunes revisions to ten",
      requests: deployed(12, .request(.get, "/api/apps/\(app)/revisions?limit=50")), status: 200,
      shows: { $0.body.matches(of: /"revision_number"/).count == 10 }),
    Quirk(
      name: "deployments are revisions, twenty at a time",
      requests: deployed(2, .request(.get, "/api/apps/\(app)/deployments")), status: 200,
      shows: { $0.body.matches(of: /"revision_number"/).count == 2 }),
    Quirk(
      name: "a revision calls its local time UTC",
      requests: deployed(1, .request(.get, "/api/apps/\(app)/revisions/1")),
      status: 200, shows: { $0.body.contains(/"created_at":"[0-9T:.-]+Z"/) }),
    Quirk(
      name: "a revision cannot be written", requests: after(.request(.post, "/api/apps/\(app)/revisions", "{}")),
      status: 405, type: nil),
    Quirk(
      name: "a secret that is set again is 201 too",
      requests: after(
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted"}"#),
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted-2"}"#)), status: 201),
    Quirk(
      name: "secrets come by key",
      requests: after(
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"B","value":"planted"}"#),
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted"}"#),
        .request(.get, "/api/apps/\(app)/secrets")), status: 200,
      shows: { $0.body.contains(/"key":"A".*"key":"B"/) }),
    Quirk(
      name: "setting a secret does not move the app's time",
      requests: after(
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A","value":"planted"}"#),
        .request(.get, "/api/apps/\(app)")), status: 200,
      shows: { answer in
        let times = answer.body.matches(of: /"(?:created|updated)_at":"([^"]*)"/).map(\.1)
        return times.count == 2 && times[0] == times[1]
      }),
    Quirk(
      name: "a secret with a slash in its key cannot be deleted",
      requests: after(
        .request(.post, "/api/apps/\(app)/secrets", #"{"key":"A/B","value":"planted"}"#),
        .request(.delete, "/api/apps/\(app)/secrets/A%2FB"), .request(.get, "/api/apps/\(app)/secrets")),
      status: 200, contains: "A/B"),
    Quirk(
      name: "autoscaling is read from the cluster", requests: after(.request(.get, "/api/apps/\(app)/autoscaling")),
      status: 500, prepare: { await $0.setClusterAway(true) }),
    Quirk(
      name: "null clears a domain",
      requests: after(
        .request(.put, "/api/apps/\(app)/domain", #"{"domain":"a.b"}"#),
        .request(.put, "/api/apps/\(app)/domain", #"{"domain":null}"#), .request(.get, "/api/apps/\(app)")),
      status: 200, lacks: "a.b"),
    Quirk(
      name: "a plain token manages no tokens", requests: [.request(.get, "/api/tokens")], status: 401,
      contains: "not authenticated"),
    Quirk(
      name: "a log is server-sent events",
      requests: deployed(
        1, .happen { await $0.write("up", by: "web") }, .request(.get, "/api/apps/\(app)/logs?tail=5")), status: 200,
      type: "text/event-stream", contains: "data: up\n\n"),
    Quirk(
      name: "a log ends at a line over 64 KiB",
      requests: deployed(
        1,
        .happen { double in
          for line in ["up", String(repeating: "x", count: 65_537), "after"] { await double.write(line, by: "web") }
        }, .request(.get, "/api/apps/\(app)/logs?tail=5")), status: 200, type: "text/event-stream",
      contains: "data: up\n\n", lacks: "after"),
  ]
}
