"""The wheel alone, away from the project, opens the Haiti mission; and it names nobody below public office."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

SALT = b"muster: names below public office"
NAMES = frozenset("""
    d09dd98a39e7c05d 7a0b27d20d48cc2c af0bdef6a0aa2ea9
    0cd12b5f3e9b23c3 2d3414a48aa569dc d3d8a93dadd99dd3
    """.split())
"""Digests of names that must not be shipped; the names themselves would be published by this test."""


def digest(word: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", word.encode(), SALT, 400).hex()[:16]


def forbidden(text: str, names: frozenset[str]) -> set[str]:
    """Words of a text whose digests are among the names'."""
    return {word for word in set(re.findall(r"[^\W\d_]{4,}", text.lower())) if digest(word) in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=PROJECT,
                   check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel):
    folder = wheel.parent / "installed"
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def run(installed, home, *words):
    """Runs muster as installed, in an empty folder with an empty home."""
    program = "import muster, sys; print(muster.__file__, file=sys.stderr); " \
              "from muster.cli.main import main; sys.exit(main())"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER", "DJANGO"))}
    ran = subprocess.run([sys.executable, "-c", program, *words], cwd=home, capture_output=True, text=True, timeout=120,
                         env={**env, "HOME": str(home), "MUSTER_HOME": str(home), "PYTHONPATH": str(installed)},
                         check=False)
    assert str(installed) in ran.stderr.splitlines()[0]
    return ran


def test_the_installed_wheel_opens_the_haiti_mission(installed, tmp_path):
    assert run(installed, tmp_path, "load", "haiti").returncode == 0
    asked = run(installed, tmp_path, "gap", "--on", "2024-09-22", "--known", "2024-09-30", "--format", "json")
    personnel = next(row for row in json.loads(asked.stdout) if row["resource"] == "personnel")
    assert (personnel["required"], personnel["preparing"]) == (2500, 600)


def test_the_wheel_needs_what_the_lock_file_installs(wheel):
    (metadata,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("METADATA"))
    told = zipfile.ZipFile(wheel).read(metadata).decode()
    locked = (PROJECT / "requirements" / "run.txt").read_text(encoding="utf-8").lower()
    needed = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("Requires-Dist:")]
    assert needed
    for requirement in needed:
        name = requirement.split(">")[0].split("=")[0].split("<")[0].split("[")[0].split(";")[0].strip().lower()
        assert f"\n{name.replace('_', '-')}" in locked, f"{name} is not locked"


def test_the_wheel_names_nobody_below_public_office(wheel):
    archive = zipfile.ZipFile(wheel)
    found = {}
    for name in archive.namelist():
        try:
            text = archive.read(name).decode()
        except UnicodeDecodeError:
            continue
        if named := forbidden(text, NAMES):
            found[name] = len(named)
    assert not found


def test_the_search_finds_a_name_in_an_address():
    assert forbidden("https://press.example/2025/private-doe-buried.html", frozenset({digest("buried")})) == {"buried"}
