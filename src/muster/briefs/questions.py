"""Every table Muster can be asked for, by the name that begins its figures' addresses.

The terminal, `muster why`, the web, the API and the exports look their tables up here, so all of them show the same
rows from the same function. A question's module is imported when it is asked, because start-up is part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from muster.briefs.contests import with_contests
from muster.ledger.figures import Figure, Table
from muster.ledger.records import Books
from muster.vocabulary import STANDING_STAGES

Ask = Callable[[Books], Table]

STAGES = tuple(stage.word for stage in STANDING_STAGES)


@dataclass(frozen=True, slots=True)
class Question:
    """One table. place: "module:function". columns: what a terminal shows of it (None: all that say something)."""

    name: str
    asks: str
    place: str
    columns: tuple[str, ...] | None = None

    def answer(self, books: Books) -> Table:
        module, _, function = self.place.partition(":")
        ask: Ask = getattr(import_module(f"muster.{module}"), function)
        return with_contests(ask(books), books)


_ALL = (
    Question("gap", "what is required, promised, present and missing?", "ledger.gap:gap"),
    Question("ratios", "how much of what, as numerator and denominator?", "ledger.gap:ratios",
             ("resource", "unit", "what", "percent", "numerator", "denominator")),
    Question("money", "what is the money worth in one currency?", "ledger.money:money",
             ("currency", "side", "required", "promised_total", *STAGES, "gap", "rates", "rest")),
    Question("requirements", "what is needed, which figure is the reference, and which compete?",
             "ledger.needs:needs", ("resource", "unit", "role", "needed", "holds", "since", "until", "said_by")),
    Question("mandate", "which mandate is in force, and for how long?", "ledger.mandates:mandate"),
    Question("strength", "how many were present, when, and who counted otherwise?", "ledger.strength:strength"),
    Question("lines", "which lines are there, and where does each stand?", "ledger.lines:lines",
             ("contributor", "resource", "unit", "channel", "promised_total", *STAGES)),
    Question("lots", "which batches and shipments are there, and where does each stand?", "ledger.lines:lots"),
    Question("moves", "what moved when, and by which ruling?", "ledger.lines:moves"),
    Question("told", "what was said of the lines, and how was it judged?", "ledger.lines:told"),
    Question("contributors", "who promised what, and what has come?", "ledger.contributors:contributors",
             ("contributor", "resource", "unit", "promised_total", "open", "reached_present", "present", "lapsed",
              "waits_for")),
    Question("parties", "which parties are there, and by which names?", "ledger.parties:parties"),
    Question("promises", "what became of promises?", "ledger.promises:promises",
             ("outcome", "told_stated", "told_reading", "told_none", "told", "chains_stated", "chains_reading",
              "chains_none", "chains", "median_slip_days", "other_told", "other_chains")),
    Question("chains", "what became of each promise, telling by telling?", "ledger.promises:chains",
             ("chain", "told", "first_promised", "last_promised", "happened", "slip_days", "outcome", "promised",
              "delivered")),
    Question("announcements", "who announced what for when?", "ledger.promises:announcements",
             ("told", "chain", "quantity", "promised_for", "date_basis", "promised_by", "outcome", "slip_days")),
    Question("due", "which promises are due or overdue?", "ledger.promises:due",
             ("contributor", "resource", "promised", "delivered", "due", "state", "days", "condition", "promised_by")),
    Question("ask", "what is open with whom?", "ledger.asks:ask",
             ("contributor", "resource", "open", "stands", "promised_for", "overdue_days", "condition", "waits",
              "since", "said_by")),
    Question("waits", "what waits for what?", "ledger.asks:waits"),
    Question("contradictions", "where do the sources disagree?", "ledger.contradictions:contradictions",
             ("about", "days", "told", "ledger", "stands", "status", "reason")),
    Question("tellings", "what is told in each contradiction?", "ledger.contradictions:tellings"),
    Question("checks", "do the counts told agree with the ledger?", "ledger.stocks:checks"),
    Question("rulings", "who judged what, when and why?", "ledger.deeds:rulings"),
    Question("inbox", "what waits for a verdict, and what is proposed?", "ledger.inbox:inbox",
             ("statement", "contributor", "resource", "quantity", "when", "proposed", "passage")),
    Question("facts", "what do the founding reports say?", "ledger.facts:facts"),
    Question("asks_named", "which kinds of support does each founding report ask for?", "ledger.facts:asks_named"),
    Question("founding", "what do the founding reports tell together?", "ledger.facts:founding",
             ("theme", "value", "when", "condition", "said_by", "words")),
    Question("sites", "which sites are held, and who says so?", "ground.sites:sites"),
    Question("statuses", "what became of each site, and who says so?", "ground.statuses:statuses"),
    Question("host", "what is told of the host's own side?", "ground.indicators:host_counts"),
    Question("indicators", "what is counted on the ground?", "ground.indicators:indicators"),
)

QUESTIONS = {question.name: question for question in _ALL}


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A table that a command works out under options of its own, from more than one set of books.

    `muster why` computes it again with the same options. columns: as a question's.
    """

    name: str
    asks: str
    command: str
    columns: tuple[str, ...] | None = None


WORKED_OUT = {table.name: table for table in (
    WorkedOut("forecast", "how many will be present, and with what chance?", "forecast"),
    WorkedOut("chances", "how likely is each strength by the last day?", "forecast"),
    WorkedOut("binds", "what holds the mission back, and how often?", "forecast"),
    WorkedOut("runway", "how long does the cash last?", "forecast"),
    WorkedOut("views", "how much does each view count, and how did it do?", "forecast"),
    WorkedOut("by_view", "what does each view say by itself?", "forecast"),
    WorkedOut("starts", "what stood on the day of the forecast?", "forecast"),
    WorkedOut("carried", "which promises are carried forward?", "forecast"),
    WorkedOut("parameters", "which numbers does the model use, and whose are they?", "forecast",
              ("name", "value", "unit", "default", "source")),
    WorkedOut("past_missions", "which past missions does the outside view rest on?", "forecast"),
    WorkedOut("helps", "what would help most?", "forecast", ("change", "officer_days", "days_earlier")),
    WorkedOut("series", "which strengths were in the file?", "forecast"),
    WorkedOut("outside", "how did missions that stood there go on?", "forecast"),
    WorkedOut("effects", "what would each change bring?", "what-if"),
    WorkedOut("past_scores", "how did the outside view do on past missions?", "backtest"),
    WorkedOut("past_gains", "by how much is it better than each baseline?", "backtest"),
    WorkedOut("past_by_mission", "how did it do mission by mission?", "backtest"),
    WorkedOut("replay", "how would each method have done on this mission?", "backtest"),
    WorkedOut("replay_gains", "by how much is the pool better than each?", "backtest"),
    WorkedOut("replay_windows", "how many of the replayed months are independent?", "backtest"),
    WorkedOut("replay_brier", "how good were the chances given?", "backtest"),
    WorkedOut("replay_pit", "where did the truth fall in the forecasts?", "backtest"),
    WorkedOut("replayed", "which forecasts are scored?", "backtest"),
    WorkedOut("scores", "how did the filed forecasts do?", "scores",
              ("made_on", "method", "for_day", "median", "in_80", "happened", "crps")),
    WorkedOut("diff", "what stands otherwise than before?", "diff"),
)}


def figure_at(address: str, books: Books) -> Figure | None:
    """The figure with this address, from its table computed now; None if there is none."""
    question = QUESTIONS.get(address.partition("/")[0])
    if question is None:
        return None
    return next((found for where, found in question.answer(books).figures() if where == address), None)
