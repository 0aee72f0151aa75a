#!/usr/bin/env python3
"""Replays files of Tests/Scenarios in a real terminal: scenario.py [FILE …]. The tests replay them without one."""
import pathlib
import sys

from real_terminal import ROOT, RealTerminal, built, main


def size(text):
    return [int(part) for part in text.split("x")]


def replay(file, program):
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    instructions = [line.split(" ", 1) for line in lines]
    first = next((argument for verb, argument in instructions if verb == "size"), "120x36")
    with RealTerminal(*size(first)) as terminal:
        terminal.run(f"clear; {program} --demo")
        for verb, argument in instructions:
            match verb:
                case "press":
                    for key in argument.split():
                        terminal.press(key)
                case "type":
                    terminal.type(argument)
                case "see":
                    terminal.see(argument)
                case "gone":
                    terminal.gone(argument)
                case "resize":
                    terminal.resize(*size(argument))


if __name__ == "__main__":
    program = built("shipit-tui")
    files = [pathlib.Path(name) for name in sys.argv[1:]] or sorted((ROOT / "Tests/Scenarios").glob("*.scenario"))
    main([(file.stem, lambda file=file: replay(file, program)) for file in files])
