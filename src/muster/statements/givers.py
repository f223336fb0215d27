"""Names by their role: the subject of a verb, the opener of a list item, the source behind a figure, the owner.

Problem: who gives is told by grammar in a dozen ways.
Choice: each way is one small question with one answer; the answers are votes, weighed together (`candidates.py`).
Weakness: without a full parse, a name in front of a verb counts as its subject.
"""

from __future__ import annotations

from muster.statements.analysis import SentenceReading
from muster.statements.counted import Counted
from muster.statements.governing import carries, clause_chain
from muster.statements.memory import Memory
from muster.statements.names import Mention, state_currency
from muster.statements.speech import Voice
from muster.statements.verbs import VerbGroup

_AMOUNTS = frozenset("come amount total reach follow add stand venir atteindre suivre élever".split())
_GOVERNMENT = frozenset("""treasury government parliament cabinet army ministry authorities navy police contingent
troops congress senate
    administration leadership president trésor gouvernement parlement armée ministère autorités marine contingent
    présidence état""".split())
_BODY_WORDS = frozenset("fund bank foundation facility trust programme program agency company corporation council "
        "church union club group authority fonds banque fondation".split())


def subject_party(s: SentenceReading, verb: VerbGroup) -> str:
    """The party in front of a verb that may be its subject."""
    clause = s.clause[verb.main]
    best = ""
    for m in s.mentions:
        if m.last >= verb.first:
            break
        if m.sort in ("media", "armed group"):
            continue
        chain = clause_chain(s, verb.main)
        if s.clause[m.first] not in chain:
            continue
        before = s.low(m.first - 1)
        if before in ("the", "la", "le", "l'", "les"):
            before = s.low(m.first - 2)
        if m.party == "UNSC":
            continue
        if m.sort == "state" and before in ("of", "de", "du", "d'") and {s.low(m.first - 2),
                s.low(m.first - 3)} & _GOVERNMENT:
            best = m.giver
            continue
        if m.sort == "capital" and before in ("in", "à") and s.low(m.first - 2) in _GOVERNMENT:
            best = m.giver
            continue
        if m.sort == "people" and not any(r.first in (m.last + 1, m.last + 2, m.first - 1) for r in s.resources) \
                and s.low(m.last + 1) not in _GOVERNMENT and s.low(
                    m.first - 1) not in _GOVERNMENT and s.by_token.get(m.last + 1) is None:
            continue
        if before in ("to", "for", "in", "with", "against", "at", "into", "of", "from", "by", "on", "about",
                "after", "à", "en", "au", "aux", "pour",
                      "dans", "avec", "de", "du", "d'", "des", "par", "vers",
                          "contre") and m.first > 0 and m.sort != "mission":
            continue
        if before in ("to", "for", "in", "with", "of", "from", "by", "de", "à", "pour",
                "dans") and m.sort == "mission":
            continue
        if s.clause[m.first] == clause or not best:
            best = m.giver
    return best


def list_party(s: SentenceReading, c: Counted) -> str:
    """The name that opens this figure's part of a list: "Denmark with $17 million", "Germany's part is"."""
    i = c.first - 1
    steps = 0
    while i >= 0 and steps < 6:
        low = s.low(i)
        m = s.mention_at(i)
        if m is not None and m.sort in ("state", "org", "people", "capital", "council", "office"):
            before = s.low(m.first - 1)
            if before in ("the", "la", "le", "l'", "les"):
                before = s.low(m.first - 2)
            if before in ("to", "for", "in", "à", "en", "au", "pour", "dans", "into", "aux", "against", "with",
                    "among") or (m.sort == "people" \
                    and s.low(m.last + 1) not in ("'s", ":")):
                return ""
            previous = s.by_token.get(m.first - 1) or s.by_token.get(m.first - 2)
            if previous is not None and previous.finite and previous.last in (m.first - 1,
                    m.first - 2) and not previous.passive \
                    and previous.lemma not in ("be", "être", "come", "venir"):
                return ""
            return before_and(s, m)
        if (low == "," and s.low(i + 1) in ("with", "avec")) or low == "'":
            i, steps = i - 1, steps + 1
            continue
        if low in (",", ";", ".", "and", "et") or s.tokens[i].is_number:
            return ""
        verb = s.by_token.get(i)
        if verb is not None and verb.finite and verb.lemma not in ("be", "être") and not (verb.lemma in _AMOUNTS
                and c.kind == "money"):
            return ""
        i, steps = i - 1, steps + 1
    return ""


def before_and(s: SentenceReading, m: Mention) -> str:
    """"France and Spain 3 million each": all names of the coordination that ends with m."""
    parties, i = [m.giver], m.first - 1
    while i > 0:
        while s.low(i) in ("the", "la", "le", "les", "l'"):
            i -= 1
        if s.low(i) not in ("and", "et"):
            break
        other = s.mention_at(i - 1)
        if other is None or other.sort not in ("state", "org"):
            break
        parties.insert(0, other.giver)
        i = other.first - 1
        break
    return "; ".join(dict.fromkeys(parties))


