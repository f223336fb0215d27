"""The server as a team starts it: it answers, it does jobs, it ends when told, and its settings are strict."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVE = ("from muster.web.serving import serve, free_port\n"
         "if __name__ == '__main__':\n"
         "    serve('127.0.0.1', free_port(), workers=1, ready=lambda where: print(where, flush=True))\n")


@pytest.fixture
def server(haiti_template: Path, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on the Haiti mission, in processes of its own."""
    shutil.copy(haiti_template, tmp_path / "muster.db")
    (tmp_path / "start.py").write_text(SERVE)
    environment = {**os.environ, "MUSTER_HOME": str(tmp_path), "MUSTER_DATABASE": str(tmp_path / "muster.db")}
    for name in ("DJANGO_SETTINGS_MODULE", "MUSTER_PLAIN_HTTP"):
        environment.pop(name, None)
    process = subprocess.Popen([sys.executable, str(tmp_path / "start.py")], env=environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    yield address, process
    if process.poll() is None:
        process.terminate()
        process.wait(20)


def _got(address: str) -> int:
    for _try in range(50):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                answer.read()
                return int(answer.status)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    return 0


def _children(process: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[1]) == process:
            found.append(int(status.parent.name))
    return found


def test_it_serves_pages_and_its_own_files_and_ends_whole(server: tuple[str, subprocess.Popen[str]]):
    address, process = server
    assert address.startswith("http://127.0.0.1:")
    assert _got(address + "haiti/") == 200
    assert _got(address + "static/web/muster.css") == 200
    assert _got(address + "health/") == 200
    children = _children(process.pid)
    assert len(children) >= 2  # a web worker and the jobs' worker
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    for _try in range(50):
        left = [one for one in children if Path(f"/proc/{one}/cmdline").exists()
                and Path(f"/proc/{one}/cmdline").read_bytes()]
        if not left:
            break
        time.sleep(0.2)
    assert left == []


def test_the_jobs_worker_ends_when_its_server_is_killed(server: tuple[str, subprocess.Popen[str]]):
    address, process = server
    assert _got(address + "health/") == 200
    children = [one for one in _children(process.pid)
                if b"run_jobs" in Path(f"/proc/{one}/cmdline").read_bytes()]
    assert len(children) == 1
    process.kill()
    process.wait(20)
    for _try in range(60):
        left = [one for one in children if Path(f"/proc/{one}/cmdline").exists()
                and Path(f"/proc/{one}/cmdline").read_bytes()]
        if not left:
            break
        time.sleep(0.3)
    assert left == []


def test_the_settings_of_a_deployed_server_have_no_weakness_django_knows(tmp_path: Path):
    environment = {**os.environ, "MUSTER_HOME": str(tmp_path), "MUSTER_DATABASE": str(tmp_path / "muster.db"),
                   "DJANGO_SETTINGS_MODULE": "muster.web.settings", "MUSTER_HOSTS": "muster.example"}
    environment.pop("MUSTER_PLAIN_HTTP", None)
    done = subprocess.run([sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
                          env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    key = tmp_path / "secret.key"
    assert key.stat().st_mode & 0o077 == 0
    assert len(key.read_text()) >= 50


def test_cookies_are_bound_to_tls_unless_it_is_served_on_this_machine_alone(tmp_path: Path):
    code = ("from muster.web import settings as s; "
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)")
    environment = {**os.environ, "MUSTER_HOME": str(tmp_path)}
    environment.pop("MUSTER_PLAIN_HTTP", None)
    strict = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    local = subprocess.run([sys.executable, "-c", code], env={**environment, "MUSTER_PLAIN_HTTP": "1"},
                           capture_output=True, text=True)
    assert strict.stdout.split() == ["True", "True", "True", "False"]
    assert local.stdout.split() == ["False", "False", "False", "False"]


def test_the_tables_of_the_web_are_those_of_its_models(web_settings: None):
    from django.core.management import call_command

    call_command("makemigrations", "web", check=True, dry_run=True, verbosity=0)
