"""Verb groups: what happens, when seen from the text, to whom, and whether it is denied or only thought of.

Problem: "will send", "had been sent", "are to be sent", "not one was sent", "could send" tell five different stages.
Choice: a table of verbs by frame (data/verbs_*.tsv) whose forms are made by rule, and auxiliaries read in front of
them.
Weakness: a noun that looks like a verb ("the pledge", "their needs") is known only by the word before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from muster.statements.names import table
from muster.statements.tokens import Token


class Tense(Enum):
    PAST = "past"
    PRESENT = "present"
    PERFECT = "perfect"
    FUTURE = "future"          # will, is to, plans to
    CONDITIONAL = "conditional"  # would, could, should
    BARE = "bare"              # an infinitive or participle that stands by itself

    __hash__ = object.__hash__  # there is one of each: looking one up needs no hash of its name


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """first..last: its tokens, auxiliaries included; main: the token that carries the meaning."""

    first: int
    last: int
    main: int
    lemma: str
    frames: tuple[str, ...]
    tense: Tense
    passive: bool
    negated: bool
    finite: bool
    progressive: bool = False
    modal: str = ""

    def has(self, *frames: str) -> bool:
        return frames[0] in self.frames if len(frames) == 1 else not set(self.frames).isdisjoint(frames)


@dataclass(frozen=True, slots=True)
class Form:
    lemma: str
    frames: tuple[str, ...]
    shape: str  # base, s, past, pp, ing, past=pp


def _regular(base: str) -> tuple[str, str, str, str]:
    """Third person, past, participle in -ed, and -ing of a regular verb."""
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base[:-1] + "ied", base + "ing"
    if base.endswith("e"):
        ing = base[:-1] + "ing" if not base.endswith(("ee", "ye", "oe")) else base + "ing"
        return base + "s", base + "d", base + "d", ing
    third = base + ("es" if base.endswith(("s", "x", "ch", "sh", "o", "z")) else "s")
    return third, base + "ed", base + "ed", base + "ing"


def _english(entry: str) -> dict[str, set[str]]:
    pieces = entry.split("/")
    base, _, particle = pieces[0].partition(" ")
    third, past, participle, ing = _regular(base)
    if len(pieces) == 3:
        past, participle = pieces[1].split(" ")[0], pieces[2].split(" ")[0]
        if (past == participle and past == base + base[-1] + "ed") or base in ("get", "cut", "put", "set", "hit",
                "run", "shut", "win", "begin", "quit", "let", "shed", "bid"):
            ing = base + base[-1] + "ing"
        if base == "lie":
            ing = "lying"
        if base == "die":
            ing = "dying"
    elif base == "die":
        ing = "dying"
    return {"base": {base}, "s": {third}, "past": {past}, "pp": {participle}, "ing": {ing}, "particle": {particle}
            if particle else set()}


@cache
def english_forms() -> dict[str, list[Form]]:
    """Form in small letters -> what it may be; phrasal verbs under "set up"."""
    frames: dict[str, list[str]] = {}
    shapes: dict[str, dict[str, set[str]]] = {}
    for row in table("verbs_en.tsv"):
        for entry in row[1].split(";"):
            lemma = entry.split("/")[0]
            frames.setdefault(lemma, []).append(row[0])
            made = _english(entry)
            if lemma not in shapes or "/" in entry:
                shapes[lemma] = made
    found: dict[str, list[Form]] = {}
    for lemma, made in shapes.items():
        particle = next(iter(made["particle"]), "")
        kinds: dict[str, str] = {}
        for form in made["base"] & made["pp"] - made["past"]:  # come, run, become
            found.setdefault(f"{form} "
                             f"{particle}".strip(), []).append(Form(lemma, tuple(dict.fromkeys(frames[lemma])), "base"))
        for shape in ("base", "s", "ing", "pp", "past"):
            for form in made[shape]:
                kinds[form] = "past=pp" if shape == "past" and form in made["pp"] else shape
        for form, shape in kinds.items():
            key = f"{form} {particle}".strip()
            found.setdefault(key, []).append(Form(lemma, tuple(dict.fromkeys(frames[lemma])), shape))
    return found


def _french(entry: str) -> dict[str, set[str]]:
    pieces = entry.split("/")
    infinitive = pieces[0]
    if len(pieces) == 1:
        stem = infinitive[:-2] if infinitive.endswith("er") else infinitive
        soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
        singular, plural, participle, future, imperfect = stem + "e", stem + "ent", stem + "é", infinitive, soft
        past = {soft + "a", stem + "èrent"}
        ing = soft + "ant"
    else:
        singular, plural, participle, future, imperfect = pieces[1:6]
        past = {imperfect + "it", imperfect + "irent"}
        ing = imperfect + "ant"
    agreed = {participle, participle + "e", participle + "s", participle + "es"}
    if participle.endswith("s"):
        agreed = {participle, participle + "e", participle + "es"}
    return {"base": {infinitive}, "s": {singular, plural}, "pp": agreed, "ing": {ing},
            "future": {future + e for e in ("a", "ont", "ons", "ai")}, "conditional": {future + e for e in ("ait",
                "aient")},
            "past": past | {imperfect + e for e in ("ait", "aient")}}


@cache
def french_forms() -> dict[str, list[Form]]:
    frames: dict[str, list[str]] = {}
    shapes: dict[str, dict[str, set[str]]] = {}
    for row in table("verbs_fr.tsv"):
        for entry in row[1].split(";"):
            lemma = entry.split("/")[0]
            if " " in lemma:
                continue
            frames.setdefault(lemma, []).append(row[0])
            shapes[lemma] = _french(entry)
    found: dict[str, list[Form]] = {}
    for lemma, made in shapes.items():
        for shape, forms in made.items():
            for form in forms:
                found.setdefault(form, []).append(Form(lemma, tuple(dict.fromkeys(frames[lemma])), shape))
    return found


_MODALS = {"will": Tense.FUTURE, "shall": Tense.FUTURE, "'ll": Tense.FUTURE, "would": Tense.CONDITIONAL,
           "could": Tense.CONDITIONAL, "should": Tense.CONDITIONAL, "may": Tense.CONDITIONAL,
               "might": Tense.CONDITIONAL,
           "must": Tense.CONDITIONAL, "can": Tense.PRESENT, "cannot": Tense.PRESENT}
_BE = {"is": Tense.PRESENT, "are": Tense.PRESENT, "am": Tense.PRESENT, "was": Tense.PAST, "were": Tense.PAST,
    "be": Tense.BARE,
       "been": Tense.PERFECT, "being": Tense.BARE, "'s": Tense.PRESENT, "'re": Tense.PRESENT, "isn't": Tense.PRESENT}
_HAVE = {"has": Tense.PERFECT, "have": Tense.PERFECT, "had": Tense.PAST, "having": Tense.PERFECT, "'ve": Tense.PERFECT}
_DO = {"do": Tense.PRESENT, "does": Tense.PRESENT, "did": Tense.PAST}
_BETWEEN = frozenset("""not n't never also already now still only just soon yet since all both then again already
officially formally
    recently currently finally eventually probably likely largely initially together even so far mostly ever first
    immediately jointly fully partly nearly newly reportedly expected slowly thus therefore hardly barely""".split())
_NOUN_BEFORE = frozenset("""the a an this that these those its their his her our your my some any no each every such
other another
    more most many several few of for in on at with by from new first second third last next total financial military
    additional further fresh international humanitarian foreign 's and-a""".split())
