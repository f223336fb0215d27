"""`muster serve`: the web application from this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from muster.cli.command import Command


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one (default: 8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that answer requests")
    parser.add_argument("--certificate", type=Path, help="TLS certificate, where no proxy ends TLS before us")
    parser.add_argument("--key", type=Path, help="its private key")


def _serve(typed: argparse.Namespace) -> None:
    from muster.web.serving import free_port, serve

    serve(typed.host, typed.port or free_port(typed.host), typed.workers, certificate=typed.certificate, key=typed.key,
          ready=lambda address: print(f"Muster is served at {address} until you press Ctrl-C.", flush=True))


COMMANDS = (
    Command("serve", "serve the web application, with one process for jobs beside it",
            ("muster serve --port 0",), _serve, _add_serve),
)
