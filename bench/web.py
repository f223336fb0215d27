"""How fast pages and the API answer, beside their rivals in one run: a bare Django view of equal size, datasette.

    python bench/web.py [--movements 20000] [--seconds 4]

A mission of so many movements, each with its own statement and ruling, is filed into a fresh SQLite ledger. Then each
server runs with two workers in turn and `wrk` asks over four connections (without wrk: threads of this process, which
flatters whatever is slow). "Anew" asks a question nobody has asked before, by a moment of knowledge of its own.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

BARE = '''
import os
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
BODY = open(os.environ["BARE_BODY"], "rb").read()
urlpatterns = [path("", lambda request: HttpResponse(BODY))]
application = get_wsgi_application()
'''
SERVE = ("from muster.web.serving import serve\nimport sys\n"
         "if __name__ == '__main__':\n"
         "    serve('127.0.0.1', int(sys.argv[1]), workers=2, ready=lambda where: print('ready', flush=True))\n")


def fill(movements: int) -> None:
    """A mission of so many arrivals on 500 lines, filed in batches."""
    from muster import store
    from muster.ledger.drafts import Filing, MissionTerms, NewReport, NewRuling, NewStatement
    from muster.ledger.records import LineKey, Party, Posting
    from muster.quantities import exactly, on_day
    from muster.vocabulary import Aspect, Grade, Kind, Marking, Stage, Verdict

    mission = store.create_ledger(MissionTerms("bench", "Bench mission", "UTC"))
    store.make_current("bench")
    parties = tuple(Party(f"P{number}", f"Party {number}", "state") for number in range(50))
    store.file(mission, Filing(parties=parties), author="bench")
    begun = time.perf_counter()
    for begin in range(0, movements, 5000):
        name, published = f"r{begin}", date(2024, 1, 1) + timedelta(days=begin // 5000 % 300)
        statements, rulings = [], []
        for number in range(begin, min(begin + 5000, movements)):
            party, thing = f"P{number % 50}", f"equipment: kind {number // 50 % 10}"
            said = NewStatement(name, f"row {number}", f"{number} came", Aspect.FLOW, Grade.PARTY, party,
                                Kind.EQUIPMENT, party, thing, "units", exactly(number % 90 + 1), Stage.PRESENT,
                                when=on_day(published))
            posting = Posting(LineKey(party, Kind.EQUIPMENT, thing, "units"), f"lot {number % 5000}", "", Stage.OUTSIDE,
                              Stage.PRESENT, exactly(number % 90 + 1), on_day(published))
            statements.append(said)
            rulings.append(NewRuling(said.key, Verdict.ACCEPT, "bench", postings=(posting,)))
        report = NewReport(name, name, "bench", published, "en", b"", Marking.PUBLIC)
        store.file(mission, Filing(reports=(report,), statements=tuple(statements), rulings=tuple(rulings)),
                   author="bench")
    print(f"filed {movements:,} movements in {time.perf_counter() - begun:.1f} s")


@contextmanager
def served(command: list[str], address: str, **environment: str) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            try:
                if fetched(address):
                    break
            except OSError:
                time.sleep(0.1)
        yield
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
    threads = [threading.Thread(target=fetched, args=(address,)) for _ in range(8)]
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


def rate_anew(address: str, seconds: float) -> float:
    """Requests a second of one asker, each for a moment of knowledge nobody asked about before."""
    begun, asked = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds or asked < 3:
        fetched(f"{address}?known=2025-06-01T00:00:{asked // 1000000:02}.{(asked + 1) % 1000000:06}")
        asked += 1
    return asked / (time.perf_counter() - begun)


def rate_alone(address: str, seconds: float) -> float:
    """Requests a second of one asker."""
    begun, asked = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        fetched(address)
        asked += 1
    return asked / (time.perf_counter() - begun)


def datasette_of(folder: Path, body: bytes) -> Path:
    """The same rows as one table of a database for datasette."""
    import json

    rows = json.loads(body)["rows"]
    names = list(rows[0])
    path = folder / "rows.db"
    with sqlite3.connect(path) as made:
        made.execute(f"CREATE TABLE rows ({', '.join(chr(34) + name + chr(34) for name in names)})")
        made.executemany(f"INSERT INTO rows VALUES ({','.join('?' * len(names))})",
                         [[json.dumps(row[name]) if isinstance(row[name], dict | list) else row[name] for name in names]
                          for row in rows])
    return path


def main() -> None:
    typed = argparse.ArgumentParser(description=__doc__)
    typed.add_argument("--movements", type=int, default=20_000)
    typed.add_argument("--seconds", type=float, default=4)
    asked = typed.parse_args()
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        os.environ |= {"MUSTER_HOME": folder_name, "MUSTER_DATABASE": str(folder / "bench.db"),
                       "MUSTER_PLAIN_HTTP": "1"}
        from muster.web.serving import free_port, set_up

        set_up(plain_http=True)
        fill(asked.movements)
        from muster import store

        store.close()
        (folder / "serve.py").write_text(SERVE)
        port = free_port()
        root = f"http://127.0.0.1:{port}"
        ours: dict[str, tuple[float, float, bytes]] = {}
        pages = {"ledger (lines)": f"{root}/bench/ledger/", "overview": f"{root}/bench/"}
        table = f"{root}/api/missions/bench/tables/lines?limit=50"
        with served([sys.executable, str(folder / "serve.py"), str(port)], f"{root}/health/"):
            for name, page in pages.items():
                body = warmed(page)
                ours[name] = rate(page, asked.seconds), rate_anew(page, asked.seconds), body
            api_body = warmed(table)
            api = rate(table, asked.seconds)
        (folder / "bare.py").write_text(BARE)
        for name, (kept, anew, body) in ours.items():
            (folder / "body").write_bytes(body)
            bare_port = free_port()
            command = [sys.executable, "-m", "gunicorn", "--chdir", folder_name, "-w", "2", "-b",
                       f"127.0.0.1:{bare_port}", "bare:application"]
            with served(command, f"http://127.0.0.1:{bare_port}/", BARE_BODY=str(folder / "body")):
                bare = rate(f"http://127.0.0.1:{bare_port}/", asked.seconds)
                alone = rate_alone(f"http://127.0.0.1:{bare_port}/", asked.seconds)
            print(f"{name}: {len(body) / 1000:.0f} kB; bare Django view {bare:,.0f}/s; from cache {kept:,.0f}/s "
                  f"({bare / kept:.1f}x slower, at most 3 wanted); one asker: bare {alone:,.0f}/s, computed anew "
                  f"{anew:,.1f}/s ({alone / anew:.1f}x slower, at most 10 wanted)")
        rows = datasette_of(folder, api_body)
        other = free_port()
        command = [sys.executable, "-m", "datasette", "serve", str(rows), "-p", str(other), "-h", "127.0.0.1"]
        place = f"http://127.0.0.1:{other}/rows/rows.json?_size=50&_shape=objects"
        with served(command, place):
            rival = rate(place, asked.seconds)
        print(f"API, 50 rows of lines: {api:,.0f}/s; datasette's JSON of the same rows {rival:,.0f}/s "
              f"({api / rival:.1f}x, at least 1 wanted)")


if __name__ == "__main__":
    main()
