"""How fast pages and the API answer, beside their rivals in one run: a bare Django view of equal size, datasette.

    python bench/web.py [--movements 1000000] [--seconds 3] [--keep FOLDER]

A mission of so many movements, each with its own statement and ruling (`large_mission`), is filed into a fresh SQLite
ledger; `--keep` keeps it for the next run. Then each server runs with two workers in turn. Of every page:

    bare        a Django view that answers with the page's own bytes and does nothing else
    rendered    the same bytes through Django's template engine, escaped like text of a report: what any page made by
                templates pays at least. A second peer, not the one the goal is held to
    from cache  the page asked again; `wrk` over four connections (without wrk: threads of this process, which
                flatters whatever is slow)
    anew        one asker; each question is for a day and a time of knowledge, both spread over the whole mission, that
                nobody asked about before. The head of the ledger does not move. Least and middle of all, in ms; the
                ratio is that of the least, and of the middle, to the least and the middle of the bare view
    another day the same for another day as known now

Beside it: how long the first page of a new process takes, how long the first page after somebody filed one entry,
and the memory of a worker. Weakness: one asker at a time says nothing of a rush of questions all anew.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import large_mission

BARE = '''
import os
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], TEMPLATES=[
    {"BACKEND": "django.template.backends.django.DjangoTemplates"}])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path
application = get_wsgi_application()
BODY = open(os.environ["BARE_BODY"], "rb").read()
PARTS = BODY.decode().split("<td")
PAGE = engines["django"].from_string("{% for part in parts %}<td{{ part }}{% endfor %}")
urlpatterns = [path("", lambda request: HttpResponse(BODY)),
               path("rendered/", lambda request: HttpResponse(PAGE.render({"parts": PARTS})))]
'''
SERVE = ("from muster.web.serving import serve\nimport sys\n"
         "if __name__ == '__main__':\n"
         "    serve('127.0.0.1', int(sys.argv[1]), workers=2, ready=lambda where: print('ready', flush=True))\n")
PAGES = {"overview": "", "ledger": "ledger/", "one line": "ledger/p7-personnel/", "contributors": "contributors/",
         "promises": "promises/", "asks": "asks/"}


@contextmanager
def served(command: list[str], address: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        for _try in range(600):
            try:
                if fetched(address):
                    break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}") from None
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def fetched(address: str) -> bytes:
    parts = urlsplit(address)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
    link.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
    answer = link.getresponse()
    body = answer.read()
    link.close()
    if answer.status != 200:
        raise OSError(f"{answer.status} from {address}")
    return body


def warmed(address: str) -> bytes:
    """The answer, asked so often at once that both workers have it."""
    threads = [threading.Thread(target=fetched, args=(address,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return fetched(address)


def rate(address: str, seconds: float) -> float:
    """Requests a second over four connections."""
    if shutil.which("wrk"):
        command = ["wrk", "-t1", "-c4", f"-d{int(seconds)}s", address]
        told = subprocess.run(command, capture_output=True, text=True).stdout
        if "Non-2xx" in told:
            raise OSError(f"{address}: {told}")
        found = re.search(r"Requests/sec:\s+([\d.]+)", told)
        return float(found[1]) if found else 0.0
    done = [0] * 4
    until = time.perf_counter() + seconds

    def ask(place: int) -> None:
        while time.perf_counter() < until:
            fetched(address)
            done[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def times(address: Callable[[], str], seconds: float, *, warm_up: int = 8) -> list[float]:
    """How long one asker waits for each answer, in milliseconds, the shortest first."""
    for _ in range(warm_up):
        fetched(address())
    begun, found = time.perf_counter(), []
    while time.perf_counter() - begun < seconds or len(found) < 9:
        asked = address()
        at = time.perf_counter()
        fetched(asked)
        found.append((time.perf_counter() - at) * 1000)
    return sorted(found)


class Questions:
    """Addresses that nobody asked before: days and times of knowledge spread over the whole mission."""

    def __init__(self, movements: int) -> None:
        self.days = (large_mission.last_day(movements) - large_mission.BEGINS).days
        self.random = random.Random(1)

    def day(self) -> str:
        return str(large_mission.BEGINS + timedelta(days=self.random.randrange(1, self.days + 1)))

    def anew(self, page: str) -> str:
        begins = datetime.combine(large_mission.BEGINS, datetime.min.time()) + timedelta(days=1)
        known = begins + timedelta(microseconds=self.random.randrange(self.days * 86_400_000_000))
        return f"{page}?on={self.day()}&known={known.isoformat()}"

    def another_day(self, page: str) -> str:
        # A word the page does not know makes the address new; the day may have been asked about before.
        return f"{page}?on={self.day()}&asked={self.random.randrange(10**9)}"


def said(found: list[float]) -> str:
    return f"{found[0]:.1f} ms (middle {statistics.median(found):.1f}, longest {found[-1]:.0f})"


def memory_of_workers(process: subprocess.Popen[bytes]) -> list[int]:
    """The most memory each process of the server ever had, in MB."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "status").read_text()
        except OSError:
            continue
        parent, most = re.search(r"PPid:\s+(\d+)", told), re.search(r"VmHWM:\s+(\d+)", told)
        if parent and most and int(parent[1]) == process.pid:
            found.append(int(most[1]) // 1024)
    return sorted(found, reverse=True)


def datasette_of(folder: Path, body: bytes) -> Path:
    """The same rows as one table of a database for datasette."""
    import json

    rows = json.loads(body)["rows"]
    names = list(rows[0])
    path = folder / "rows.db"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE TABLE rows ({', '.join(chr(34) + name + chr(34) for name in names)})")
        made.executemany(f"INSERT INTO rows VALUES ({','.join('?' * len(names))})",
                         [[json.dumps(row[name]) if isinstance(row[name], dict | list) else row[name] for name in names]
                          for row in rows])
    return path


def measure_page(folder: Path, name: str, page: str, questions: Questions, seconds: float) -> None:
    """One page, its bare rival running beside it, so that both are measured in the same minute."""
    from muster.web.serving import free_port

    body = warmed(page)
    (folder / "body").write_bytes(body)
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(folder), "-w", "2", "-b", f"127.0.0.1:{port}",
               "bare:application"]
    with served(command, address, BARE_BODY=str(folder / "body")):
        rates = [(rate(page, seconds), rate(address, seconds)) for _ in range(2)]
        kept, bare = (max(side) for side in zip(*rates))
        alone, rendered = times(lambda: address, seconds), times(lambda: f"{address}rendered/", seconds)
        anew, day = (times(lambda asked=asked: asked(page), seconds)  # type: ignore[misc]
                     for asked in (questions.anew, questions.another_day))
    middle = statistics.median(alone)
    print(f"{name}: {len(body) / 1000:.0f} kB\n"
          f"  from cache   {kept:,.0f}/s; bare Django view {bare:,.0f}/s: {bare / kept:.1f}x (at most 3 wanted; two "
          f"runs {', '.join(f'{other / mine:.1f}x' for mine, other in rates)})\n"
          f"  bare         {said(alone)}\n"
          f"  rendered     {said(rendered)}: {rendered[0] / alone[0]:.1f}x\n"
          f"  anew         {said(anew)}: {anew[0] / alone[0]:.1f}x; middle to middle "
          f"{statistics.median(anew) / middle:.1f}x (at most 10 wanted)\n"
          f"  another day  {said(day)}: {day[0] / alone[0]:.1f}x; middle to middle "
          f"{statistics.median(day) / middle:.1f}x", flush=True)


