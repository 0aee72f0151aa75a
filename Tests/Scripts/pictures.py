#!/usr/bin/env python3
"""Takes the pictures of docs/screen.md and docs/logs.md from a real terminal: pictures.py writes them, pictures.py --check tells whether
they are so still.

Time stands still in the demo that they are taken of, so that ages and dates are the same every time; but for those with a log,
which is written only while time goes. Names that the clusters make from random ids (replica sets) differ.
"""
import concurrent.futures
import os
import re
import sys

from real_terminal import ROOT, Failure, RealTerminal, built

DOCUMENTS = [ROOT / "docs/screen.md", ROOT / "docs/logs.md"]
MOMENT = "2026-11-25T12:00:00Z"

LIVE = ["panes", "panes-small", "logs", "logs-filter", "logs-search", "logs-deploys", "logs-line"]

# Name, size, and what is done, as the files of Tests/Scenarios have it; the picture is taken after the last `see`.
PICTURES = {
    "panes": ("120x36", "see ● running\nsee following"),
    "panes-small": ("80x24", "see ● running\nsee following"),
    "one-pane": ("60x16", "see ● running"),
    "app-overview": ("120x36", "see ● running\npress :\ntype app web\npress enter enter\nsee requested"),
    "app-secrets": ("80x14", "see ● running\npress :\ntype app web\npress enter enter ] ]\nsee SESSION_KEY"),
    "app-scaling": ("80x14", "see ● running\npress enter ] ] ] ] ]\nsee available of"),
    "app-domain": ("90x16", "see ● running\npress enter ] ] ] ] ] ]\nsee 203.0.113.10"),
    "app-yaml": (
        "100x30",
        "see ● running\npress :\ntype app cache\npress enter e ctrl-u\ntype redis:8.0\npress ctrl-s\nsee Saved cache\n"
        "press enter [ [\nsee apiVersion: apps/v1\npress right right\npress /\ntype redis\npress enter\nsee redis:7.4",
    ),
    "app-history": ("100x16", "see ● running\npress enter [\nsee deploy"),
    "rollout": (
        "120x30",
        "see ● running\npress :\ntype app web\npress enter e ctrl-u\ntype ghcr.io/acme/web:1.5.0\npress ctrl-s\nsee Saved web\n"
        "press d\nsee Deploy web as revision 4?\npress y enter\nsee Deadline\nsee Timeline\nsee revision 4",
    ),
    "rollback": (
        "120x30", "see ● running\npress :\ntype app web\npress enter\nsee ▸3\npress b\nsee The cluster would accept this."),
    "delete": ("80x24", "see ● running\npress x\nsee Type api to confirm"),
    "protected": (
        "100x24", "see ● running\npress :\ntype project sites\npress enter\nsee protected\npress 3 r\nsee Type berlin to confirm"),
    "away": (
        "120x24", "see ● running\npress :\ntype project sites\npress enter :\ntype cluster oslo\npress enter\nsee shown as of"),
    "logs": ("120x24", "see ● running\npress :\ntype app web\npress enter 4 + +\nsee following\nsee ERROR"),
    "logs-filter": (
        "100x16", "see ● running\npress :\ntype app web\npress enter 4 + +\nsee ERROR\npress 9 &\ntype level>=warn pod=g8\nsee shown\n"
        "press enter\nsee ERROR"),
    "logs-search": (
        "100x16", "see ● running\npress :\ntype app web\npress enter 4 + +\nsee following\nsee GET\npress /\ntype get\nsee found\n"
        "press enter n\nsee paused"),
    "logs-deploys": (
        "100x24", "see ● running\npress :\ntype app web\npress enter d\nsee Deploy web as revision 4?\npress y\n"
        "see revision 4 became stable\npress 4 + + { {\nsee revision 4 started"),
    "logs-line": (
        "100x20", "see ● running\npress :\ntype app web\npress enter 4 + +\nsee ERROR\npress &\ntype level=error upstream\npress enter\n"
        "see shown\npress enter\nsee Line of\nsee Pod"),
    "palette": ("100x24", "see ● running\npress :\ntype ro\nsee roll back"),
    "help": ("100x36", "see ● running\npress ?\nsee Keys in Apps"),
    "form": ("80x24", "see ● running\npress e\nsee Edit api"),
    "pulse": ("120x24", "see ● running\npress :\ntype project sites\npress enter P\nsee as of"),
    "jobs": (
        "100x16", "see ● running\npress e ctrl-u\ntype ghcr.io/acme/api:2.2.0\npress ctrl-s\nsee Saved api\npress J\nsee ✓ Saving api"),
    "welcome": ("80x24", "see Welcome to shipit"),
}


def take(name, program):
    size, steps = PICTURES[name]
    environment = {"TZ": "UTC", "XDG_STATE_HOME": "/nonexistent"} | ({} if name in LIVE else {"SHIPIT_DEMO_MOMENT": MOMENT})
    with RealTerminal(*[int(part) for part in size.split("x")], environment) as terminal:
        terminal.run(f"clear; {program} {'' if name == 'welcome' else '--demo'}")
        for verb, argument in (line.split(" ", 1) for line in steps.split("\n")):
            match verb:
                case "press":
                    terminal.press(*argument.split())
                case "type":
                    terminal.type(argument)
                case "see":
                    terminal.see(argument)
        settled = terminal.settled_screen()
    return "\n".join(untimed(line) for line in settled.rstrip("\n").split("\n"))


def untimed(line):
    """How fast a cluster answers is no property of the program; the line stays as long as it is."""
    match = re.search(r"(\d+|<1) ms", line)
    if not match:
        return line
    short = line[: match.start()] + "<1 ms" + line[match.end():]
    missing = len(line) - len(short)
    if "● v" in line and line.startswith(" shipit"):
        index = short.index("● v")
        return short[:index] + " " * missing + short[index:] if missing >= 0 else short[: index + missing] + short[index:]
    index = match.start() + len("<1 ms")
    return short[:index] + " " * missing + short[index:] if missing >= 0 else short[:index] + short[index - missing:]


def main():
    program = built("shipit-tui")
    checks = "--check" in sys.argv
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    names = names or [name for name in PICTURES if not (checks and name in LIVE)]
    texts = {document: document.read_text() for document in DOCUMENTS}
    old = dict(texts)
    failed = []
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for name, picture in zip(names, pool.map(lambda name: attempt(name, program), names)):
            block = re.compile(rf"(<!-- picture: {name} -->\n```text\n).*?(\n```\n)", re.DOTALL)
            if isinstance(picture, Failure):
                print(f"FAILED: {name}: {picture}", file=sys.stderr, flush=True)
                failed.append(name)
                continue
            places = [document for document in DOCUMENTS if block.search(texts[document])]
            if not places:
                raise Failure(f"no document has a place for the picture {name}")
            for document in places:
                texts[document] = block.sub(lambda match: match[1] + picture + match[2], texts[document])
    if checks:
        for document in DOCUMENTS:
            if texts[document] != old[document]:
                print(f"{document.name} shows something else than the screen: run Tests/Scripts/pictures.py", file=sys.stderr)
                return 1
    else:
        for document in DOCUMENTS:
            document.write_text(texts[document])
    print(f"{len(names) - len(failed)} pictures")
    return 1 if failed else 0


def attempt(name, program):
    try:
        return take(name, program)
    except Failure as failure:
        return failure


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        sys.exit(1)
