"""What an action did, as one sentence for the terminal and the page."""

from __future__ import annotations

from muster.store import Filed

_SINGULAR = {"parties": "party", "aliases": "alias"}


def filed_text(filed: Filed, *, as_trial: bool = False) -> str:
    """"haiti: filed 340 reports, 900 statements; 12 were known before"; of a trial, what would be filed."""
    known = sum(filed.already.values())
    were, does = ("are known already", "would file") if as_trial else ("were known before", "filed")
    if filed.changed_nothing:
        return f"{filed.mission.slug}: nothing new; all {known:,} entries {were}."
    new = ", ".join(f"{count:,} {_counted(kind, count)}" for kind, count in filed.new.items() if count)
    return f"{filed.mission.slug}: {does} {new}" + (f"; {known:,} {were}." if known else ".")


def _counted(kinds: str, count: int) -> str:
    return kinds if count != 1 else _SINGULAR.get(kinds, kinds.removesuffix("s"))