def file_one_entry() -> None:
    from muster import store
    from muster.ledger.drafts import Filing, NewReport
    from muster.vocabulary import Marking

    report = NewReport(f"late-{time.time_ns()}", "One more report", "bench", large_mission.BEGINS, "en", b"",
                       Marking.PUBLIC)
    store.file(store.mission_named(large_mission.SLUG), Filing(reports=(report,)), author="bench")
    store.close()


def prepared(folder: Path, movements: int) -> None:
    """The ledger, filled unless it is there from an earlier run."""
    from muster import store

    if not (folder / f"filled-{movements}").exists():
        print(f"filed {movements:,} movements in {large_mission.fill(movements):.0f} s", flush=True)
        (folder / f"filled-{movements}").touch()
    store.close()


def measure(folder: Path, asked: argparse.Namespace) -> None:
    from muster.web.serving import free_port

    (folder / "serve.py").write_text(SERVE)
    (folder / "bare.py").write_text(BARE)
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    table = f"{root}/api/missions/{large_mission.SLUG}/tables/lines?limit=50"
    with served([sys.executable, str(folder / "serve.py"), str(port)], f"{root}/health/") as process:
        begun = time.perf_counter()
        fetched(f"{root}/{large_mission.SLUG}/ledger/")
        print(f"first page of a new process: {time.perf_counter() - begun:.1f} s", flush=True)
        questions = Questions(asked.movements)
        for name, place in PAGES.items():
            measure_page(folder, name, f"{root}/{large_mission.SLUG}/{place}", questions, asked.seconds)
        api_body = warmed(table)
        api = rate(table, asked.seconds)
        file_one_entry()
        begun = time.perf_counter()
        fetched(f"{root}/{large_mission.SLUG}/ledger/")
        print(f"first page after one entry was filed: {(time.perf_counter() - begun) * 1000:.0f} ms")
        print(f"memory of the workers: {', '.join(map(str, memory_of_workers(process)))} MB", flush=True)
    rows = datasette_of(folder, api_body)
    other = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(rows), "-p", str(other), "-h", "127.0.0.1"]
    place = f"http://127.0.0.1:{other}/rows/rows.json?_size=50&_shape=objects"
    with served(command, place):
        rival = rate(place, asked.seconds)
    print(f"API, 50 rows of lines: {api:,.0f}/s; datasette's JSON of the same rows {rival:,.0f}/s "
          f"({api / rival:.1f}x, at least 1 wanted)")


def main() -> None:
    typed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    typed.add_argument("--movements", type=int, default=1_000_000)
    typed.add_argument("--seconds", type=float, default=3)
    typed.add_argument("--keep", type=Path, help="a folder in which the filled ledger stays for another run")
    asked = typed.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ |= {"MUSTER_HOME": str(folder), "MUSTER_DATABASE": str(folder / "bench.db"),
                       "MUSTER_PLAIN_HTTP": "1"}
        from muster.web.serving import set_up

        set_up(plain_http=True)
        prepared(folder, asked.movements)
        measure(folder, asked)


if __name__ == "__main__":
    main()
