#!/usr/bin/env python3
"""Looks for planted secrets in the memory of the running program, as a core dump would hold it, and in all that it wrote.

In use the image shows what is at work; after the screen was locked it shows nothing: no key, no passphrase, no
kubeconfig's token, no secret's value, neither as text, nor as base64, nor as a terminal's cells. It needs root, since the
program lets nobody else read its memory.
"""
import atexit
import base64
import hashlib
import os
import pathlib
import re
import secrets
import socket
import sqlite3
import struct
import subprocess
import threading

from real_terminal import Failure, RealTerminal, built, main

PROGRAM = built("shipit-tui")
SIMULATOR = built("shipit-simulator")


def planted(name):
    return f"PLANTED-{name}-{secrets.token_hex(12)}"


def cells(text):
    """As ncurses keeps it: a cell is attributes, five characters of which one is used, and a colour."""
    return b".{24}".join(re.escape(struct.pack("<I", ord(letter))) for letter in text)


def patterns(text):
    """The ways in which a text can lie in memory. Base64 also where it begins in the middle of a group."""
    found = {"text": re.escape(text.encode()), "cells": cells(text), "UTF-16": re.escape(text.encode("utf-16-le"))}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + text.encode()).rstrip(b"=")
        found[f"base64+{shift}"] = re.escape(encoded[4 if shift else 0:-2])
    return {name: re.compile(pattern, re.DOTALL) for name, pattern in found.items()}


class Memory:
    """What a core dump of a process would hold: every page that can be read."""

    def __init__(self, pid):
        self.parts = []
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                found = re.match(r"([0-9a-f]+)-([0-9a-f]+) (r)(.)", line)
                if not found or "[vvar" in line or "[vsyscall" in line:
                    continue
                # What is mapped from a file and never written is the file.
                if "/" in line and found[4] != "w":
                    continue
                start, end = int(found[1], 16), int(found[2], 16)
                try:
                    memory.seek(start)
                    self.parts.append((line.split()[-1], memory.read(end - start)))
                except (OSError, OverflowError):
                    continue
        self.size = sum(len(part) for _, part in self.parts)

    def find(self, name, wanted):
        """Where a secret lies, in words."""
        return [
            f"{name} as {form} in {place} at {match.start():#x}: {part[max(0, match.start() - 40):match.start()]!r}"
            for form, pattern in wanted.items() for place, part in self.parts for match in pattern.finditer(part)
        ]


def data_key(store, passphrase):
    """The key that seals everything, by docs/formats/vault.md; None without Python's cryptography."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        return None, None
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    slot, sealed, version, salt, n, r, p = db.execute(
        "SELECT id, data_key, data_key_version, salt, scrypt_exponent, scrypt_block_size, scrypt_parallelism"
        " FROM vault_slot WHERE kind = 'passphrase'").fetchone()
    db.close()
    key = hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << n, r=r, p=p, maxmem=1 << 30, dklen=32)
    place = b"".join(struct.pack(">I", len(field)) + field for field in (
        b"shipit-vault-1", b"vault_slot", b"data_key", str(version).encode(), slot.encode()))
    return key, AESGCM(key).decrypt(sealed[:12], sealed[12:], place)


def raw(key):
    return {"bytes": re.compile(re.escape(key), re.DOTALL), "digits": re.compile(key.hex().encode(), re.IGNORECASE)}


class TokenProxy:
    """Passes connections on, and the planted token as the administrator's."""

    def __init__(self, port, token):
        self.target, self.planted = port, f"Bearer {token}".encode()
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data.replace(self.planted, b"Bearer admin"))
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()


