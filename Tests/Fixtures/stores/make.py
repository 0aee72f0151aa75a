#!/usr/bin/env python3
"""Writes schema-N.sql: a small store as the program with N migrations left it, as text. A fixture that is there stays.

Run it before a migration N + 1 lands. The statements come from Sources/Storage/Schema.swift, the ciphertexts from Python's
`cryptography`; the key is SHIPIT_ENCRYPT_KEY=abab…ab.
"""
import os
import re
import sqlite3
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, "../../../Sources/Storage/Schema.swift")
TIME = "2026-11-23T17:00:00.000001Z"
UNLOCK_KEY, DATA_KEY = b"\xab" * 32, bytes(range(32))
nonces = 0


def seal(key, plaintext, *place):
    global nonces
    nonces += 1
    nonce = nonces.to_bytes(12, "big")
    fields = [b"shipit-vault-1", *(field.encode() for field in place)]
    data = b"".join(struct.pack(">I", len(field)) + field for field in fields)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, data)


def migrations():
    with open(SCHEMA) as file:
        text = file.read()
    application = str(int(re.search(r"applicationID = (0x[0-9a-f_]+)", text)[1].replace("_", ""), 16))
    for name, sql in re.findall(r'registerMigration\("([^"]*)"\) \{ db in\s*try db\.execute\(sql: (.*)\)\n', text):
        if not sql.startswith('"'):
            sql = re.search(rf'static let {sql} = """\n(.*?)\n    """', text, re.S)[1]
        yield name, sql.strip('"').replace("\\(applicationID)", application), application


def store(version):
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    for name, sql, application in list(migrations())[:version]:
        db.executescript(sql)
        db.execute("INSERT INTO grdb_migrations VALUES (?)", [name])

    def insert(table, **values):
        marks = ", ".join("?" for _ in values)
        db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    app = '{"cpu_limit":"500m","cpu_request":"100m","env_vars":{"A":"1"},"image":"web:1","memory_limit":"256Mi",' \
        '"memory_request":"128Mi","port":8080,"replicas":3}'
    insert("vault_slot", id="s", kind="environment" if version > 4 else "key", data_key_version=1, created_at=TIME,
           data_key=seal(UNLOCK_KEY, DATA_KEY, "vault_slot", "data_key", "1", "s"))
    insert("project", id="p1", name="shop", created_at=TIME)
    insert("cluster", id="c1", project_id="p1", name="prod", endpoint="https://10.0.0.1:6443", context="admin@prod",
           namespace="default", status="connected", created_at=TIME, kubeconfig_key_version=1,
           kubeconfig=seal(DATA_KEY, b"apiVersion: v1\n", "cluster", "kubeconfig", "1", "c1"))
    insert("app", id="a1", cluster_id="c1", name="web", namespace="default", configuration=app, status="running",
           current_revision=1, created_at=TIME, updated_at=TIME)
    insert("secret", app_id="a1", key="PASSWORD", value_key_version=1, created_at=TIME, updated_at=TIME,
           value=seal(DATA_KEY, b"fixture-secret", "secret", "value", "1", "a1", "PASSWORD"))
    insert("revision", id="r1", app_id="a1", number=1, configuration=app, outcome="success", deployed_by="me@here",
           message="first", created_at=TIME, finished_at=TIME, secrets_key_version=1,
           secrets=seal(DATA_KEY, b'{"PASSWORD":"fixture-secret"}', "revision", "secrets", "1", "r1"))
    insert("setting", key="panes", value="1,2")
    insert("last_seen", subject="a1", value="{}", seen_at=TIME)
    if version > 1:
        insert("audit", started_at=TIME, actor="me", origin="here", action="deploy", subject="web", outcome="done")
    return f"PRAGMA application_id = {application};\n" + "\n".join(db.iterdump()) + "\n"


for number in range(1, len(list(migrations())) + 1):
    path = os.path.join(HERE, f"schema-{number}.sql")
    if not os.path.exists(path):
        with open(path, "w") as file:
            file.write(store(number))
        print(f"wrote schema-{number}.sql")
