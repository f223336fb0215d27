"""Asks the extracting process for one file after another, and survives whatever a file does to it.

Problem, choice and weakness: see `muster.sources.extract`. One process serves a whole batch, since starting it costs
more
than most files; it is replaced when a file kills it or takes too long.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from muster.problems import Problem
from muster.sources.limits import STANDARD, Limits


class Extractor:
    """A child process that opens risky files. Use it as a context manager, or call `close`."""

    def __init__(self, limits: Limits = STANDARD) -> None:
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
        trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
            self._child = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen([sys.executable, "-m", "muster.sources.extract"], stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._child

    def extract(self, path: Path, media: str) -> dict[str, Any] | Problem:
        """What the file holds, or the one thing to say about it."""
        child = self._started()
        request = json.dumps({"path": str(path), "media": media, "limits": asdict(self.limits)}) + "\n"
        assert child.stdin is not None
        try:
            child.stdin.write(request.encode())
            child.stdin.flush()
            line = self._line(child)
        except (BrokenPipeError, OSError):
            line = b""
        if line is None:
            self.close()
            return Problem(path.name, f"a file that took more than {self.limits.seconds:g} "
                    f"seconds", "a report of ordinary size",
                           "Save its text alone, or split it.")
        if not line:
            self.close()
            return Problem(path.name, "a file that stopped the program that "
                    "opened it", "a report of ordinary size and form",
                           "Save its text alone and read that.")
        reply: dict[str, Any] = json.loads(line)
        if "problem" in reply:
            found, expected, remedy = reply["problem"]
            return Problem(path.name, found, expected, remedy)
        return reply

    def _line(self, child: subprocess.Popen[bytes]) -> bytes | None:
        """The child's answer; None when the time is over, b"" when it died."""
        assert child.stdout is not None
        ready, _, _ = select.select([child.stdout], [], [], self.limits.seconds)
        if not ready:
            return None
        return child.stdout.readline()
