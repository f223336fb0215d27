"""A later release of a mission's package, loaded over the earlier one: new rows are filed, changed rows corrected.

What is recorded is never changed. A changed row is filed as a statement of its own (its locator says which release),
the earlier one is ruled out citing it, what that booked is reversed, and the row is judged and booked anew. A row that
is the same but is judged otherwise by the package gets a later ruling. Corrections are known from when they are loaded;
so books as known before read as they did.

A ruling a person has given since stands against the package. A report whose title, address or text changed keeps those
it was filed with; one whose publisher, day, language or marking changed is filed again under a name of its own.

Known weakness: rows the new release no longer has are pointed out and still count; rule on those.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from muster import store
from muster.ledger.drafts import Filing, NewReport, NewRuling, NewStatement
from muster.ledger.records import Books, Mission, Report, Ruling, Statement
from muster.ledger.told import REFUSED_PREFIX, key_of
from muster.vocabulary import Verdict

POLICY = "release"
AUTHOR = "muster"


@dataclass(frozen=True, slots=True)
class Release:
    """filing: what is new or was known. now: rulings to be given after it. told: what changes, a line each."""

    filing: Filing
    now: tuple[NewRuling, ...] = ()
    told: tuple[str, ...] = ()


def release(filing: Filing, mission: Mission) -> Release:
    """What to file of a package over what the ledger holds of it."""
    books = store.open_books(mission, on=date.max, with_movements=False, as_filed=True)
    return _Comparison(filing, mission, books).release()


@dataclass
class _Comparison:
    filing: Filing
    mission: Mission
    books: Books
    told: list[str] = field(default_factory=list)
    now: list[NewRuling] = field(default_factory=list)

    def release(self) -> Release:
        self.by_key = {key_of(self.books, one): one for one in self.books.statements}
        self.history: dict[int, list[Ruling]] = {}
        for ruling in self.books.rulings:
            self.history.setdefault(ruling.statement, []).append(ruling)
        self.report_names = {report.name for report in self.books.reports.values()}
        reports = self._reports()
        statements = self._statements({one.name: one for one in reports})
        rulings = self._rulings()
        self._point_out_what_is_gone()
        filed = replace(self.filing, reports=tuple(reports), statements=tuple(statements), rulings=tuple(rulings))
        return Release(filed, tuple(self.now), tuple(self.told))

    # --- reports

    def _reports(self) -> list[NewReport]:
        recorded = {report.name: report for report in self.books.reports.values()}
        self.renamed: dict[str, str] = {}
        made = []
        for new in self.filing.reports:
            versions = _recorded(new.name, _REPORT_VERSION, recorded)
            name = next((one for one in reversed(versions) if _is_same_report(new, recorded[one])), "")
            if not name:
                name = _next(new.name, _REPORT_VERSION, versions)
                if versions:
                    self.told.append(f"{new.name}: filed again as {name}, with its statements")
            if name != new.name:
                self.renamed[new.name] = name
            made.append(self._with_its_texts(replace(new, name=name), recorded.get(name)))
        return made

    def _with_its_texts(self, new: NewReport, before: Report | None) -> NewReport:
        """The report with the title, address and text it was filed with."""
        if before is None or before.sealed:
            return new
        body = store.report_body(self.mission, before.id)
        return replace(new, title=before.title, address=before.address, body=new.body if body is None else body)

    # --- statements

    def _statements(self, reports: Mapping[str, NewReport]) -> list[NewStatement]:
        self.current: dict[str, str] = {}   # the key in the package -> the key it is filed under
        self.changed: dict[str, str] = {}   # a key that is filed anew -> the key of the earlier row
        made: list[NewStatement] = []
        for said in self.filing.statements:
            report = self.renamed.get(said.report, said.report)
            marking = reports[report].marking if said.marking is None and report in reports else said.marking
            new = replace(said, report=report, marking=marking)
            versions = _recorded(new.key, _ROW_VERSION, self.by_key)
            key = next((one for one in reversed(versions) if _is_same(new, self.by_key[one])), "")
            key = key or _next(new.key, _ROW_VERSION, versions)
            filed = replace(new, locator=key.partition(":")[2])
            self.current[said.key] = key
            under_other_names = [one for name in _recorded(said.report, _REPORT_VERSION, self.report_names)
                                 if name != report for one in
                                 _recorded(f"{name}:{said.locator}", _ROW_VERSION, self.by_key)]
            for earlier in (*under_other_names, *versions):
                if earlier != key:
                    self._rule_out(earlier, filed)
            made.append(filed)
        return made

    def _rule_out(self, key: str, by: NewStatement) -> None:
        """The earlier row of a changed one; what a person ruled on it stays as it is."""
        before = self.by_key[key]
        standing = self.books.standing_rulings.get(before.id, ())
        if standing and standing[-1].verdict is Verdict.REJECT:
            return
        self.changed[by.key] = key
        self.told.append(f"{key}: {_difference(before, by)}")
        self.now.append(NewRuling(key, Verdict.REJECT, AUTHOR, POLICY, "corrected by a later release of the package",
                                  cites=(by.key,), replaces=key if standing else ""))

    # --- rulings

    def _rulings(self) -> list[NewRuling]:
        by_package = {ruling.author for ruling in self.filing.rulings}
        made: list[NewRuling] = []
        for ruling in self.filing.rulings:
            new = replace(ruling, statement=self._now(ruling.statement), cites=tuple(map(self._now, ruling.cites)),
                          replaces=self._now(ruling.replaces) if ruling.replaces else "")
            before = self.by_key.get(new.statement)
            if before is None:
                (self.now if new.statement in self.changed else made).append(new)
                continue
            given = self.history.get(before.id, [])
            same = next((one for one in reversed(given) if self._is_same_ruling(new, one)), None)
            standing = self.books.standing_rulings.get(before.id, ())
            ruled_out = bool(standing) and standing[-1].policy == POLICY
            if same is not None and not (ruled_out and new.statement in self.changed):
                made.append(replace(new, replaces=new.statement) if same.replaces and not new.replaces else new)
            elif same is not None:
                self.now.append(replace(new, replaces=new.statement))  # an earlier release's row stands again
            elif not standing:
                (self.now if given else made).append(new)
            elif standing[-1].policy or standing[-1].author in by_package:
                self.told.append(f"{new.statement}: judged otherwise ({standing[-1].verdict.value} -> "
                                 f"{new.verdict.value})")
                self.now.append(replace(new, replaces=new.statement))
            else:
                self.told.append(f"{new.statement}: the package judges it {new.verdict.value}; what "
                                 f"{standing[-1].author} ruled stands ({standing[-1].verdict.value})")
        return made

    def _now(self, key: str) -> str:
        return self.current.get(key, key)

    def _is_same_ruling(self, new: NewRuling, before: Ruling) -> bool:
        cites = tuple(key_of(self.books, self.books.statement_by_id[one]) for one in before.cites)
        mine = (new.verdict, new.author, new.policy, tuple(dict.fromkeys(new.cites)), new.postings, _json(new.detail))
        return mine == (before.verdict, before.author, before.policy, cites, before.postings, _json(before.detail)) \
            and before.reason in (None, new.reason)

    # --- what is gone

    def _point_out_what_is_gone(self) -> None:
        named = {report.name for report in self.filing.reports}
        kept = set(self.current.values()) | {ruling.statement for ruling in self.now}
        gone = [key for key, one in self.by_key.items()
                if self.books.reports[one.report].name in named and key not in kept
                and not self.books.reports[one.report].name.startswith(REFUSED_PREFIX)
                and any(ruling.postings for ruling in self.books.standing_rulings.get(one.id, ()))]
        if gone:
            self.told.append(f"no longer in the package, and still counted: {', '.join(gone[:10])}"
                             + (f" and {len(gone) - 10} more" if len(gone) > 10 else ""))


_REPORT_VERSION, _ROW_VERSION = "{}.{}", "{} (release {})"


def _recorded(name: str, version: str, recorded: Container[str]) -> list[str]:
    """The versions of a name that are recorded, oldest first."""
    found = [name] if name in recorded else []
    while found and (following := version.format(name, len(found) + 1)) in recorded:
        found.append(following)
    return found


def _next(name: str, version: str, recorded: Sequence[str]) -> str:
    return version.format(name, len(recorded) + 1) if recorded else name


def _is_same_report(new: NewReport, before: Report) -> bool:
    return (new.publisher, new.published, new.language, new.marking, new.is_citation, new.is_founding,
            new.date_is_inferred) == (before.publisher, before.published, before.language, before.marking,
                                      before.is_citation, before.is_founding, before.date_is_inferred)


def _content(said: NewStatement | Statement) -> dict[str, object]:
    quantity, when = said.quantity, said.when
    return {
        "aspect": said.aspect.value, "kind": said.kind.value if said.kind else "", "contributor": said.contributor,
        "resource": said.resource, "unit": said.unit, "stage": said.stage, "from stage": said.from_stage,
        "quantity": (quantity.booked, quantity.low, quantity.high) if quantity else None,
        "when": (when.first, when.last) if when else None, "speaker": said.speaker, "grade": said.grade,
        "marking": said.marking, "detail": _json(said.detail),
    }


def _texts(said: NewStatement | Statement) -> dict[str, object]:
    return {"passage": said.passage, "words": {name: str(word) for name, word in said.words.items()},
            "words of quantity": said.quantity.word if said.quantity else "",
            "words of when": said.when.words if said.when else ""}


def _is_same(new: NewStatement, before: Statement) -> bool:
    return _content(new) == _content(before) and (before.sealed or _texts(new) == _texts(before))


def _json(detail: Mapping[str, object]) -> str:
    return json.dumps(dict(detail), sort_keys=True, ensure_ascii=False, default=str)


def _difference(before: Statement, new: NewStatement) -> str:
    was, now = {**_content(before), **_texts(before)}, {**_content(new), **_texts(new)}
    changed = [name for name in was if was[name] != now[name]]
    told = [f"quantity {_amount(before)} -> {_amount(new)}"] if "quantity" in changed else []
    told += [f"{name} {_shown(was[name])} -> {_shown(now[name])}" for name in changed if name in (
        "contributor", "resource", "unit", "stage", "from stage", "grade", "marking", "speaker")]
    told += [f"when {before.when} -> {new.when}"] if "when" in changed else []
    rest = [name for name in changed if not any(line.startswith(f"{name} ") for line in told)]
    return "; ".join([*told, *([f"other {', '.join(rest)}"] if rest else [])])


def _amount(said: NewStatement | Statement) -> str:
    if said.quantity is None:
        return "no number"
    return said.quantity.word or str(said.quantity.booked if said.quantity.booked is not None else said.quantity.high)


def _shown(value: object) -> str:
    word = getattr(value, "word", value)
    return str(word) if word not in (None, "") else "nothing"
