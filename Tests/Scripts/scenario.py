#!/usr/bin/env python3
"""Replays the files of Tests/Scenarios in a real terminal: scenario.py [NAME …]. The tests replay them without one.

Several run at once, each in a tmux of its own. What cannot be had there is skipped, and the reason said. What fails is replayed
once more by itself: Escape and chords are told by time, which a machine that does much else may not have.
"""
import concurrent.futures
import os
import pathlib
import signal
import sys
import time

from real_terminal import ROOT, Failure, RealTerminal, built, cells

AT_ONCE = 4

# Instructions that need the world's clock or its cables, which only the tests hold.
HEADLESS = {
    "wait": "time cannot be moved on from outside",
    "cut": "the line to a simulated cluster cannot be cut from outside",
}


def size(text):
    return [int(part) for part in text.split("x")]


class Replay:
    def __init__(self, file, program):
        self.name = file.stem
        lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
        self.steps = [(line.split(" ", 1) + [""])[:2] for line in lines]
        self.program = program
        self.arguments = ["--demo"]
        self.environment = {}
        self.size = [120, 36]
        for verb, argument in self.steps:
            match verb:
                case "size":
                    self.size = size(argument)
                case "start":
                    self.arguments = []
                case "with" if argument.startswith("--"):
                    self.arguments.append(argument)
                case "with":
                    name, value = argument.split("=", 1)
                    self.environment[name] = value

    def reason_against(self):
        verbs = [verb for verb, _ in self.steps]
        for verb, reason in HEADLESS.items():
            if verb in verbs:
                return f"`{verb}`: {reason}"
        if "restart" in verbs and "--demo" in self.arguments:
            return "`restart`: the demo's store ends with it"
        return None

    def run(self):
        with RealTerminal(*self.size, self.environment) as self.terminal:
            started = False
            for number, (verb, argument) in enumerate(self.steps):
                if verb in ("size", "start", "with"):
                    continue
                if verb == "write" and not started:
                    self.write(argument)
                    continue
                if not started:
                    self.start()
                    started = True
                try:
                    self.take(verb, argument)
                except Failure as failure:
                    raise Failure(f"{verb} {argument}: {failure}") from None

    def start(self):
        self.terminal.run(f"clear; {' '.join([self.program, *self.arguments])}")
        self.terminal.wait_until(lambda: self.terminal.flag("alternate_on") == "1", "the program's screen")

    def take(self, verb, argument):
        terminal = self.terminal
        match verb:
            case "press":
                terminal.press(*argument.split())
            case "type":
                terminal.type(argument)
            case "paste":
                terminal.paste(argument)
            case "see":
                terminal.see(argument)
            case "gone":
                terminal.gone(argument)
            case "order":
                texts = argument.split(", ")
                terminal.wait_until(lambda: stands_in_order(terminal.screen(), texts), f"{texts} in that order")
            case "click" | "doubleclick" | "wheelup" | "wheeldown":
                terminal.see(argument)
                self.point(verb, *place(terminal.screen(), argument))
            case "drag":
                (x, y), (to_x, to_y) = ([int(part) for part in point.split(",")] for point in argument.split())
                terminal.type(mouse(0, x, y, "M") + mouse(32, to_x, to_y, "M") + mouse(0, to_x, to_y, "m"))
            case "resize":
                terminal.resize(*size(argument))
            case "write":
                self.write(argument)
            case "restart":
                self.end()
                self.start()
            case _:
                raise Failure(f"unknown instruction {verb}")

    def point(self, verb, x, y):
        click = mouse(0, x, y, "M") + mouse(0, x, y, "m")
        match verb:
            case "click":
                self.terminal.type(click)
            case "doubleclick":
                self.terminal.type(click + click)
            case "wheelup":
                self.terminal.type(mouse(64, x, y, "M"))
            case "wheeldown":
                self.terminal.type(mouse(65, x, y, "M"))

    def write(self, argument):
        name, text = argument.split(" ", 1)
        file = pathlib.Path(self.terminal.home.name) / ".config/shipit" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(text)
        part.replace(file)

    def end(self):
        shell = self.terminal.flag("pane_pid")
        children = pathlib.Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGTERM)
        self.terminal.wait_until(lambda: self.terminal.flag("alternate_on") == "0", "the program end")


def mouse(button, x, y, end):
    """A report of the mouse as xterm's SGR mode has it; cells count from 1 there."""
    return f"\x1b[<{button};{x + 1};{y + 1}{end}"


def place(screen, text):
    for y, line in enumerate(screen.split("\n")):
        index = line.find(text)
        if index >= 0:
            return len(cells(line[:index])), y
    raise Failure(f"{text!r} has gone from\n{screen}")


def stands_in_order(screen, texts):
    index = 0
    for text in texts:
        index = screen.find(text, index)
        if index < 0:
            return False
        index += len(text)
    return True


def attempt(replay):
    started = time.monotonic()
    if reason := replay.reason_against():
        return f"skipped: {replay.name}: {reason}", True
    try:
        replay.run()
    except Failure as failure:
        return f"FAILED: {replay.name}: {failure}", False
    return f"ok: {replay.name} ({time.monotonic() - started:.1f} s)", True


if __name__ == "__main__":
    program = built("shipit-tui")
    files = sorted((ROOT / "Tests/Scenarios").glob("*.scenario"))
    if names := sys.argv[1:]:
        files = [file for file in files if any(name in file.stem for name in names)]
    replays = [Replay(file, program) for file in files]
    started = time.monotonic()
    failed = []
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for replay, (text, isGood) in zip(replays, pool.map(attempt, replays)):
            print(text, file=sys.stdout if isGood else sys.stderr, flush=True)
            if not isGood:
                failed.append(replay)
    isFine = True
    for replay in failed:
        text, isGood = attempt(replay)
        print(f"once more: {text}", file=sys.stdout if isGood else sys.stderr, flush=True)
        isFine = isFine and isGood
    print(f"{len(replays)} scenarios in {time.monotonic() - started:.0f} s")
    sys.exit(0 if isFine else 1)