_PARTICLES = frozenset("up out over down aside back by in home off short delivery away on through for".split())


def _english_form(tokens: list[Token], i: int) -> tuple[list[Form], int]:
    """Forms a token may be, with its particle taken if it makes a phrasal verb; and the last token."""
    forms = english_forms()
    if i + 1 < len(tokens) and tokens[i + 1].low in _PARTICLES:
        both = forms.get(f"{tokens[i].low} {tokens[i + 1].low}")
        if both and not (tokens[i + 1].low == "up" and tokens[i].low.startswith(("giv", "gave"))
                and i + 2 < len(tokens) and tokens[i + 2].low == "to"):
            return both, i + 1
    if i + 2 < len(tokens) and tokens[i + 2].low in _PARTICLES and tokens[i + 1].low in ("it", "them", "him", "her",
            "its"):
        both = forms.get(f"{tokens[i].low} {tokens[i + 2].low}")
        if both:
            return both, i
    return forms.get(tokens[i].low, []), i


_OFTEN_NOUNS = frozenset("""costs needs plans offers pledges promises supplies counts hopes aims reports targets
requests demands appeals uses
    guards posts bases patrols fires helps supports works talks visits moves calls votes awards orders budgets grants
    gifts presents heads ships
    returns cuts leads claims notes states remarks lists hits strikes attacks raids shells bombs heads fields stands
    lands seconds rushes
    fears passes matches shares results shows plays moves turns rests lives drills trains vets estimates forecasts
    projects schedules flies
    releases transfers forms totals numbers controls camps mandates caps limits limits""".split())