def source_party(s: SentenceReading, c: Counted) -> str:
    """"from Germany", "of Sierra Leone", "de Washington", behind the figure and before the next one."""
    stop = min((d.first for d in s.figures if d.first > c.last), default=len(s.tokens))
    owned = s.mention_at(c.last + 2)
    if s.low(c.last + 1) in ("is", "are", "was", "were") and owned is not None and s.low(owned.last + 1) == "'s":
        return owned.giver
    for i in range(c.last + 1, min(stop, c.last + 12)):
        low = s.low(i)
        if low in ("from", "by", "de", "d'", "du", "des", "par", "of"):
            k = i + 1
            if s.low(k) in ("the", "la", "le", "l'", "les"):
                k += 1
            m = s.mention_at(k)
            if low == "by" and s.low(i - 1) in ("followed", "led", "headed", "backed"):
                return ""
            if m is not None and m.sort in ("state", "org", "capital", "office", "council", "people") and (
                    low in ("from", "by", "par") or i == c.last + 1 or (low in ("de", "d'", "du", "des")
                        and i - c.last <= 3)):
                return and_more(s, m)
        verb = s.by_token.get(i)
        if verb is not None and verb.finite and not verb.passive and verb.lemma not in ("come", "be", "venir",
                "être"):
            break
        if s.tokens[i].text in ";.":
            break
    return ""


def and_more(s: SentenceReading, m: Mention) -> str:
    parties = [m.giver]
    i = m.last + 1
    while i + 1 < len(s.tokens) and s.low(i) in (",", "and", "et"):
        k = i + 1
        while s.low(k) in ("the", "and", "et", "la", "le", "les", "l'", "de", "du", "des"):
            k += 1
        nxt = s.mention_at(k)
        if nxt is None or nxt.sort not in ("state", "org") or (s.tokens[nxt.last + 1:]
                and s.tokens[nxt.last + 1].is_number):
            break
        parties.append(nxt.giver)
        i = nxt.last + 1
    return "; ".join(dict.fromkeys(parties))


def whole_subject(s: SentenceReading, verb: VerbGroup) -> str:
    """All parties of a coordinated subject: "Benin, Jamaica, the Bahamas and Belize announced"."""
    run: list[Mention] = []
    for m in s.mentions:
        if m.last >= verb.first:
            break
        if m.sort in ("state", "org", "capital", "people", "office"):
            if run and all(s.low(k) in (",", "and", "et", "the", "la", "le", "les", "l'")
                    for k in range(run[-1].last + 1, m.first)):
                run.append(m)
            else:
                run = [m]
    if len(run) > 1 and verb.first - run[-1].last <= 8:
        return "; ".join(dict.fromkeys(m.giver for m in run))
    return ""


def relative_party(s: SentenceReading, c: Counted, verb: VerbGroup | None) -> str:
    """"the 150 police whom Guatemala is sending": the subject between the noun and its verb."""
    if verb is None or verb.first <= c.last or s.low(c.last + 1) not in ("that", "which", "whom", "que", "qu'"):
        return ""
    inside = [m for m in s.mentions if c.last < m.first and m.last < verb.first and m.sort in ("state", "org",
        "capital", "office")]
    return inside[-1].giver if inside else ""


def ours(memory: Memory, s: SentenceReading, c: Counted, voice: Voice | None) -> str:
    """"our next batch", "nos forces": the speaker's own state; of a speaker without one, the state last spoken of."""
    here = s.clause[c.first]
    inside = {s.low(i) for i, k in enumerate(s.clause) if k == here}
    if voice is None or not inside & {"our", "we", "us", "my", "nos", "notre", "nous", "mes", "j'", "je"}:
        return ""
    return voice.state or (memory.last_subject if voice.person else "")


def owner(s: SentenceReading, c: Counted) -> str:
    """"Kenya's first batch of about 400 officers", "la première unité du Sénégal, 139 hommes"."""
    for i in range(c.first - 1, max(-1, c.first - 7), -1):
        m = s.mention_at(i)
        if (s.by_token.get(i) is not None and s.by_token[i].finite) or s.tokens[i].text in ";:.":
            return ""
        if m is not None and m.sort in ("state", "people", "capital", "org") and (s.low(m.last + 1) == "'s"
                and m.last + 1 < c.first):
            return m.giver
        if m is not None and m.sort == "people" and c.kind == "personnel":
            return m.giver
        if (m is not None and m.sort in ("state", "org") and s.low(m.first - 1) in ("du", "de", "d'", "of",
                "from") and c.kind == "personnel" \
                and s.tokens[c.first - 1].text in (",",)) or (m is not None and m.sort == "state"
                    and s.low(c.first - 1) == "soit"):
            return m.giver
    return ""


