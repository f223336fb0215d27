"""The examples of `serve` and `user`, which load settings of their own and so run as processes of their own."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
import urllib.request
from typing import Any

import pytest

from muster.cli.main import COMMANDS

PATIENCE_SECONDS = 60


def examples(name: str) -> list[str]:
    return [example for command in COMMANDS if command.name == name for example in command.examples]


def command_line(example: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli.main", *shlex.split(example)[1:]]


@pytest.fixture
def environment(haiti: None) -> dict[str, str]:
    """The test's own database and home, without the settings this process has loaded."""
    from muster import store

    store.close()
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


@pytest.mark.parametrize("example", examples("user"))
def test_the_example_of_user_makes_an_account(environment: dict[str, str], example: str) -> None:
    ran = subprocess.run(command_line(example), env=environment, capture_output=True, text=True,
                         timeout=PATIENCE_SECONDS, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "chooses a password at http://127.0.0.1:8000/" in ran.stdout


@pytest.mark.parametrize("example", examples("serve"))
def test_the_example_of_serve_answers_and_ends_when_told_to(environment: dict[str, str], example: str) -> None:
    served = subprocess.Popen(command_line(example), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, start_new_session=True)
    too_long = threading.Timer(PATIENCE_SECONDS, served.kill)
    too_long.start()
    try:
        assert served.stdout is not None
        told = served.stdout.readline()
        assert told.startswith("Muster is served at http://127.0.0.1:"), told
        address = told.split()[4]
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            assert answer.status == 200
            assert b"Haiti" in answer.read()
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=PATIENCE_SECONDS) == 0
    finally:
        too_long.cancel()
        _end(served)


def _end(served: subprocess.Popen[Any]) -> None:
    if served.poll() is None:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()
