#!/usr/bin/env python3
"""Drives the demo in a real terminal as a newcomer would, and sees that it leaves the terminal as it found it."""
import os
import pathlib
import re
import signal

from real_terminal import PROMPT, Failure, RealTerminal, built, main

PROGRAM = built("shipit-tui")
PANES = ["1 Projects", "2 Clusters", "3 Apps", "4 Logs", "5 Revisions"]


class Demo(RealTerminal):
    """The demo, started from a shell whose settings are remembered."""

    def __init__(self, width, height, options="", **environment):
        super().__init__(width, height, environment)
        self.options = options

    def __enter__(self):
        super().__enter__()
        self.settings_before = self.settings("before")
        self.run(f"clear; {PROGRAM} --demo {self.options}; echo ended with $?")
        return self

    def settings(self, name):
        """What stty says, through a file because a narrow screen would break the line."""
        file = pathlib.Path(self.home.name) / name
        self.run(f"stty -g > {file}.part && mv {file}.part {file}")
        self.wait_until(file.exists, "the settings of the terminal")
        return file.read_text()

    def see_five_panes(self):
        self.see(*PANES, "● running")
        self.see_whole_boxes(5)

    def filter(self, pane, text):
        self.press(pane, "/")
        self.type(text)
        self.press("enter")
        self.see(f"/{text}")

    def expect_restored(self, name):
        """The shell's screen, cursor, keypad, mouse and line discipline are what they were."""
        self.wait_until(lambda: self.screen().rstrip().endswith(PROMPT.strip()), "a prompt")
        for flag, value in {
            "alternate_on": "0", "cursor_flag": "1", "mouse_any_flag": "0", "keypad_flag": "0", "keypad_cursor_flag": "0",
        }.items():
            if self.flag(flag) != value:
                raise Failure(f"{flag} is {self.flag(flag)} after the program has {name}:\n{self.screen()}")
        if (settings := self.settings(name)) != self.settings_before:
            raise Failure(f"stty was {self.settings_before} and is {settings} after the program has {name}")

    def signal(self, number):
        """Signals the program, the only child of the shell."""
        shell = self.flag("pane_pid")
        pids = pathlib.Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        if len(pids) != 1:
            raise Failure(f"the shell has {len(pids)} children")
        os.kill(int(pids[0]), number)

    def quit(self):
        self.press("q")
        self.see("ended with 0")
        self.expect_restored("ended")


def draws(width, height):
    def step():
        with Demo(width, height) as demo:
            demo.see_five_panes()
            demo.press("?")
            demo.see("Keys in")
            demo.press("esc")
            demo.gone("Keys in")
            demo.quit()

    return step


def deploys():
    with Demo(120, 36) as demo:
        demo.see_five_panes()
        demo.filter("1", "shop")
        demo.filter("3", "web")
        demo.see("shop ▸ production ▸ web")
        demo.press("e", "ctrl-u")
        demo.type("ghcr.io/acme/web:1.5.0")
        demo.press("ctrl-s")
        demo.see("Saved web")
        demo.press("d")
        demo.see("Deploy web as revision 4?", "+ image: ghcr.io/acme/web:1.5.0")
        demo.press("y")
        demo.see("rolling out", "✓ Revision 4 is running")
        demo.see_five_panes()
        demo.quit()


def resizes():
    with Demo(120, 36) as demo:
        demo.see_five_panes()
        for width, height in [(80, 24), (200, 60), (100, 30)]:
            demo.resize(width, height)
            demo.wait_until(lambda: demo.flag("pane_width") == str(width), f"a width of {width}")
            demo.wait_until(lambda: fills(demo.screen(), width, height), f"a frame of {width}×{height}")
            demo.see_five_panes()
        demo.resize(60, 15)
        demo.see_whole_boxes(1)
        demo.resize(20, 5)
        demo.gone("● running")
        demo.resize(120, 36)
        demo.see_five_panes()
        demo.quit()


