#!/usr/bin/env python3
"""Writes Sources/Terminal/WideRanges.swift: the code points that take two cells.

They are those whose East Asian Width (Unicode annex 11) is Wide or Fullwidth, from the tables of the Python package
wcwidth. Run it again when that knows a newer Unicode: pip install wcwidth && Tests/Scripts/wide-ranges.py
"""
import pathlib
import unicodedata

import wcwidth

version = wcwidth.list_versions()[-1]


def is_wide(code):
    if 0xD800 <= code < 0xE000 or 0x1F1E6 <= code <= 0x1F1FF:  # surrogates; flag letters are drawn as one cell
        return False
    return wcwidth.wcwidth(chr(code)) == 2 or unicodedata.east_asian_width(chr(code)) in "WF" and (
        unicodedata.category(chr(code)) not in ("Mn", "Me", "Cf", "Cn")
    )


ranges = []
for code in range(0x300, 0x110000):
    if not is_wide(code):
        continue
    if ranges and ranges[-1][1] == code - 1:
        ranges[-1][1] = code
    else:
        ranges.append([code, code])

literals = [f"0x{low:x}...0x{high:x}," for low, high in ranges]
lines, line = [], "   "
for literal in literals:
    if len(line) + 1 + len(literal) > 120:
        lines.append(line)
        line = "   "
    line += " " + literal
lines.append(line)
text = f"""// Made by Tests/Scripts/wide-ranges.py from Unicode {version}. Not to be edited.

extension UnicodeScalar {{
  /// The code points that take two cells, in order.
  static let wideRanges: [ClosedRange<UInt32>] = [
{chr(10).join(lines)}
  ]
}}
"""
target = pathlib.Path(__file__).parents[2] / "Sources/Terminal/WideRanges.swift"
target.write_text(text)
print(f"{target}: {len(ranges)} ranges, Unicode {version}")