def unlisted(memory: Memory, s: SentenceReading, verb: VerbGroup) -> str:
    """A giver in no table, right in front of its verb: "Caritas pledged 2 million"."""
    for p in reversed(s.persons):
        if p.last < verb.first and verb.first - p.last <= 2 and s.clause[p.first] == s.clause[verb.main]:
            bodylike = bool(set(p.name.lower().split()) & _BODY_WORDS)
            governed = s.low(p.first - 1) in ("to", "for", "in", "with", "of", "from", "by", "at", "de", "du",
                "à", "en", "par", "pour", "and")
            if (p.name in memory.proper or bodylike) and not governed:
                return p.name
    return ""


def unlisted_body(s: SentenceReading, verb: VerbGroup) -> str:
    """A giver in no table: a capitalised name with Fund, Bank, Foundation and the like in front of the verb."""
    for p in reversed(s.persons):
        if p.last < verb.first and verb.first - p.last <= 3 and set(p.name.lower().split()) & _BODY_WORDS:
            return p.name
    return ""


def body_owner(s: SentenceReading, verb: VerbGroup) -> str:
    """"The battalion from Nepal arrived": whose the subject is."""
    for r in s.resources:
        if r.kind != "personnel" or r.last >= verb.first:
            continue
        for m in s.mentions:
            before = s.low(m.first - 1)
            if r.last < m.first < verb.first and m.first - r.last <= 3 and before in ("from", "of", "de", "du",
                    "d'", "des") \
                    and m.sort in ("state", "org"):
                return m.giver
    return ""


def clause_people(s: SentenceReading, c: Counted) -> str:
    """A people-word or an "of X" in the same clause, when nothing nearer tells."""
    here = s.clause[c.first]
    for m in s.mentions:
        if s.clause[m.first] != here:
            continue
        before = s.low(m.first - 1)
        before = s.low(m.first - 2) if before in ("the", "la", "le", "les", "l'") else before
        if m.sort == "people" and s.low(m.last + 1) not in ("minister", "president", "government") \
                and any((r.first > m.last and r.first - m.last <= 2) or (r.last < m.first
                    and m.first - r.last <= 2) for r in s.resources):
            return m.giver
        if m.sort in ("state", "org") and before in ("from", "of", "by", "du", "de", "des",
                "par") and c.kind != "personnel":
            return m.giver
    return ""


def giver_elsewhere(s: SentenceReading) -> str:
    """Who gives in the sentence: a name after "from" or "by", or right before a verb of giving."""
    for m in s.mentions:
        before = s.low(m.first - 1)
        if before in ("the", "la", "le", "l'", "les"):
            before = s.low(m.first - 2)
        if m.sort == "capital" and before not in ("from", "by", "par"):
            continue
        if m.sort in ("state", "org", "capital", "office") and before in ("from", "by", "de", "des", "du", "d'",
                "par") \
                and not (before in ("de", "du", "des", "d'") and s.low(m.first - 2) in ("république",)):
            return m.giver
    for v in s.verbs:
        if v.has("give", "pledge", "send") and v.finite and not v.passive:
            inside = [m for m in s.mentions if m.last < v.first and v.first - m.last <= 2 and m.sort in ("state",
                "org", "capital", "office")]
            if inside:
                return inside[-1].giver
    return ""


def of_the_whole(s: SentenceReading, c: Counted) -> str:
    """"75 of the 150 whom Guatemala is sending": the party of the whole behind the part."""
    for v in s.verbs:
        if v.first > c.last and carries(v):
            inside = [m for m in s.mentions if c.last < m.first and m.last < v.first and m.sort in ("state",
                "org", "capital", "office")]
            return inside[-1].giver if inside else ""
    return ""


def pronoun_before(s: SentenceReading, verb: VerbGroup) -> bool:
    """Does a pronoun stand in front of a verb?"""
    return any(s.low(k) in ("it", "il", "elle", "who", "which", "qui") for k in range(max(0, verb.first - 3),
            verb.first))


def votes(memory: Memory, s: SentenceReading, c: Counted, ruler: VerbGroup | None, voice: Voice | None) -> list[
        tuple[str, str]]:
    """What each question by itself would answer, the surest first."""
    subject = (ruler is not None and subject_party(s, ruler)) or ""
    found = [("the noun's people", "; ".join(dict.fromkeys(c.own))), ("relative clause", relative_party(s, c, ruler)),
             ("source behind", source_party(s, c)), ("opens the list", list_party(s, c)),
             ("ours", ours(memory, s, c, voice)), ("owner", owner(s, c)), ("of the whole", of_the_whole(s, c)),
             ("people of the clause", clause_people(s, c)), ("giver elsewhere", giver_elsewhere(s))]
    if ruler is not None:
        found += [("whole subject", whole_subject(s, ruler) if subject else ""), ("subject", subject),
                  ("subject's own", body_owner(s, ruler)), ("in no table", unlisted(memory, s, ruler)
                   or unlisted_body(s, ruler)),
                  ("pronoun", memory.last_subject if pronoun_before(s, ruler) else "")]
    if c.kind == "money" and c.money not in ("USD", "EUR", ""):
        found += [("currency", state) for state in memory.states[:4] if state_currency().get(state) == c.money]
    return [(name, party) for name, party in found if party]