_SUBJECT_BEFORE = frozenset("it he she who which that this also now still already only what there".split())


_AFTER_A_NUMBER = frozenset("go leave come follow arrive remain stay serve return wait live work stand belong".split())


def _looks_like_a_noun(tokens: list[Token], i: int, shape: str) -> bool:
    if i == 0:
        return shape in ("base", "s")
    before = tokens[i - 1].low
    if shape == "s":
        if before in _NOUN_BEFORE and before not in ("this", "that", "each"):
            return True
        if tokens[i].low not in _OFTEN_NOUNS:
            return False
        if before in _SUBJECT_BEFORE:
            return False
        if tokens[i - 1].is_capital:
            behind = tokens[i + 1].low if i + 1 < len(tokens) else "."
            return behind in ("has", "have", "had", "are", "is", "was", "were", "will", "would", "of")
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        return after is None or not (after.is_number or after.low in ("$", "€", "£", "to", "that", "the", "a", "an",
                "its", "some", "about", "more", "up",
                    "at", "over", "nearly", "almost", "for",
                    "around", "his", "her", "their"))
    if shape == "base" and tokens[i - 1].is_number and tokens[i].low in _AFTER_A_NUMBER:
        return False
    if shape == "base":
        return before in _NOUN_BEFORE or tokens[i - 1].is_number or (shape == "base" and before not in (
            "to", "they", "we", "you", "i", "who", "which", "that", "not", "n't", "also", "and", "or", "countries",
                "governments")and not (
            tokens[i - 1].low.endswith("s") and tokens[i - 1].is_word))
    if shape == "ing":
        return before in ("the", "a", "an", "its", "their", "his", "'s") or tokens[i].low in (
            "training", "funding", "meeting", "building", "shelling", "bombing", "landing", "posting", "opening",
                "killing", "fighting", "drilling")
    return before in ("the", "a", "an", "its", "their", "his", "our", "of", "'s")


def _english_groups(tokens: list[Token]) -> list[VerbGroup]:
    found: list[VerbGroup] = []
    i, n = 0, len(tokens)
    while i < n:
        low = tokens[i].low
        group = None
        if (low in _MODALS and not (low == "may" and tokens[i].is_capital and i and tokens[i - 1].low in ("in", "by",
                "of", "since"))) \
                or (low in _BE and low not in ("be", "been", "being") and not (
                    low == "'s" and (i + 1 >= n or not _english_form(tokens, i + 1)[0] or tokens[i - 1].is_capital))) \
                or low in _HAVE or low in _DO:
            group = _with_auxiliaries(tokens, i)
        elif (low == "to" and i + 1 < n and any(f.shape == "base" for f in _english_form(tokens, i + 1)[0])) or (
                low == "to" and i + 1 < n and tokens[i + 1].low in ("be", "have")):
            group = _infinitive(tokens, i)
        else:
            group = _plain(tokens, i)
        if group is None:
            i += 1
        else:
            found.append(group)
            i = group.last + 1
    return found