def fills(screen, width, height):
    """Whether boxes reach the right edge and the line above the footer."""
    lines = screen.split("\n")
    return any(len(line) == width and line.endswith(("╮", "┐")) for line in lines) and lines[height - 2].endswith(
        ("╯", "┘")
    )


def suspends():
    with Demo(120, 36) as demo:
        demo.see_five_panes()
        demo.press("ctrl-z")
        demo.see("Stopped")
        demo.expect_restored("stopped")
        demo.run("clear; fg; echo ended with $?")
        demo.see_five_panes()
        if demo.flag("alternate_on") != "1":
            raise Failure("the program came back on the shell's screen")
        demo.quit()


def is_told_to_end(name):
    def step():
        with Demo(100, 30) as demo:
            demo.see_five_panes()
            demo.signal(getattr(signal, name))
            demo.see("ended with 0")
            demo.expect_restored("ended")

    return step


def crashes(name):
    """A crash gives the terminal back and leaves a report without secrets, of which the next start tells once."""

    def step():
        with Demo(120, 36, SHIPIT_VAULT_PASSPHRASE="a secret that nobody may read") as demo:
            demo.see_five_panes()
            demo.signal(getattr(signal, name))
            demo.see("shipit-tui has crashed", "ended with")
            demo.expect_restored("crashed")
            folder = pathlib.Path(demo.home.name) / ".local/state/shipit/crashes"
            reports = list(folder.glob("crash-*.txt"))
            if len(reports) != 1 or reports[0].stat().st_mode & 0o777 != 0o600:
                raise Failure(f"the reports are {reports}")
            text = reports[0].read_text()
            if "shipit-tui" not in text.partition(f"signal {int(getattr(signal, name)):02}\n")[2]:
                raise Failure(f"the report does not tell what happened:\n{text}")
            if "nobody may read" in text:
                raise Failure(f"a secret is in the report:\n{text}")
            demo.run(f"clear; {PROGRAM} --demo; echo ended with $?")
            demo.see("The last run crashed", "crash-")
            demo.press("enter")
            demo.see_five_panes()
            demo.quit()
            demo.run(f"clear; {PROGRAM} --demo; echo ended with $?")
            demo.see_five_panes()
            demo.quit()

    return step


def takes_what_was_typed_early():
    with Demo(120, 36) as demo:
        # The program has just been started: nothing of it can be on the screen yet.
        demo.press("enter", "]", "]", "]")
        demo.see("100m (default)")
        demo.press("esc")
        demo.see_five_panes()
        demo.quit()


def leaves_no_trace():
    with Demo(120, 36, NO_COLOR="1") as demo:
        demo.see_five_panes()
        if re.search(r"\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b", demo.styled_screen()):
            raise Failure("there are colours in spite of NO_COLOR")
        demo.quit()
        left = [path for path in pathlib.Path(demo.home.name).rglob("*shipit*") if path.is_file()]
        if left:
            raise Failure(f"the demo has left {left}")


def is_refused():
    with RealTerminal(100, 30) as terminal:
        terminal.run(f"TERM=dumb {PROGRAM} --demo; echo ended with $?")
        terminal.see("dumb", "ended with")
        terminal.run(f"clear; {PROGRAM} --demo < /dev/null; echo ended with $?")
        terminal.see("needs a terminal", "ended with")


main(
    [
        ("five panes at 80×24", draws(80, 24)),
        ("five panes at 120×36", draws(120, 36)),
        ("five panes at 200×60", draws(200, 60)),
        ("a deploy, to the end of its rollout", deploys),
        ("resizes", resizes),
        ("Ctrl-Z and back", suspends),
        ("SIGTERM restores the terminal", is_told_to_end("SIGTERM")),
        ("SIGHUP restores the terminal", is_told_to_end("SIGHUP")),
        ("SIGSEGV restores the terminal and leaves a report", crashes("SIGSEGV")),
        ("SIGILL, as a trap is, does too", crashes("SIGILL")),
        ("what is typed while it starts is not lost", takes_what_was_typed_early),
        ("without colours, and without a trace", leaves_no_trace),
        ("terminals that will not do", is_refused),
    ]
)
