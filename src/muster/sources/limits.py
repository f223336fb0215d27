"""What one file may cost. Whoever reads a folder of unknown files must know the worst it can do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: wall time for one file. memory_bytes: address space of the process that parses it.

    file_bytes: larger files are refused unread. text_characters: longer texts are refused. pages: of a PDF.
    unpacked_bytes: of a DOCX, before it is opened.
    """

    seconds: float = 30.0
    memory_bytes: int = 2 * 1024**3
    file_bytes: int = 50 * 1024**2
    text_characters: int = 5_000_000
    pages: int = 2_000
    unpacked_bytes: int = 200 * 1024**2


STANDARD = Limits()
