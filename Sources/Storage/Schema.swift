import GRDB

/// The tables. A migration that was ever released never changes; new ones are added below it.
enum Schema {
  /// "ship" in ASCII: tells a store from any other SQLite file.
  static let applicationID = 0x7368_6970

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1: projects, clusters, apps, revisions, secrets and the vault") { db in
      try db.execute(sql: first)
    }
    migrator.registerMigration("2: steps of a deploy, what it ran, settings of clusters, audit") { db in
      try db.execute(sql: second)
    }
    migrator.registerMigration("3: clusters that are only read") { db in
      try db.execute(sql: "ALTER TABLE cluster ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("4: clusters that are protected") { db in
      try db.execute(sql: "ALTER TABLE cluster ADD COLUMN protected INTEGER NOT NULL DEFAULT 0")
    }
    migrator.registerMigration("5: ways to unlock the vault, and a name for the store") { db in
      try db.execute(sql: fifth)
    }
    migrator.registerMigration("6: remote servers, and what was the same at the last sync") { db in
      try db.execute(sql: remotes)
    }
    migrator.registerMigration("7: the journal of what was done to each app") { db in
      try db.execute(sql: journal)
    }
    migrator.registerMigration("8: commands for credentials that somebody agreed to") { db in
      try db.execute(sql: consent)
    }
    migrator.registerMigration("9: clusters whose certificate nobody checks") { db in
      try db.execute(sql: "ALTER TABLE cluster ADD COLUMN insecure INTEGER NOT NULL DEFAULT 0")
    }
    return migrator
  }()

  /// The fingerprint is sealed: a short secret among a command's variables could be guessed from it.
  private static let consent = """
    CREATE TABLE plugin_consent (
      cluster_id TEXT NOT NULL PRIMARY KEY REFERENCES cluster (id) ON DELETE CASCADE,
      fingerprint BLOB NOT NULL,
      fingerprint_key_version INTEGER NOT NULL,
      agreed_by TEXT NOT NULL,
      agreed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  private static let journal = """
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

    CREATE INDEX journal_of_app ON journal (app_id, id);
    """

  /// Every sealed column stands beside the version of the data key that sealed it.
  private static let first = """
    PRAGMA application_id = \(applicationID);

    CREATE TABLE vault_slot (
      id TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      data_key BLOB NOT NULL,
      data_key_version INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE project (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created_at TEXT NOT NULL
    ) STRICT;

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
      kubeconfig_key_version INTEGER NOT NULL,
      UNIQUE (project_id, name)
    ) STRICT;

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
      secrets_key_version INTEGER,
      UNIQUE (app_id, number)
    ) STRICT;

    CREATE INDEX revision_unsettled ON revision (app_id) WHERE outcome = 'deploying';

    CREATE TABLE secret (
      app_id TEXT NOT NULL REFERENCES app (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value BLOB NOT NULL,
      value_key_version INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      PRIMARY KEY (app_id, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE last_seen (
      subject TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  private static let second = """
    ALTER TABLE cluster ADD COLUMN ingress_class TEXT NOT NULL DEFAULT 'nginx';
    ALTER TABLE cluster ADD COLUMN certificate_issuer TEXT NOT NULL DEFAULT 'letsencrypt-prod';

    ALTER TABLE revision ADD COLUMN step TEXT;
    ALTER TABLE revision ADD COLUMN rolls_back INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE revision ADD COLUMN digest TEXT;
    ALTER TABLE revision ADD COLUMN hook_log TEXT;

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
    """

  private static let fifth = """
    ALTER TABLE vault_slot ADD COLUMN salt BLOB;
    ALTER TABLE vault_slot ADD COLUMN scrypt_exponent INTEGER;
    ALTER TABLE vault_slot ADD COLUMN scrypt_block_size INTEGER;
    ALTER TABLE vault_slot ADD COLUMN scrypt_parallelism INTEGER;

    CREATE TABLE vault_key (
      name TEXT NOT NULL PRIMARY KEY,
      value BLOB NOT NULL,
      value_key_version INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE store_identity (
      id TEXT NOT NULL PRIMARY KEY
    ) STRICT, WITHOUT ROWID;
    INSERT INTO store_identity (id) VALUES (lower(hex(randomblob(4))));
    """

  private static let remotes = """
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
    """
}
