"""Statements for people and programs: one JSON line each in the guide's fields, and the report with each statement
marked.

Problem: who rules on a statement must see its passage in its place; who scores needs exactly the guide's fields.
Choice: nested passages are cut at each other's ends, so the marks never cross; everything from the report is escaped.
Weakness: a passage inside another is told by its number and title only, not by a colour of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from muster.sources.document import Document
from muster.statements.model import Statement, plain


def guide_jsonl(statements: Iterable[Statement]) -> str:
    """One line for each statement the guide knows, with exactly its fields."""
    rows = (s.to_guide_row() for s in statements)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if row is not None)


def described(statement: Statement) -> str:
    """A statement in one plain line."""
    s = statement
    low, high = plain(s.quantity_low), plain(s.quantity_high)
    if s.kind == "quantity":
        number = "no number" if low is None and high is None else f"{low:,}" if low == high else \
            f"up to {high:,}" if low is None else f"{low:,} or more" if high is None else f"{low:,} to {high:,}"
        what = f"{number} {s.unit or ''} {s.stage}"
    else:
        what = " ".join(w for w in (s.kind, s.resource, s.stage or "") if w)
    parts = [s.party, " ".join(what.split())]
    if s.as_of is not None:
        parts.append(str(s.as_of))
    if s.condition:
        parts.append(f"on condition: {s.condition}")
    parts.append(f"says {s.speaker}" if s.speaker != "report" else "says the report")
    return "; ".join(parts)


_STYLE = ("body{font:1rem/1.6 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 "
          "1rem;color:#1b1b1b;background:#fff}"
          "mark{background:#fff2b3;color:inherit;border-bottom:2px solid #8a6d00;padding:0 .1em}"
          "mark[data-kind=mandate]{background:#dfe9f7;border-color:#1f4e8c}mark[data-kind=site]{background:#e2f0e2;border-color:#2e6b2e}"
          "mark[data-kind=appointment],mark[data-kind=office]{background:#efe3f5;border-color:#6a3b84}"
          "mark[data-kind=undertaking],mark[data-kind=appeal]{background:#fbe6da;border-color:#9a4a1c}"
          "sup{font:.65rem sans-serif}ol{font:.9rem/1.5 sans-serif}p{white-space:pre-wrap}")


def _marks(document: Document, statements: Sequence[Statement]) -> str:
    """The text, escaped, with a mark around every stretch that some statement covers."""
    text = document.text
    edges = sorted({0, len(text), *(max(0, s.start) for s in statements), *(min(len(text), s.end) for s in statements)})
    out: list[str] = []
    for begin, end in pairwise(edges):
        piece = escape(text[begin:end])
        over = [s for s in statements if s.start <= begin and end <= s.end]
        if not over or not piece.strip():
            out.append(piece)
            continue
        title = escape(" | ".join(f"{s.number}: {described(s)}" for s in over), quote=True)
        numbers = ",".join(str(s.number) for s in over if s.end == end)
        foot = f"<sup>{numbers}</sup>" if numbers else ""
        out.append(f'<mark data-kind="{escape(over[-1].kind)}" title="{title}">{piece}</mark>{foot}')
    return "".join(out)


def marked_html(document: Document, statements: Sequence[Statement]) -> str:
    """A page with the report's text, each statement marked in it, and the list of statements below."""
    items = "".join(f'<li value="{s.number}"><b>{escape(s.kind)}</b> {escape(described(s))} '
                    f"<i>({escape(s.rule)}, {s.confidence:.0%})</i></li>" for s in statements)
    title = escape(document.title or document.ident)
    told = escape(", ".join(p for p in (document.publisher, document.published.isoformat() if document.published
        else "") if p))
    return (f'<!DOCTYPE html><html lang="{escape(document.language)}"><head><meta '
            f'charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
            f"<body><h1>{title}</h1><p>{told}</p><p>{_marks(document, statements)}</p><h2>Statements</h2>"
            f"<ol>{items}</ol></body></html>\n")
