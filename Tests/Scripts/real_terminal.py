"""A real terminal for the scripts of this folder: a shell inside tmux, watched through its screen.

Nothing here waits for time to pass but for something to be seen; a deadline only ends what will never come.
"""
import fcntl
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import termios
import time
import unicodedata

DEADLINE_SECONDS = 60
PROMPT = "ready$ "

KEYS = {
    "enter": "Enter", "esc": "Escape", "tab": "Tab", "shift-tab": "BTab", "backspace": "BSpace", "delete": "DC",
    "insert": "IC", "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
    "pgup": "PPage", "pageup": "PPage", "pgdn": "NPage", "pagedown": "NPage", "space": "Space",
}


ROOT = pathlib.Path(__file__).parents[2]


def built(product):
    """The path of an executable, as `swift build` has left it."""
    shown = subprocess.run(["swift", "build", "--show-bin-path"], cwd=ROOT, capture_output=True, text=True, check=True)
    return f"{shown.stdout.strip()}/{product}"


class Failure(Exception):
    """What was expected, and the screen that was there instead."""


class RealTerminal:
    """A shell on a terminal of the given size, which ends with the block that it was opened for."""

    def __init__(self, width, height, environment=None):
        self.width, self.height = width, height
        self.socket = f"shipit-{os.getpid()}-{id(self)}"
        self.home = tempfile.TemporaryDirectory(prefix="shipit-terminal-", ignore_cleanup_errors=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home.name, "LANG": "C.UTF-8", "PS1": PROMPT,
            "TMUX_TMPDIR": self.home.name, **(environment or {}),
        }

    def __enter__(self):
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(self.width), "-y", str(self.height),
            "bash", "--norc", "--noprofile", ";", "set", "-g", "default-terminal", "tmux-256color", ";",
            "set", "-g", "status", "off", ";", "set", "-s", "escape-time", "0",
        )
        # The first window was made before the options: one more shell has them.
        self._tmux("respawn-pane", "-k", "bash", "--norc", "--noprofile")
        self.resize(self.width, self.height)
        self.wait_until(lambda: PROMPT.strip() in self.screen(), "a shell")
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], env=self.environment, capture_output=True)
        self.home.cleanup()

    def _tmux(self, *arguments):
        done = subprocess.run(
            ["tmux", "-L", self.socket, *arguments], env=self.environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise Failure(f"tmux {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    # What is done

    def press(self, *keys):
        """Presses keys by the names that keymaps have: `j`, `ctrl-z`, `shift-tab`."""
        for key in keys:
            if key in KEYS:
                self._tmux("send-keys", KEYS[key])
            elif re.fullmatch(r"f\d+", key):
                self._tmux("send-keys", key.upper())
            elif key.startswith("ctrl-"):
                self._tmux("send-keys", "C-" + key.removeprefix("ctrl-"))
            elif key.startswith("alt-"):
                self._tmux("send-keys", "M-" + key.removeprefix("alt-"))
            else:
                self._tmux("send-keys", "-l", "--", key)
            if key == "esc":
                # Escape is a key of its own only when nothing follows it for 25 ms from when it is read; no person is
                # faster, but a busy machine may take its time to read it.
                self.wait_until_read()
                time.sleep(0.05)

    def type(self, text):
        self._tmux("send-keys", "-l", "--", text)

    def paste(self, text):
        """Pastes as a terminal does that was asked to bracket it."""
        self._tmux("set-buffer", "-b", "pasted", "--", text)
        self._tmux("paste-buffer", "-p", "-b", "pasted")

    def run(self, command):
        """Types a shell command."""
        self.type(command)
        self.press("enter")

    def wait_until_read(self):
        """Returns when nobody has still to read what was typed; after a while in any case, since not all programs read."""
        terminal = os.open(self.flag("pane_tty"), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                waiting = fcntl.ioctl(terminal, termios.FIONREAD, bytes(4))
                if not any(waiting):
                    return
                time.sleep(0.005)
        finally:
            os.close(terminal)

    def resize(self, width, height):
        self._tmux("resize-window", "-x", str(width), "-y", str(height))
        self.width, self.height = width, height

    # What is seen

    def screen(self):
        return self._tmux("capture-pane", "-p")

    def settled_screen(self):
        """The screen when it has been the same for a while, or as it is after a few seconds: for pictures."""
        last, since = self.screen(), time.monotonic()
        deadline = since + 5
        while time.monotonic() - since < 1.5 and time.monotonic() < deadline:
            time.sleep(0.1)
            if (screen := self.screen()) != last:
                last, since = screen, time.monotonic()
        return last

    def styled_screen(self):
        """The screen with the sequences that colour it."""
        return self._tmux("capture-pane", "-p", "-e")

    def flag(self, name):
        """A format of tmux, e.g. `alternate_on`."""
        return self._tmux("display-message", "-p", f"#{{{name}}}").strip()

    def wait_until(self, is_so, what):
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not is_so():
            if time.monotonic() > deadline:
                raise Failure(f"did not see {what} within {DEADLINE_SECONDS} s, but:\n{self.screen()}")
            time.sleep(0.02)

    def see(self, *texts):
        for text in texts:
            self.wait_until(lambda: text in self.screen(), repr(text))

    def gone(self, text):
        self.wait_until(lambda: text not in self.screen(), f"{text!r} go")

    def see_whole_boxes(self, count):
        """Waits until there are as many boxes, each with a border that is torn nowhere."""
        self.wait_until(
            lambda: (found := boxes(self.screen())) is not None and len(found) == count, f"{count} whole boxes"
        )


def cells(line):
    """The characters of a line by column; a wide one has an empty string after it."""
    result = []
    for character in line:
        if unicodedata.combining(character):
            continue
        result.append(character)
        if unicodedata.east_asian_width(character) in "WF":
            result.append("")
    return result


def boxes(screen):
    """The boxes on a screen as (left, top, right, bottom); None when a border is torn."""
    grid = [cells(line) for line in screen.split("\n")]

    def at(x, y):
        return grid[y][x] if 0 <= y < len(grid) and 0 <= x < len(grid[y]) else ""

    found = []
    for top, row in enumerate(grid):
        for left, character in enumerate(row):
            if character not in ("╭", "┌"):
                continue
            right = next((x for x in range(left + 1, len(row)) if row[x] in ("╮", "┐")), None)
            bottom = next((y for y in range(top + 1, len(grid)) if at(left, y) not in ("│", "┃", "├")), None)
            if right is None or bottom is None or at(left, bottom) not in ("╰", "└"):
                return None
            if at(right, bottom) not in ("╯", "┘"):
                return None
            if any(at(right, y) not in ("│", "┃", "┤") for y in range(top + 1, bottom)):
                return None
            # What stands in it has single spaces, and a line on both sides.
            border = "".join(at(x, bottom) or " " for x in range(left + 1, right))
            if "  " in border or border != border.strip():
                return None
            found.append((left, top, right, bottom))
    return found


def main(steps):
    """Runs named steps one after another; the first that fails ends the script with its reason."""
    for name, step in steps:
        started = time.monotonic()
        try:
            step()
        except Failure as failure:
            print(f"FAILED: {name}: {failure}", file=sys.stderr)
            sys.exit(1)
        print(f"ok: {name} ({time.monotonic() - started:.1f} s)", flush=True)
