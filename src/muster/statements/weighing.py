"""The learned weights of events, and from which chance on each is believed."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from muster.statements.loglinear import Classes

THRESHOLDS = {"undertaking": 0.18, "appeal": 0.2}
"""From which chance on a clause is believed; chosen where the annotated reports' F1 is highest, by story left out."""


@cache
def weights(kind: str) -> Classes:
    """The weights of a kind of event; its labels are the kind and "other"."""
    text = files("muster.statements").joinpath("data", f"weights_{kind}.json").read_text(encoding="utf-8")
    row = json.loads(text)
    return Classes(tuple(row["labels"]), row["weights"])
