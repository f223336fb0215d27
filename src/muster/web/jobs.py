"""Long work as rows: taken by one worker at a time, done at most once for one content, and found again after a kill.

`muster serve` starts one worker process beside the web server. A job that was taken and not finished when its worker
died is taken up again; reading the same bytes again files nothing new, because the ledger knows entries by content.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from types import FrameType
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.errors import MusterError, Refused
from muster.problems import Problem
from muster.web.models import Job, State

log = logging.getLogger("muster.jobs")

FORECAST = "forecast"
MARKINGS = ("restricted", "contributors", "public")
TAKEN_TOO_LONG = timedelta(minutes=10)
PAUSE_SECONDS = 1.0
LONGEST_SECONDS = {"try": 300}
"""How long somebody's file may hold up the others; it is tried before it may do anything."""


def file_report(mission: str, body: bytes, *, asked: dict[str, Any], author: str) -> Job:
    """The job that reads this report; the one there already is when the same bytes were handed in before."""
    content = sha256(body + b"\0" + repr(sorted(asked.items())).encode()).hexdigest()
    return once("report", mission, content, asked=asked, body=body, author=author)


def once(kind: str, mission: str, content: str, *, asked: dict[str, Any], body: bytes, author: str) -> Job:
    """A new job; the one there already is for the same content."""
    try:
        with transaction.atomic():
            return Job.objects.create(kind=kind, mission=mission, content=content, asked=asked, body=body,
                                      author=author)
    except IntegrityError:
        return Job.objects.get(kind=kind, mission=mission, content=content)


# --- the worker -------------------------------------------------------------------------------------------


def work_once() -> bool:
    """Do one waiting job. False when none waits."""
    job = _take()
    if job is None:
        return False
    try:
        with within(LONGEST_SECONDS.get(job.kind, 0)):
            answer, result = WORK[job.kind](job)
        _finish(job, State.DONE, answer, result)
    except Refused as refused:
        _finish(job, State.REFUSED, str(refused), {"problems": [str(problem) for problem in refused.problems]})
    except MusterError as failed:
        _finish(job, State.REFUSED, str(failed), {})
    except Exception:
        log.exception("job %s", job.pk)
        _finish(job, State.REFUSED, "An error of ours; it was written to the server's log. Nothing was filed.", {})
    return True


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises Refused when it takes longer; 0 is as long as it takes. Without effect outside a main thread."""
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise Refused(Problem("the file", "", f"a file that is tried in {seconds // 60 or 1} minutes",
                              "Divide it, and send its parts one by one."))

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _take() -> Job | None:
    """The oldest waiting job, now ours; one that a dead worker left counts as waiting."""
    late = timezone.now() - TAKEN_TOO_LONG
    with transaction.atomic():
        waiting = Job.objects.filter(state=State.WAITING).order_by("made")
        # what somebody waits for comes before bands that a page will draw when they are there
        job = (waiting.filter(taken__isnull=True).exclude(kind=FORECAST).first()
               or waiting.filter(taken__isnull=True).first() or waiting.filter(taken__lt=late).first())
        if job is None:
            return None
        now = timezone.now()
        won = Job.objects.filter(pk=job.pk, state=State.WAITING, taken=job.taken).update(
            taken=now, taken_by=f"process {os.getpid()}")
    if not won:
        return None
    job.refresh_from_db()
    return job


def _finish(job: Job, state: State, answer: str, result: dict[str, Any]) -> None:
    # The bytes are in the ledger now, or were refused; keeping them here would outlive a sealing. A trial's wait.
    left = {} if job.kind == "try" and state == State.DONE else {"body": None}
    Job.objects.filter(pk=job.pk).update(state=state, answer=answer, result=result, finished=timezone.now(), **left)


def work(stop: Callable[[], bool]) -> None:
    """Do jobs until told to stop."""
    from django.db import close_old_connections

    while not stop():
        close_old_connections()
        if not work_once():
            time.sleep(PAUSE_SECONDS)


# --- what there is to do ----------------------------------------------------------------------------------


def _read_report(job: Job) -> tuple[str, dict[str, Any]]:
    """Read the report and file it with its statements, unjudged."""
    from muster import store
    from muster.web.handing_in import read_and_file

    asked = job.asked
    published = date.fromisoformat(asked["published"]) if asked.get("published") else None
    done = read_and_file(
        store.mission_named(job.mission), bytes(job.body or b""), file_name=asked["file_name"], title=asked["title"],
        publisher=asked["publisher"], published=published, address=asked["address"], marking=asked["marking"],
        author=job.author)
    return done.summary, {"report": done.report, "problems": [str(problem) for problem in done.problems]}


def _try_load(job: Job) -> tuple[str, dict[str, Any]]:
    from muster.web import loading

    return loading.try_load(job)


def _load(job: Job) -> tuple[str, dict[str, Any]]:
    from muster.web import loading

    return loading.load(job)


def _verify(job: Job) -> tuple[str, dict[str, Any]]:
    from muster import store
    from muster.web.pages.audit import verify_job

    findings = verify_job(store.mission_named(job.mission), str(job.asked.get("head", "")))
    return f"{len(findings)} findings", {"findings": findings}


def _forecast(job: Job) -> tuple[str, dict[str, Any]]:
    from muster.web import forecasts

    return forecasts.work_out(job)


WORK: dict[str, Callable[[Job], tuple[str, dict[str, Any]]]] = {
    "report": _read_report, "try": _try_load, "load": _load, "verify": _verify, FORECAST: _forecast}
