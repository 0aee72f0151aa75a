#!/usr/bin/env python3
"""Kills the program with SIGKILL at 200 random moments of writes, rotations, new keys, migrations, exports and imports.

After each the store passes SQLite's integrity check and holds the old or the new state, whole; and the program opens it.
kill-store.py [SEED] repeats a run as far as a machine can: the moments are random parts of how long each takes.
"""
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/debug/shipit-tui"
STORES = ROOT / "Tests/Fixtures/stores"
MOMENTS = 200
FIXTURE_KEY = {"SHIPIT_ENCRYPT_KEY": "ab" * 32}


class Failure(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failure(what)


class Run:
    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.folder = pathlib.Path(folder)
        self.store = self.folder / "data/shipit.db"
        self.export = self.folder / "export"
        self.lengths = {}
        self.killed = 0

    def environment(self, extra):
        return {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / "config"),
                "SHIPIT_PASSPHRASE": "correct horse", **extra}

    def start(self, *arguments, store=None, text="", extra={}):
        command = [str(PROGRAM), "--store", str(store or self.store), *map(str, arguments)]
        process = subprocess.Popen(command, env=self.environment(extra), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.stdin.write(text.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        return process

    def finish(self, *arguments, **options):
        process = self.start(*arguments, **options)
        output, errors = process.stdout.read().decode(), process.stderr.read().decode()
        expect(process.wait() == 0, f"{' '.join(map(str, arguments))} ended with {process.returncode}: {errors}")
        return output

    def kill(self, name, *arguments, **options):
        """Runs it for a random part of the time that it took whole; returns whether it had ended by itself."""
        begun = time.monotonic()
        process = self.start(*arguments, **options)
        if name in self.lengths:
            limit = self.random.uniform(0, 1.05) * self.lengths[name]
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        code = process.wait()
        errors = process.stderr.read().decode()
        process.stdout.close()
        process.stderr.close()
        expect(code in (0, -signal.SIGKILL), f"{name} ended with {code}: {errors}")
        self.killed += code != 0
        if code == 0:
            self.lengths[name] = time.monotonic() - begun
        return code == 0

    def rows(self, sql, store=None):
        db = sqlite3.connect(store or self.store)
        try:
            finding = db.execute("PRAGMA integrity_check").fetchone()[0]
            expect(finding == "ok", f"the integrity check: {finding}")
            expect(not db.execute("PRAGMA foreign_key_check").fetchall(), "a row belongs to nothing")
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def count(self, table, store=None):
        return self.rows(f"SELECT COUNT(*) FROM {table}", store)[0][0]

    def versions(self):
        """The versions of the data key that anything is sealed by."""
        return {row[0] for row in self.rows(
            "SELECT data_key_version FROM vault_slot UNION SELECT kubeconfig_key_version FROM cluster"
            " UNION SELECT value_key_version FROM secret UNION SELECT value_key_version FROM vault_key"
            " UNION SELECT secrets_key_version FROM revision WHERE secrets IS NOT NULL")}

    def clean(self, *stores):
        for store in stores:
            for path in store.parent.glob(store.name + "*"):
                path.unlink()

    def prepare(self):
        old = self.fixture("old", 1)
        self.finish("--export", self.export, store=old, extra=FIXTURE_KEY)
        self.finish("--import", self.export)
        self.finish("secrets", "list", "shop/prod/web")
        expect(self.count("secret") == 1, "the fixture has no secret")

    def fixture(self, name, version):
        store = self.folder / f"{name}.db"
        self.clean(store)
        db = sqlite3.connect(store)
        db.executescript((STORES / f"schema-{version}.sql").read_text())
        db.close()
        store.chmod(0o600)
        return store

    # What is killed. Each sees to it that the old or the new state is there.

    def write(self):
        before = self.count("secret")
        ended = self.kill("write", "secrets", "set", "shop/prod/web", f"KEY_{before}", text="value")
        after = self.count("secret")
        expect(after in (before, before + 1), f"{before} secrets became {after}")
        expect(not ended or after == before + 1, "a secret that was said to be set is not there")

    def rotate(self):
        before = self.versions()
        expect(len(before) == 1, f"sealed by several keys: {before}")
        ended = self.kill("rotate", "vault", "rotate", "--forget-others")
        after = self.versions()
        expect(after in (before, {max(before) + 1}), f"{before} became {after}")
        expect(not ended or after != before, "a rotation that was said to be done is not")

    def rekey(self):
        self.kill("rekey", "vault", "rekey", "key-file", "--yes")
        expect(self.count("vault_slot") > 0, "nothing opens the vault")
        self.finish("secrets", "list", "shop/prod/web")

    def migrate(self):
        # The newest has nothing to be migrated to.
        version = self.random.randrange(1, len(list(STORES.glob("schema-*.sql"))))
        store = self.fixture("migrated", version)
        self.kill("migrate", "projects", "list", store=store, extra=FIXTURE_KEY)
        applied = self.count("grdb_migrations", store)
        expect(applied >= version, "a migration was lost")
        copy = pathlib.Path(f"{store}.schema-{version}")
        if applied > version:
            expect(self.count("grdb_migrations", copy) == version, "it was migrated before it was copied")
        expect(self.finish("apps", "list", "-o", "name", store=store, extra=FIXTURE_KEY).strip(), "the app is gone")

    def write_export(self):
        before = self.export.read_bytes()
        ended = self.kill("export", "--export", self.export)
        after = self.export.read_bytes()
        expect(not ended or after != before, "an export that was said to be done is not there")
        if after != before and not ended:
            self.verify_export()

    def verify_export(self):
        store = self.folder / "verified.db"
        self.finish("--import", self.export, store=store)
        expect(self.count("secret", store) == self.count("secret"), "the export holds other secrets than the store")
        self.clean(store)

    def read_import(self):
        store = self.folder / "imported.db"
        self.clean(store)
        self.finish("projects", "list", store=store)
        ended = self.kill("import", "--import", self.export, store=store)
        found = [self.count(table, store) for table in ("project", "cluster", "app", "revision")]
        expect(found in ([0] * 4, [1] * 4), f"half an import: {found}")
        expect(not ended or found[0] == 1, "an import that was said to be done is not")

    def go(self):
        self.prepare()
        actions = [self.write, self.rotate, self.rekey, self.migrate, self.write_export, self.read_import]
        for action in actions:
            action()
        for moment in range(MOMENTS):
            action = actions[moment % len(actions)]
            try:
                action()
            except Failure as failure:
                raise Failure(f"moment {moment}, {action.__name__}: {failure}") from None
        expect(self.killed > MOMENTS / 4, f"only {self.killed} runs were killed before they had ended")
        # Everything can still be decrypted, and nothing was left behind but what a killed process could not remove.
        self.finish("--export", self.export)
        self.verify_export()


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1 << 32)
    print(f"seed {seed}")
    folder = tempfile.mkdtemp(prefix="shipit-kill-")
    begun = time.monotonic()
    try:
        run = Run(seed, folder)
        run.go()
    except Failure as failure:
        sys.exit(f"FAILED (seed {seed}): {failure}")
    finally:
        shutil.rmtree(folder)
    print(f"{MOMENTS} runs, {run.killed} of them killed, in {time.monotonic() - begun:.0f} s; the store is whole")


if __name__ == "__main__":
    main()
