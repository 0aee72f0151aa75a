#!/usr/bin/env python3
"""An independent reader and writer of shipit-tui's formats (docs/formats), on Python's `cryptography`.

check.py            checks the vectors of vault.md and the fixtures export-1.shipit and export-2.shipit
check.py read FILE  prints the payload of an export; the passphrase is in SHIPIT_PASSPHRASE
check.py make N     writes the fixture of payload version N anew
"""
import hashlib
import json
import os
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"shipit-export/1\n"
CHUNK = 65536
FIXTURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "export-%d.shipit")
VERSIONS = (1, 2)
PASSPHRASE = b"correct horse battery staple"


def file_key(passphrase, head):
    exponent, r, p = head[16:19]
    n = 1 << exponent
    return hashlib.scrypt(passphrase, salt=head[19:35], n=n, r=r, p=p, maxmem=256 * n * r + (1 << 20), dklen=32)


def nonce(index, is_last):
    return index.to_bytes(11, "big") + bytes([is_last])


def read(data, passphrase):
    head, tag, body = data[:35], data[35:51], data[51:]
    assert head.startswith(MAGIC), "not an export"
    cipher = AESGCM(file_key(passphrase, head))
    cipher.decrypt(b"\xff" * 12, tag, head)
    step = CHUNK + 16
    chunks = [body[i : i + step] for i in range(0, len(body), step)]
    return b"".join(cipher.decrypt(nonce(i, i == len(chunks) - 1), c, head) for i, c in enumerate(chunks))


def write(payload, passphrase, salt, exponent):
    head = MAGIC + bytes([exponent, 8, 1]) + salt
    cipher = AESGCM(file_key(passphrase, head))
    parts = [payload[i : i + CHUNK] for i in range(0, len(payload), CHUNK)]
    sealed = [cipher.encrypt(nonce(i, i == len(parts) - 1), part, head) for i, part in enumerate(parts)]
    return head + cipher.encrypt(b"\xff" * 12, b"", head) + b"".join(sealed)


def fixture_records(version):
    time = "2026-11-23T17:00:00.000001Z"
    app = {"image": "web:1", "replicas": 3, "port": 8080, "env_vars": {"A": "1"}, "cpu_request": "100m",
           "cpu_limit": "500m", "memory_request": "128Mi", "memory_limit": "256Mi"}
    yield {"type": "export", "version": version, "exported_at": time}
    yield {"type": "project", "id": "p1", "name": "shop", "created_at": time}
    yield {"type": "cluster", "id": "c1", "project_id": "p1", "name": "prod", "endpoint": "https://10.0.0.1:6443",
           "context": "admin@prod", "namespace": "default", "status": "connected", "created_at": time,
           "kubeconfig": "apiVersion: v1\n",
           **({} if version == 1 else {"protected": True, "read_only": True, "ingress_class": "traefik",
                                       "certificate_issuer": "acme"})}
    yield {"type": "app", "id": "a1", "cluster_id": "c1", "name": "web", "namespace": "default", "status": "running",
           "current_revision": 1, "created_at": time, "updated_at": time, **app}
    yield {"type": "secret", "app_id": "a1", "key": "PASSWORD", "value": "fixture-secret", "created_at": time,
           "updated_at": time}
    yield {"type": "revision", "id": "r1", "app_id": "a1", "revision_number": 1, "deploy_status": "success",
           "deployed_by": "me@here", "deploy_message": "first", "created_at": time, "deployed_at": time,
           "secrets": {"PASSWORD": "fixture-secret"}, **app,
           **({} if version == 1 else {"hook_log": "migrated\n", "step": "rolling", "auto_rollback": False,
                                       "image_digest": "sha256:" + "0" * 64})}
    if version > 1:
        yield {"type": "audit", "id": 1, "started_at": time, "finished_at": time, "actor": "me", "origin": "here",
               "action": "deploy", "subject": "shop/prod/web", "outcome": "done"}
    yield {"type": "setting", "key": "panes", "value": "1,2"}
    yield {"type": "last_seen", "subject": "a1", "value": "{}", "seen_at": time}


def check():
    fields = [b"shipit-vault-1", b"secret", b"value", b"1", b"a", b"KEY"]
    place = b"".join(struct.pack(">I", len(f)) + f for f in fields)
    sealed = bytes.fromhex("000102030405060708090a0b2f77b86fa097f06c2c2b09d956b3dc913ee5f5867d49f6")
    assert AESGCM(bytes(range(32))).decrypt(sealed[:12], sealed[12:], place) == b"hunter2"

    unlock_key = hashlib.scrypt(PASSPHRASE, salt=bytes(range(16)), n=1 << 17, r=8, p=1, maxmem=1 << 28, dklen=32)
    fields = [b"shipit-vault-1", b"vault_slot", b"data_key", b"2", b"s"]
    place = b"".join(struct.pack(">I", len(f)) + f for f in fields)
    sealed = bytes.fromhex("000102030405060708090a0b5fc1eca26f58a1d1883aad312865f3b1df60352d"
                           "72f89e55100140cf19683c43893efac9ef453a792227f2711808b224")
    assert AESGCM(unlock_key).decrypt(sealed[:12], sealed[12:], place) == bytes(range(32))

    for version in VERSIONS:
        with open(FIXTURE % version, "rb") as file:
            data = file.read()
        assert [json.loads(line) for line in read(data, PASSPHRASE).splitlines()] == list(fixture_records(version))
    for position in (0, 16, 20, 40, 60, len(data) - 1):
        broken = bytearray(data)
        broken[position] ^= 1
        try:
            read(bytes(broken), PASSPHRASE)
        except (InvalidTag, AssertionError):
            continue
        sys.exit(f"a change at byte {position} was not noticed")
    print("the formats check")


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        with open(sys.argv[2], "rb") as file:
            sys.stdout.buffer.write(read(file.read(), os.environb[b"SHIPIT_PASSPHRASE"]))
    elif sys.argv[1:2] == ["make"]:
        version = int(sys.argv[2])
        records = fixture_records(version)
        lines = "".join(json.dumps(record, sort_keys=True, separators=(",", ":")) + "\n" for record in records)
        with open(FIXTURE % version, "wb") as file:
            file.write(write(lines.encode(), PASSPHRASE, bytes(range(16)), 10))
    else:
        check()