def _infinitive(tokens: list[Token], i: int) -> VerbGroup | None:
    j, passive = i + 1, False
    if tokens[j].low in ("be", "have") and j + 1 < len(tokens):
        k = j + 1
        while k < len(tokens) and tokens[k].low in _BETWEEN | {"been"}:
            k += 1
        forms, last = _english_form(tokens, k) if k < len(tokens) else ([], k)
        participles = [f for f in forms if f.shape in ("pp", "past=pp")]
        if participles:
            best = participles[0]
            return VerbGroup(i, last, k, best.lemma, best.frames, Tense.BARE, tokens[j].low == "be", False, False)
        lemma, frame = ("be", "be") if tokens[j].low == "be" else ("have", "have")
        return VerbGroup(i, j, j, lemma, (frame,), Tense.BARE, False, False, False)
    forms, last = _english_form(tokens, j)
    base = next(f for f in forms if f.shape == "base")
    if i and tokens[i - 1].low in ("ready", "due", "about", "poised", "set"):
        return VerbGroup(i, last, j, base.lemma, base.frames, Tense.FUTURE, False, False, False)
    return VerbGroup(i, last, j, base.lemma, base.frames, Tense.BARE, passive, False, False)


def _plain(tokens: list[Token], i: int) -> VerbGroup | None:
    """A verb without auxiliaries: "sent", "sends", "sending", or a participle that stands alone."""
    forms, last = _english_form(tokens, i)
    if not forms:
        return None
    best = max(forms, key=lambda f: ("past=pp", "past", "s", "base", "ing", "pp").index(f.shape) == 0)
    if _looks_like_a_noun(tokens, i, best.shape) and last == i:
        return None
    if tokens[i].is_capital and i and tokens[i - 1].is_capital:
        return None
    if best.shape == "ing":
        return VerbGroup(i, last, i, best.lemma, best.frames, Tense.BARE, False, False, False, progressive=True)
    if best.shape == "pp":
        return VerbGroup(i, last, i, best.lemma, best.frames, Tense.BARE, True, False, False)
    tense = Tense.PRESENT if best.shape in ("s", "base") else Tense.PAST
    alone = best.shape == "past=pp" and _participle_after_noun(tokens, i, last)
    return VerbGroup(i, last, i, best.lemma, best.frames, tense, alone, False, not alone)


def _participle_after_noun(tokens: list[Token], i: int, last: int) -> bool:
    """"the 600 officers promised by Kenya": a participle, since "by", "in" or the end follows and no object does."""
    if last + 1 >= len(tokens):
        return True
    after = tokens[last + 1].low
    return after in ("by", "under", "as") or (tokens[i].low in ("killed", "wounded", "injured", "needed", "required",
            "promised",
                "pledged", "led", "backed", "based", "stationed", "asked",
                "awaited", "expected", "authorised", "authorized", "deployed",
                "trained", "funded", "donated") and after in (
                "in", "to", "for", "from", "at", "on", ",", ".", "and",
                "over", "since", "so"))


