"""A real server with a copy of the Haiti mission, and a real Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import haiti_template, web_settings, web_template  # noqa: F401  (fixtures of the same server)

PASSWORD = "a long sentence of mine"
SERVE = ("from muster.web.serving import serve, free_port\n"
         "if __name__ == '__main__':\n"
         "    serve('127.0.0.1', free_port(), workers=2, ready=lambda where: print(where, flush=True))\n")
PEOPLE = (("amina", ("recorder",), ""), ("jean", ("recorder", "approver"), ""), ("kenya.desk", ("contributor",), "KEN"),
          ("root", ("administrator", "recorder"), ""))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium: Debian's, or the one $CHROMIUM names."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("No Chromium found. Run `make browser`, or name one in $CHROMIUM.")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, from npm."""
    script = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.fail("axe-core is not installed. Run `make browser` (or `npm ci`).")
    return script.read_text()


def _started(template: Path, home: Path) -> tuple[str, subprocess.Popen[str]]:
    home.mkdir(exist_ok=True)
    shutil.copy(template, home / "muster.db")
    (home / "start.py").write_text(SERVE)
    environment = {**os.environ, "MUSTER_HOME": str(home), "MUSTER_DATABASE": str(home / "muster.db")}
    for name in ("DJANGO_SETTINGS_MODULE", "MUSTER_PLAIN_HTTP"):
        environment.pop(name, None)
    _make_people(environment)
    process = subprocess.Popen([sys.executable, str(home / "start.py")], env=environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    return process.stdout.readline().strip().rstrip("/"), process


def _make_people(environment: dict[str, str]) -> None:
    """Accounts with passwords, and an empty mission beside Haiti."""
    code = f"""
from muster.web.serving import set_up
set_up(plain_http=True)
from django.contrib.auth.models import User
from muster.web.pages.accounts import make_person
for name, roles, party in {PEOPLE!r}:
    make_person(name, roles, party=party)
    user = User.objects.get(username=name)
    user.set_password({PASSWORD!r})
    user.save()
from muster.actions import missions
missions.init("A new mission", timezone="Africa/Nairobi", administrator="root", slug="new")
from muster import store
store.make_current("haiti")
"""
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.fixture(scope="session")
def site(haiti_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    """The address of a server that is only read."""
    address, process = _started(haiti_template, tmp_path_factory.mktemp("site"))
    yield address
    process.terminate()
    process.wait(20)


@pytest.fixture
def own_site(haiti_template: Path, tmp_path: Path) -> Iterator[str]:  # noqa: F811
    """The address of a server of this test's own, to write to."""
    address, process = _started(haiti_template, tmp_path / "site")
    yield address
    process.terminate()
    process.wait(20)


OpenPage = Callable[..., Any]


def listened_to(page: Any) -> Any:
    """The page, with what the browser complains of (a blocked script, a missing file) in `page.complaints`."""
    page.complaints = []
    page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def signed_in(page: Any, who: str) -> Any:
    """The page, after this person has signed in on it."""
    page.goto("/account/sign-in/")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return page


@pytest.fixture
def open_page(browser: Any) -> Iterator[OpenPage]:
    """open_page(width=390, scheme="dark", who="amina", site=address) is a page in a browser session of its own."""
    contexts = []

    def opened(*, site: str, width: int = 1200, scheme: str = "light", who: str = "", scripts: bool = True) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=site,
                                      java_script_enabled=scripts)
        contexts.append(context)
        page = listened_to(context.new_page())
        if who:
            signed_in(page, who)
        return page

    yield opened
    for context in contexts:
        context.close()
