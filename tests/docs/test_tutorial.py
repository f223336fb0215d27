"""The tutorial's commands, run in order in an empty home, print what the tutorial says they print."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"```(console|csv )([^\n]*)\n(.*?)```", re.DOTALL)


def sessions(page: Path) -> list[tuple[str, str, str]]:
    """("", command, what it prints) and (file, "", its text) in the order of the page; `...` stands for any text."""
    told = []
    for kind, name, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "csv ":
            told.append((name, "", block))
            continue
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = command.partition("\n")
            told.append(("", line, printed))
    return told


@pytest.mark.parametrize("page", ["tutorial.md", "keeping.md"])
def test_the_page_tells_what_happens(page, tmp_path):
    home = {**os.environ, "HOME": str(tmp_path), "MUSTER_HOME": str(tmp_path / "muster"), "COLUMNS": "110",
            "MUSTER_AUTHOR": "amina"}
    home.pop("MUSTER_DATABASE", None)
    checker = doctest.OutputChecker()
    commands = sessions(DOCS / page)
    assert commands
    for name, line, printed in commands:
        if name:
            (tmp_path / name).write_text(printed, encoding="utf-8")
            continue
        words = shlex.split(line)
        assert words[0] == "muster", f"{page} runs {words[0]}"
        ran = subprocess.run([sys.executable, "-m", "muster.cli.main", *words[1:]], env=home, cwd=tmp_path,
                             capture_output=True, text=True, timeout=120, check=False)
        got = ran.stdout + ran.stderr
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        assert checker.check_output(printed, got, flags), f"$ {line}\nexpected:\n{printed}\ngot:\n{got}"