def _with_auxiliaries(tokens: list[Token], i: int) -> VerbGroup | None:
    """Auxiliaries, adverbs and the verb they carry."""
    n, j = len(tokens), i
    chain: list[str] = []
    negated, modal, to = False, "", False
    while j < n:
        low = tokens[j].low
        if low in ("not", "n't", "never", "cannot") or (low == "no" and j + 1 < n and tokens[j + 1].low == "longer"):
            negated = True
            j += 2 if low == "no" else 1
        elif low in _MODALS and not chain:
            chain.append(low)
            modal = low
            j += 1
        elif low in _BE or low in _HAVE or (low in _DO and not chain):
            chain.append(low)
            j += 1
        elif low in _BETWEEN:
            j += 1
        elif low == "to" and chain and chain[-1] in _BE | _HAVE and j + 1 < n and (
                any(f.shape == "base" for f in _english_form(tokens, j + 1)[0]) or tokens[j + 1].low in ("be", "have")):
            to = True
            j += 1
        elif low in ("due", "set", "going", "about", "scheduled", "expected", "slated", "poised", "ready", "bound",
                "prepared",
                     "preparing", "planning", "likely", "hoping", "supposed", "meant") \
                and chain and j + 1 < n and tokens[j + 1].low == "to":
            to = True
            modal = low
            j += 2
        else:
            break
    tense = _tense(chain, to)
    forms, last = _english_form(tokens, j) if j < n else ([], j)
    wanted: tuple[str, ...] = ("base",) if to or (chain and (chain[-1] in _MODALS or chain[-1] in _DO)) else ("pp",
        "past=pp", "ing")
    if chain and chain[-1] in ("be", "been"):
        wanted = ("pp", "past=pp", "ing")
    fitting = [f for f in forms if f.shape in wanted]
    if fitting:
        best = fitting[0]
        passive = best.shape in ("pp", "past=pp") and chain[-1] in _BE
        return VerbGroup(i, last, j, best.lemma, best.frames, tense, passive, negated, True,
                         progressive=best.shape == "ing" and chain[-1] in _BE, modal=modal or ("to" if to else ""))
    if not chain:
        return None
    if (to or chain[-1] in _MODALS) and chain[-1] not in _BE and j < n and tokens[j].is_word and not forms and tokens[
            j].text.islower() \
            and tokens[j].low not in ("the", "a", "an", "no", "be", "have"):
        return VerbGroup(i, j, j, tokens[j].low, ("other",), tense, False, negated, True, modal=modal or "to")
    if chain[-1] in _BE | _HAVE and j < n and tokens[j].low.endswith("ed") and not forms and len(tokens[j].low) > 4:
        return VerbGroup(i, j, j, tokens[j].low, ("other",), tense, chain[-1] in _BE, negated, True, modal=modal)
    auxiliary = chain[-1]
    end = j - 1
    while end > i and tokens[end].low in _BETWEEN - {"not", "n't"}:
        end -= 1
    if auxiliary in _BE or (to and tokens[end].low == "be"):
        return VerbGroup(i, end, end, "be", ("be",), tense, False, negated, True, modal=modal or ("to" if to else ""))
    if auxiliary in _HAVE:
        first_tense = Tense.PRESENT if auxiliary in ("has", "have") and len(chain) == 1 else tense
        return VerbGroup(i, end, end, "have", ("have",), first_tense, False, negated, True, modal=modal
                or ("to" if to else ""))
    return VerbGroup(i, end, end, auxiliary, ("other",), tense, False, negated, True, modal=modal)


def _tense(chain: list[str], to: bool) -> Tense:
    if not chain:
        return Tense.BARE
    first = chain[0]
    if first in _MODALS:
        return _MODALS[first]
    if to:
        return Tense.FUTURE
    if first in _HAVE:
        return Tense.PAST if first == "had" else Tense.PERFECT
    if first in _DO:
        return _DO[first]
    return _BE[first]


# --- French -----------------------------------------------------------------------------------------------

_AVOIR = {"a": Tense.PERFECT, "ont": Tense.PERFECT, "avait": Tense.PAST, "avaient": Tense.PAST, "aura": Tense.FUTURE,
          "auront": Tense.FUTURE, "aurait": Tense.CONDITIONAL, "auraient": Tense.CONDITIONAL, "ai": Tense.PERFECT,
          "avons": Tense.PERFECT, "ayant": Tense.BARE, "avoir": Tense.BARE, "eut": Tense.PAST}
_ETRE = {"est": Tense.PRESENT, "sont": Tense.PRESENT, "était": Tense.PAST, "étaient": Tense.PAST, "sera": Tense.FUTURE,
         "seront": Tense.FUTURE, "serait": Tense.CONDITIONAL, "seraient": Tense.CONDITIONAL, "fut": Tense.PAST,
         "furent": Tense.PAST, "été": Tense.PERFECT, "être": Tense.BARE, "suis": Tense.PRESENT, "sommes": Tense.PRESENT}