class World:
    def __init__(self, terminal):
        self.terminal = terminal
        self.home = pathlib.Path(terminal.home.name)
        self.store = self.home / "shipit.db"
        self.passphrase, self.wrong = planted("PASSPHRASE"), planted("WRONG")
        self.secret, self.export_passphrase = planted("SECRET"), planted("EXPORT")
        self.remote_token = planted("REMOTE")
        kubeconfig = self.home / "kubeconfig"
        simulator = subprocess.Popen(
            [SIMULATOR, "--port", "0", "--kubeconfig", str(kubeconfig)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        # However this ends.
        atexit.register(lambda: (simulator.kill(), simulator.wait()))
        terminal.wait_until(lambda: kubeconfig.exists() and kubeconfig.stat().st_size, "a simulator")
        # The simulator's own token is a word that stands everywhere.
        self.token = planted("TOKEN")
        text = kubeconfig.read_text()
        proxy = TokenProxy(int(re.search(r"127\.0\.0\.1:(\d+)", text)[1]), self.token)
        text = re.sub(r"127\.0\.0\.1:\d+(/as/admin)?", f"127.0.0.1:{proxy.port}", text)
        kubeconfig.write_text(re.sub(r"token: .*", f"token: {self.token}", text))
        self.shipit("vault", "init", "--with", "passphrase", text=self.passphrase)
        self.shipit("projects", "create", "shop")
        self.shipit("clusters", "connect", "shop", "--name", "prod", "--kubeconfig", str(kubeconfig))
        self.shipit("apps", "create", "shop/prod", "--name", "web", "--image", "local/web:1", "--port", "80")
        self.shipit("secrets", "set", "shop/prod/web", "API_KEY", text=self.secret)
        self.shipit("apps", "deploy", "shop/prod/web", "--watch-for", "0s")
        self.shipit("--export", str(self.home / "export"))
        self.unlock_key, self.data_key = data_key(self.store, self.passphrase)

    @property
    def environment(self):
        return {"SHIPIT_STORE": str(self.store), "SHIPIT_VAULT_PASSPHRASE": self.passphrase,
                "SHIPIT_PASSPHRASE": self.export_passphrase, "SHIPIT_TOKEN": self.remote_token}

    def shipit(self, *arguments, text=""):
        subprocess.run(
            [PROGRAM, *arguments], input=text.encode(), check=True, stdout=subprocess.DEVNULL,
            env={"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config"), **self.environment})

    def secrets(self):
        texts = {"the token": self.token, "the secret": self.secret, "the passphrase": self.passphrase,
                 "a wrong passphrase": self.wrong, "the export's passphrase": self.export_passphrase,
                 "the remote's token": self.remote_token}
        found = {name: patterns(text) for name, text in texts.items()}
        if self.data_key:
            found |= {"the data key": raw(self.data_key), "the unlock key": raw(self.unlock_key)}
        return found

    def pid(self):
        shell = self.terminal.flag("pane_pid")
        return int(pathlib.Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])

    def image(self):
        memory = Memory(self.pid())
        return memory, {name: memory.find(name, wanted) for name, wanted in self.secrets().items()}

    def expect_nothing(self, when):
        memory, found = self.image()
        lines = [line for finds in found.values() for line in finds]
        if lines:
            raise Failure(f"{when} the memory shows:\n" + "\n".join(lines[:40]))
        print(f"{when}: nothing in {memory.size >> 20} MiB")

    def expect_protected(self):
        """No core dump, no reader but root, keys in locked pages that no dump has."""
        limits = pathlib.Path(f"/proc/{self.pid()}/limits").read_text()
        if not re.search(r"Max core file size +0 +0 ", limits):
            raise Failure("core dumps are possible")
        if os.stat(f"/proc/{self.pid()}/mem").st_uid != 0:
            raise Failure("the memory is somebody's who is not root")
        areas = re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", pathlib.Path(f"/proc/{self.pid()}/smaps").read_text())
        locked = [area for area in areas if " lo " in area and " dd " in area]
        if not locked:
            raise Failure("no key lies in locked pages that are left out of dumps")

    def expect_sealed_files(self):
        for path in self.home.rglob("*"):
            if not path.is_file() or path.name == "kubeconfig":
                continue
            content = path.read_bytes()
            for name, wanted in self.secrets().items():
                for form, pattern in wanted.items():
                    if pattern.search(content):
                        raise Failure(f"{path.name} shows {name} as {form}")
        if not (self.home / "shipit.db-wal").exists():
            raise Failure("there was no write-ahead log to look at")


def locked():
    if os.geteuid() != 0:
        print("left out: only root may read the program's memory")
        return
    with RealTerminal(110, 34) as terminal:
        look(terminal, World(terminal))


def look(terminal, world):
    # A file, since the terminal would show what is typed, and the shell keep it.
    start = world.home / "start"
    settings = "".join(f"export {name}='{value}'\n" for name, value in world.environment.items())
    start.write_text(f"{settings}exec {PROGRAM} 2>{world.home}/errors\n")
    terminal.run(f"clear; bash {start}")
    terminal.see("3 Apps", "web", "● running")
    start.unlink()
    terminal.press("enter")
    terminal.see("Overview")
    terminal.press("]", "]")
    terminal.see("API_KEY")
    terminal.press("x")
    terminal.see(world.secret)
    _, found = world.image()
    for name in ("the token", "the secret"):
        if not found[name]:
            raise Failure(f"in use the memory does not show {name}: nothing that is looked for could be found")
    if world.data_key and not found["the data key"]:
        raise Failure("in use the memory does not show the data key")
    for name in ("the passphrase", "the export's passphrase", "the remote's token"):
        if found[name]:
            raise Failure(f"in use the memory shows {name}, which has done its work:\n" + "\n".join(found[name][:20]))
    world.expect_protected()
    print("in use: the key lies in locked pages, and nobody but root can read it")
    world.expect_sealed_files()

    terminal.type("L")
    terminal.see("Locked", "keys are forgotten")
    terminal.type(world.wrong)
    terminal.press("enter")
    terminal.see("does not open the vault")
    world.expect_nothing("locked")
    terminal.type(world.passphrase)
    terminal.press("enter")
    terminal.see("API_KEY")
    terminal.type("L")
    terminal.see("Locked", "keys are forgotten")
    world.expect_nothing("locked again")
    world.expect_sealed_files()


main([("a locked screen leaves no secret in memory", locked)])
