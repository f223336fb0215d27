"""Starting the web: gunicorn for requests, one process beside it for jobs; both end together.

Gunicorn's sync workers were measured against async ones: pages come from a cache or from columns in memory, so there
is nothing to wait for. On a loopback address it is served without TLS; anywhere else a proxy must end TLS, or
`certificate` and `key` be given.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SETTINGS = "muster.web.settings"


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.bind((host, 0))
        return int(tried.getsockname()[1])


def set_up(*, plain_http: bool) -> None:
    """Load the web's settings into this process and bring its tables up to date. Call before anything loads Django."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    if plain_http:
        os.environ["MUSTER_PLAIN_HTTP"] = "1"
    from muster import store

    store.setup()
    store.prepare()


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 2, *, certificate: Path | None = None,
          key: Path | None = None, ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted. ready: told the address once it is served.

    Must be the first thing in its process that loads Django's settings.
    """
    is_local = host in LOOPBACK
    set_up(plain_http=is_local and certificate is None)
    from muster import store

    store.close()
    mine = os.getpid()
    worker = subprocess.Popen([sys.executable, "-c", f"from muster.web.serving import run_jobs; run_jobs({mine})"])
    scheme = "https" if certificate or not is_local else "http"
    shown = f"[{host}]" if ":" in host else host
    try:
        _server({
            "bind": f"{shown}:{port}", "workers": workers, "worker_class": "sync", "timeout": 120,
            "graceful_timeout": 10, "accesslog": None, "errorlog": "-", "loglevel": "warning", "preload_app": False,
            "certfile": str(certificate) if certificate else None, "keyfile": str(key) if key else None,
            "when_ready": lambda _server: ready(f"{scheme}://{shown}:{port}/") if ready else None,
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None, "limit_request_line": 8190,
            "control_socket_disable": True,
        }).run()
    finally:
        if os.getpid() == mine:  # gunicorn's forked workers leave through here too
            worker.terminate()
            worker.wait(5)


def run_jobs(parent: int) -> None:
    """The jobs' process: works until told to end, or until the server that began it is gone."""
    ended = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    django.setup()
    from muster.web import jobs

    jobs.work(lambda: ended or os.getppid() != parent)


def _server(options: Mapping[str, Any]) -> Any:
    """Gunicorn with these options; imported late."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                if value is not None and name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from muster.web.wsgi import application

            return application

    return Server()