_FR_MODALS = {"doit": Tense.FUTURE, "doivent": Tense.FUTURE, "devrait": Tense.CONDITIONAL,
    "devraient": Tense.CONDITIONAL,
              "va": Tense.FUTURE, "vont": Tense.FUTURE, "devait": Tense.PAST, "devaient": Tense.PAST,
                  "peut": Tense.PRESENT,
              "peuvent": Tense.PRESENT, "pourrait": Tense.CONDITIONAL, "pourraient": Tense.CONDITIONAL,
                  "veut": Tense.FUTURE,
              "veulent": Tense.FUTURE, "devra": Tense.FUTURE, "devront": Tense.FUTURE, "pourra": Tense.FUTURE,
                  "pourront": Tense.FUTURE,
              "compte": Tense.FUTURE, "comptent": Tense.FUTURE, "prévoit": Tense.FUTURE, "prévoient": Tense.FUTURE}
_FR_BETWEEN = frozenset("""toutefois cependant pourtant notamment clairement pas plus jamais déjà aussi
    encore bien toujours ainsi également enfin tous toutes tout officiellement
    récemment déjà presque à-peu-près peu très ensuite même n' ne guère désormais surtout actuellement
    depuis""".split())
_FR_NOUN_BEFORE = frozenset("le la les l' un une des du de d' ce cette ces son sa ses leur leurs aux au en par "
        "chaque cet notre nos quelque".split())


def _french_groups(tokens: list[Token]) -> list[VerbGroup]:
    forms, found = french_forms(), []
    i, n = 0, len(tokens)
    while i < n:
        group = _french_auxiliaries(tokens, i, forms) or _french_plain(tokens, i, forms)
        if group is None:
            i += 1
        else:
            found.append(group)
            i = group.last + 1
    return found


def _negated_before(tokens: list[Token], i: int) -> bool:
    return any(t.low in ("ne", "n'") for t in tokens[max(0, i - 3):i])


_INVERTED = {"t-il", "t-elle", "t-on", "il", "elle", "ils", "elles", "on"}


def _bare_auxiliary(low: str) -> str:
    """"a-t-il" is "a"."""
    head, _, tail = low.partition("-")
    return head if tail in _INVERTED else low


def _french_auxiliaries(tokens: list[Token], i: int, forms: dict[str, list[Form]]) -> VerbGroup | None:
    n, first = len(tokens), _bare_auxiliary(tokens[i].low)
    negated = _negated_before(tokens, i)
    if first in _FR_MODALS:
        j = i + 1
        while j < n and tokens[j].low in _FR_BETWEEN:
            j += 1
        if j < n and tokens[j].low in ("se", "s'", "y", "en", "les", "le", "la", "l'") and j + 1 < n:
            j += 1
            if j < n and tokens[j].low in ("être",):
                j += 0
        if j < n and tokens[j].low in ("être", "avoir") and j + 1 < n:
            k = j + 1
            done = [f for f in forms.get(tokens[k].low, []) if f.shape == "pp"]
            if done:
                return VerbGroup(i, k, k, done[0].lemma, _merged(done), _FR_MODALS[first], True, negated, True,
                        modal=first)
            if tokens[j].low == "être":
                return VerbGroup(i, j, j, "être", ("be",), _FR_MODALS[first], False, negated, True, modal=first)
        base = [f for f in forms.get(tokens[j].low, []) if f.shape == "base"] if j < n else []
        if base:
            return VerbGroup(i, j, j, base[0].lemma, _merged(base), _FR_MODALS[first], False, negated, True,
                    modal=first)
        return None
    if first not in _AVOIR and first not in _ETRE:
        return None
    chain, j = [first], i + 1
    while j < n and (tokens[j].low in _FR_BETWEEN or tokens[j].low == "été"):
        if tokens[j].low == "été":
            chain.append("été")
        negated = negated or tokens[j].low in ("pas", "jamais")
        j += 1
    tense = _AVOIR.get(first) or _ETRE[first]
    done = [f for f in forms.get(tokens[j].low, []) if f.shape == "pp"] if j < n else []
    if done:
        if done[0].lemma == "faire" and j + 1 < n and tokens[j + 1].low in ("savoir", "venir", "état", "part"):
            said = tokens[j + 1].low != "venir"
            return VerbGroup(i, j + 1, j, "faire savoir" if said else "envoyer", ("say",) if said else ("send",),
                             tense, False, negated, True)
        motion = done[0].lemma in _WITH_ETRE
        passive = chain[-1] == "été" or (first in _ETRE and not motion and not _reflexive(tokens, i))
        if first in _ETRE and tense is Tense.PRESENT and (motion or _reflexive(tokens, i)):
            tense = Tense.PERFECT
        return VerbGroup(i, j, j, done[0].lemma, _merged(done), tense, passive, negated, first not in ("avoir",
                "ayant", "être"))
    end = i
    unknown = j < n and j > i and tokens[j].is_word and tokens[j].low.endswith(("é", "és", "ée", "ées", "u", "us",
        "is", "it")) \
        and first in _AVOIR and len(tokens[j].low) > 3
    if unknown and first not in ("avoir", "ayant"):
        return VerbGroup(i, j, j, tokens[j].low, ("other",), tense, False, negated, True)
    if first in _ETRE or chain[-1] == "été":
        return VerbGroup(i, end, end, "être", ("be",), tense, False, negated, True)
    if first in ("ayant", "avoir", "ai"):
        return None
    if first == "a" and i and (tokens[i - 1].low in ("il", "y") and tokens[i - 1].low == "y"):
        return VerbGroup(i, end, end, "y avoir", ("be",), Tense.PRESENT, False, negated, True)
    present = {Tense.PERFECT: Tense.PRESENT}.get(tense, tense)
    return VerbGroup(i, end, end, "avoir", ("have",), present, False, negated, True)


