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


def _add_user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="the name to sign in with")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE",
                        help="reporter, recorder, approver, administrator, or contributor (with --party); repeatable")
    parser.add_argument("--party", default="", metavar="ID", help="whose own lines a contributor sees (KEN)")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the web is served")


def _user(typed: argparse.Namespace) -> None:
    from muster.web.serving import set_up

    set_up(plain_http=True)
    from muster.web.pages.accounts import make_person

    link = make_person(typed.name, tuple(typed.role), party=typed.party, address=typed.address.rstrip("/"))
    print(f"{typed.name} chooses a password at {link} (once, within three days).")


COMMANDS = (
    Command("user", "give somebody an account of the web, or other roles",
            ("muster user amina --role administrator",), _user, _add_user),
    Command("serve", "serve the web application, with one process for jobs beside it",
            ("muster serve --port 0",), _serve, _add_serve),
)
