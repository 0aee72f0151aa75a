PRAGMA application_id = 1936222576;
BEGIN TRANSACTION;
CREATE TABLE app (
      id TEXT NOT NULL PRIMARY KEY,
      cluster_id TEXT NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      namespace TEXT NOT NULL,
      configuration TEXT NOT NULL,
      status TEXT NOT NULL,
      status_message TEXT,
      current_revision INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      UNIQUE (cluster_id, namespace, name)
    ) STRICT;
INSERT INTO "app" VALUES('a1','c1','web','default','{"cpu_limit":"500m","cpu_request":"100m","env_vars":{"A":"1"},"image":"web:1","memory_limit":"256Mi","memory_request":"128Mi","port":8080,"replicas":3}','running',NULL,1,'2026-11-23T17:00:00.000001Z','2026-11-23T17:00:00.000001Z');
CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      started_at TEXT NOT NULL,
      finished_at TEXT,
      actor TEXT NOT NULL,
      origin TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      outcome TEXT NOT NULL,
      message TEXT
    ) STRICT;
INSERT INTO "audit" VALUES(1,'2026-11-23T17:00:00.000001Z',NULL,'me','here','deploy','web','done',NULL);
CREATE TABLE cluster (
      id TEXT NOT NULL PRIMARY KEY,
      project_id TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      context TEXT NOT NULL,
      namespace TEXT NOT NULL,
      status TEXT NOT NULL,
      status_message TEXT,
      created_at TEXT NOT NULL,
      kubeconfig BLOB NOT NULL,
      kubeconfig_key_version INTEGER NOT NULL, ingress_class TEXT NOT NULL DEFAULT 'nginx', certificate_issuer TEXT NOT NULL DEFAULT 'letsencrypt-prod', read_only INTEGER NOT NULL DEFAULT 0, protected INTEGER NOT NULL DEFAULT 0,
      UNIQUE (project_id, name)
    ) STRICT;
INSERT INTO "cluster" VALUES('c1','p1','prod','https://10.0.0.1:6443','admin@prod','default','connected',NULL,'2026-11-23T17:00:00.000001Z',X'000000000000000000000002A801472BD139A9B8D66306310170E123B2BF89541FD07D4A1F2449B65B0404',1,'nginx','letsencrypt-prod',0,0);
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1: projects, clusters, apps, revisions, secrets and the vault');
INSERT INTO "grdb_migrations" VALUES('2: steps of a deploy, what it ran, settings of clusters, audit');
INSERT INTO "grdb_migrations" VALUES('3: clusters that are only read');
INSERT INTO "grdb_migrations" VALUES('4: clusters that are protected');
INSERT INTO "grdb_migrations" VALUES('5: ways to unlock the vault, and a name for the store');
INSERT INTO "grdb_migrations" VALUES('6: remote servers, and what was the same at the last sync');
INSERT INTO "grdb_migrations" VALUES('7: the journal of what was done to each app');
INSERT INTO "grdb_migrations" VALUES('8: commands for credentials that somebody agreed to');
CREATE TABLE journal (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      state TEXT NOT NULL,
      started_at TEXT NOT NULL,
      author TEXT NOT NULL,
      configuration_before TEXT NOT NULL,
      revision_before INTEGER NOT NULL,
      configuration_after TEXT,
      revision_after INTEGER
    ) STRICT;
CREATE TABLE last_seen (
      subject TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "last_seen" VALUES('a1','{}','2026-11-23T17:00:00.000001Z');
CREATE TABLE plugin_consent (
      cluster_id TEXT NOT NULL PRIMARY KEY REFERENCES cluster (id) ON DELETE CASCADE,
      fingerprint BLOB NOT NULL,
      fingerprint_key_version INTEGER NOT NULL,
      agreed_by TEXT NOT NULL,
      agreed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
CREATE TABLE project (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created_at TEXT NOT NULL
    ) STRICT;
INSERT INTO "project" VALUES('p1','shop','2026-11-23T17:00:00.000001Z');
CREATE TABLE remote (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      url TEXT NOT NULL,
      token BLOB NOT NULL,
      token_key_version INTEGER NOT NULL,
      interval_seconds INTEGER,
      created_at TEXT NOT NULL,
      last_sync TEXT
    ) STRICT;
CREATE TABLE revision (
      id TEXT NOT NULL PRIMARY KEY,
      app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      configuration TEXT NOT NULL,
      outcome TEXT NOT NULL,
      outcome_message TEXT,
      deployed_by TEXT,
      message TEXT,
      created_at TEXT NOT NULL,
      finished_at TEXT,
      secrets BLOB,
      secrets_key_version INTEGER, step TEXT, rolls_back INTEGER NOT NULL DEFAULT 1, digest TEXT, hook_log TEXT,
      UNIQUE (app_id, number)
    ) STRICT;
INSERT INTO "revision" VALUES('r1','a1',1,'{"cpu_limit":"500m","cpu_request":"100m","env_vars":{"A":"1"},"image":"web:1","memory_limit":"256Mi","memory_request":"128Mi","port":8080,"replicas":3}','success',NULL,'me@here','first','2026-11-23T17:00:00.000001Z','2026-11-23T17:00:00.000001Z',X'000000000000000000000004606A9D40DAA20C52D58935800DE827C5A78DF7716CA09D04FFEB35FE1120BA6D92E6CFB502E098FF63DB238A5B',1,NULL,1,NULL,NULL);
CREATE TABLE secret (
      app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value BLOB NOT NULL,
      value_key_version INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      PRIMARY KEY (app_id, key)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "secret" VALUES('a1','PASSWORD',X'0000000000000000000000036B4D76C72304D4F7C0F7F40DCE7133E7B416BE64F662E1CC90326F168FE6',1,'2026-11-23T17:00:00.000001Z','2026-11-23T17:00:00.000001Z');
CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('panes','1,2');
CREATE TABLE store_identity (
      id TEXT NOT NULL PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
INSERT INTO "store_identity" VALUES('221adc60');
CREATE TABLE sync_base (
      remote_id TEXT NOT NULL REFERENCES remote (id) ON DELETE CASCADE,
      subject TEXT NOT NULL,
      local_id TEXT,
      record_id TEXT,
      content TEXT NOT NULL,
      synced_at TEXT NOT NULL,
      PRIMARY KEY (remote_id, subject)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE sync_step (
      remote_id TEXT NOT NULL REFERENCES remote (id) ON DELETE CASCADE,
      subject TEXT NOT NULL,
      step TEXT NOT NULL,
      begun_at TEXT NOT NULL,
      PRIMARY KEY (remote_id, subject)
    ) STRICT, WITHOUT ROWID;
CREATE TABLE vault_key (
      name TEXT NOT NULL PRIMARY KEY,
      value BLOB NOT NULL,
      value_key_version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
CREATE TABLE vault_slot (
      id TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      data_key BLOB NOT NULL,
      data_key_version INTEGER NOT NULL,
      created_at TEXT NOT NULL
    , salt BLOB, scrypt_exponent INTEGER, scrypt_block_size INTEGER, scrypt_parallelism INTEGER) STRICT;
INSERT INTO "vault_slot" VALUES('s','environment',X'00000000000000000000000151E477F01ED954E64C4D480542B70AD74CDF70BF6DEF664D0E3250CAD21E484FE04BA880C21D5D409F16550CD917B98C',1,'2026-11-23T17:00:00.000001Z',NULL,NULL,NULL,NULL);
CREATE INDEX revision_unsettled ON revision (app_id) WHERE outcome = 'deploying';
CREATE INDEX journal_of_app ON journal (app_id, id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit',1);
COMMIT;