_WITH_ETRE = frozenset("arriver partir venir revenir rentrer aller mourir décéder tomber rester débarquer devenir "
        "retourner entrer périr".split())


def _merged(forms: list[Form]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f for form in forms for f in form.frames))


def _reflexive(tokens: list[Token], i: int) -> bool:
    return any(t.low in ("se", "s'") for t in tokens[max(0, i - 2):i])


def _french_plain(tokens: list[Token], i: int, forms: dict[str, list[Form]]) -> VerbGroup | None:
    low = tokens[i].low
    options = forms.get(low) or forms.get(_bare_auxiliary(low))
    if not options or (tokens[i].is_capital and i):
        return None
    before = tokens[i - 1].low if i else ""
    shape = options[0].shape
    order = {"future": 0, "conditional": 1, "past": 2, "s": 3, "pp": 4, "base": 5, "ing": 6}
    best = min(options, key=lambda f: order[f.shape])
    shape = best.shape
    if before in ("le", "la", "les",
            "l'") and shape == "s" and i > 1 and tokens[i - 2].is_capital and low in ("commande", "dirige", "mène",
                "conduit"):
        return VerbGroup(i, i, i, best.lemma, _merged([f for f in options if f.shape == shape]), Tense.PRESENT, False,
                False, True)
    if before in _FR_NOUN_BEFORE and shape in ("s", "past", "base", "pp") and not (
            before in ("le", "la", "les", "l'", "en", "leur") and i > 1 and (tokens[i - 2].low in ("qui", "ne", "n'",
                "il", "elle", "ils")
                or (before == "en"
                    and tokens[i - 2].is_capital))) and not (
            shape == "base" and before in ("de", "d'")):
        return None
    frames = _merged([f for f in options if f.shape == shape])
    negated = _negated_before(tokens, i)
    if shape == "pp":
        return VerbGroup(i, i, i, best.lemma, frames, Tense.BARE, True, negated, False)
    if shape in ("base", "ing"):
        return VerbGroup(i, i, i, best.lemma, frames, Tense.BARE, False, negated, False, progressive=shape == "ing")
    tense = {"future": Tense.FUTURE, "conditional": Tense.CONDITIONAL, "past": Tense.PAST}.get(shape, Tense.PRESENT)
    return VerbGroup(i, i, i, best.lemma, frames, tense, False, negated, True)


def verb_groups(tokens: list[Token], language: str) -> list[VerbGroup]:
    """The verb groups of a sentence, in order, none overlapping."""
    return _french_groups(tokens) if language == "fr" else _english_groups(tokens)
