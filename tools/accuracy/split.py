"""Which annotated reports the reader may be tuned on, and which only measure it.

Reports that tell the same story share names, numbers and phrases, so a whole story goes to one side. Stories are
the groups of documents that the annotated pairs connect. The side is a hash of the story's first document: fixed
before the first rule of the reader was written, and never changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

SALT = "muster reading"


def stories(documents: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each document's story, named by the story's first document in alphabetical order."""
    parent = {document: document for document in sorted(documents)}

    def root(document: str) -> str:
        while parent[document] != document:
            document = parent[document]
        return document

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return {document: root(document) for document in parent}


def side(story: str) -> str:
    """"tune" or "held out"."""
    return ("tune", "held out")[hashlib.sha256(f"{SALT}:{story}".encode()).digest()[0] % 2]
