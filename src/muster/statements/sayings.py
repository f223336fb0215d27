"""Attributions: which words of a sentence somebody answers for, by a verb of saying or a phrase like "according to".

Problem: "Nigeria offers 600 and, General X announced, two aircraft"; "a departure is foreseen; Lithuania has said it
will
add four": one sentence, two who answer for it.
Choice: each verb of saying with its subject, in front or behind, each "according to" is one attribution; it covers
its own
part of the sentence between semicolons, and a leading one ("he said that") also the parts that follow.
Weakness: verbs that can also mean something else count as speech only with "that", a quotation, or a person in front.
"""

from __future__ import annotations

from muster.statements.according import before_a_colon, by_phrases
from muster.statements.analysis import SentenceReading
from muster.statements.names import TITLES
from muster.statements.people import CROWDS, People, kinds
from muster.statements.subjects import subject_of
from muster.statements.verbs import Tense, VerbGroup
from muster.statements.voices import PRONOUNS, Voice
from muster.statements.who_speaks import BY_THINGS, Saying, apposed_in_front, behind_verb, in_front, part

ALSO_OTHER = frozenset(
    "announce add put show call count find recall hear learn think believe praise thank maintain describe "
    "relate elaborate conclude specify regret ajouter annoncer lancer rappeler relever apprendre penser soutenir "
    "poursuivre "
    "évaluer calculer report confier vanter glisser conclure croire reconnaître regretter".split())
SPEECH_ACTS = frozenset(
    "ask request demand appeal urge promise thank doubt oppose exclude reject refuse deplore commend "
    "praise propose recommend insist implore beg plead prefer express name list cite stress object demander réclamer "
    "exhorter plaider promettre remercier douter exclure rejeter refuser saluer proposer recommander solliciter "
    "souhaiter juger mettre".split())
_GIVING = frozenset("promise propose promettre proposer refuse refuser reject rejeter exclude exclure".split())
_PHRASES = {
    "make": (("known",), ("clear",), ("public",)), "speak": (("of",), ("about",)), "talk": (("of",),),
    "parler": (("de",), ("d'",)), "let": (("it", "be", "known"),), "faire": (("savoir",), ("valoir",), ("état",),
        ("remarquer",), ("observer",), ("part",)), "object": (("that",),), "complain": (("that",),),
    "agree": (("that",), ("here",)), "set": (("at",),), "hear": (("from",),),
}
_FEELING = frozenset("expect fear hope espérer craindre doubt".split())
_CLOSING = frozenset("”»\"")
_LATER = frozenset("on in at by from after before late early last this yesterday today here there again over to during "
    "lundi mardi mercredi jeudi vendredi samedi dimanche hier aujourd'hui "
    "dans à en devant depuis par sur lors the".split())
_THAT = frozenset("that que qu' : “ « \"".split())


def sayings(people: People, s: SentenceReading, tongue: str) -> list[Saying]:
    """The attributions of a sentence, in order."""
    found = [*_by_verbs(people, s, tongue), *by_phrases(people, s, tongue), *before_a_colon(people, s, tongue)]
    return sorted(found, key=lambda one: one.voice.first)


# --- verbs ------------------------------------------------------------------------------------------------


def _by_verbs(people: People, s: SentenceReading, tongue: str) -> list[Saying]:
    found = []
    for verb in s.verbs:
        if not _may_say(s, verb) or _aside(s, verb):
            continue
        mixed = any(not q for q, k in zip(s.sentence.quoted, s.tokens) if k.is_word)
        if s.quoted_at(verb.main) and (mixed or "say" not in verb.frames):
            continue
        voice, inverted = _speaker(people, s, verb, tongue)
        if voice is None or not _speaks(s, verb, voice):
            continue
        found.append(_covering(s, verb, voice, inverted))
    return found


def _may_say(s: SentenceReading, verb: VerbGroup) -> bool:
    if "-t-" in s.low(verb.first):
        return True
    if verb.lemma == "go" and _parenthetical(s, verb):
        return True
    if verb.lemma == "state" and s.low(verb.main) == "states" and s.low(verb.last + 1) not in _THAT:
        return False
    if _trailing(s, verb):
        return True
    if verb.lemma == "let" and any(s.low(k) == "know" for k in range(verb.last + 1, verb.last + 7)):
        return True
    if verb.lemma in ("like", "prefer") and verb.modal == "would":
        return True
    if verb.modal and verb.modal not in ("will", "va", "vont"):
        return False
    by_phone = s.low(verb.last + 1) == "by" and s.low(verb.last + 2) in ("telephone", "phone", "email", "e-mail",
        "radio", "video")
    if not (verb.finite or verb.progressive or by_phone or "-" in s.low(verb.first)):
        return False
    if verb.lemma in _PHRASES and "say" not in verb.frames:
        after = tuple(s.low(k) for k in range(verb.last + 1, verb.last + 4))
        return any(after[:len(phrase)] == phrase for phrase in _PHRASES[verb.lemma]) or _quoted_before(s, verb.first)
    return "say" in verb.frames or verb.lemma in SPEECH_ACTS or verb.lemma in _FEELING or verb.lemma == "give" \
        or ((_quoted_before(s, verb.first) or _quoted_before(s, _begin(s, verb)) or _quotes_next(s, verb))
            and verb.tense in (Tense.PAST, Tense.PERFECT,
            Tense.PRESENT) and verb.lemma not in ("be", "have", "être", "avoir"))


def _parenthetical(s: SentenceReading, verb: VerbGroup) -> bool:
    """", he went on,": a pronoun and its verb between two marks."""
    end = verb.last + (1 if s.low(verb.last + 1) == "on" else 0)
    return verb.first >= 2 and s.low(verb.first - 1) in ("he",
            "she") and s.tokens[verb.first - 2].text in ",”\"" and s.low(
        end) == "on" and s.low(end + 1) in (",", ".", "")


_OPENERS = frozenset(
    "when after before once if while as although though since until because unless in on at by with quand "
    "lorsque après avant si dès comme pendant".split())


def _trailing(s: SentenceReading, verb: VerbGroup) -> bool:
    """", the Commission has worked out.", ", she read out from a list.": somebody and a verb at the end of what is "
    "told."""
    if s.language == "fr" or not verb.finite or verb.passive or verb.lemma in ("be", "have",
            "do") or s.low(0) in _OPENERS:
        return False
    found = subject_of(s, verb)
    told = any(v.finite and v.last < found.first for v in s.verbs)
    return told and verb.first - found.first <= 8 and verb.tense is not Tense.FUTURE and not verb.modal and not (
        verb.negated) and _ends_the_sentence(s, verb)


def _ends_the_sentence(s: SentenceReading, verb: VerbGroup) -> bool:
    """", ambassadors agreed in Brussels on Wednesday.": nothing but time and place stands behind."""
    found = subject_of(s, verb)
    behind = s.low(verb.last + 1)
    return found.first > 0 and s.tokens[found.first - 1].text == "," and (behind in _LATER or behind in (".", "",
            "out")) \
        and len(s.tokens) - verb.last < 9 and not any(v.first > verb.last for v in s.verbs)


def _begin(s: SentenceReading, verb: VerbGroup) -> int:
    """The first token of a short subject in front of a verb."""
    found = subject_of(s, verb)
    return found.first if found.role != "none" and verb.first - found.first <= 6 else verb.first


def _quotes_next(s: SentenceReading, verb: VerbGroup) -> bool:
    """"jugeait « inespéré » ce résultat": words in quotation marks right behind a verb."""
    return any(s.tokens[k].text in "“«" for k in range(verb.last + 1, min(len(s.tokens), verb.last + 4)))


def _quoted_before(s: SentenceReading, i: int) -> bool:
    """Does a quotation end right before a token?"""
    return (i > 0 and s.tokens[i - 1].text in _CLOSING) or (i > 1 and s.tokens[i - 1].text == "," and (
        s.tokens[i - 2].text in _CLOSING or s.quoted_at(i - 2)))


def _speaker(people: People, s: SentenceReading, verb: VerbGroup, tongue: str) -> tuple[Voice | None, bool]:
    """Who says it, and whether the name stands behind the verb."""
    if tongue == "fr" and "-" in s.low(verb.first) and s.low(verb.first).split("-")[-1] in PRONOUNS["fr"]:
        return Voice("", False, verb.first, verb.first, pronoun=True), True
    apposed = apposed_in_front(people, s, verb, tongue)
    if apposed is not None:
        return apposed, False
    if _inverted(s, verb):
        behind = behind_verb(people, s, verb.last + 1, tongue)
        if behind is not None:
            return behind, True
    if verb.passive and verb.finite:
        return (behind_verb(people, s, verb.last + 2, tongue), True) if s.low(verb.last + 1) in ("by", "par") and (
            "say" in verb.frames) else (None, False)
    if verb.progressive and not verb.finite:
        main = next((v for v in s.verbs if v.finite and v.first < verb.first), None)
        return (in_front(people, s, main, tongue) if main is not None else None), False
    return in_front(people, s, verb, tongue), False


def _inverted(s: SentenceReading, verb: VerbGroup) -> bool:
    """"…", said X; "…, a précisé le ministre": the verb stands in front of who speaks."""
    if verb.first == 0:
        return True
    if verb.lemma in ("hear", "learn") and s.low(verb.last + 1) == "from":
        return True
    before, after = s.tokens[verb.first - 1].text, s.low(verb.last + 1)
    if after in (",", ".", ";", ":", "that", "que", "qu'", ""):
        return False
    if before in _CLOSING:
        return True
    if before != ",":
        return False
    named = verb.lemma not in ("tell", "inform") and any(0 < p.first - verb.last <= 4 and all(s.low(k) in TITLES
        for k in range(verb.last + 1, p.first)) for p in s.persons)
    if s.language == "fr" or s.quoted_at(verb.first - 2) or named or subject_of(s, verb).role == "none":
        return True
    return verb.lemma not in ALSO_OTHER and "say" in verb.frames and _name_ends_it(s, verb)


def _name_ends_it(s: SentenceReading, verb: VerbGroup) -> bool:
    """"…, says the prime minister's office.": a phrase without a verb, then the end or a comma."""
    for k in range(verb.last + 1, min(len(s.tokens), verb.last + 9)):
        if s.tokens[k].text in ".,;":
            return k > verb.last + 1
        if s.by_token.get(k) is not None or s.low(k) in ("that", "to", "it", "he", "she", "they", "we", "on", "in"):
            return False
    return True


def _speaks(s: SentenceReading, verb: VerbGroup, voice: Voice) -> bool:
    """Does the verb mean speech here, by this subject?"""
    after = s.low(verb.last + 1)
    quoted = any(s.sentence.quoted)
    m = next((m for m in s.mentions if m.first == voice.first), None)
    state = m is not None and m.sort in ("state", "capital", "people") and not voice.generic
    if voice.generic and voice.generic not in kinds("en").values() and (verb.lemma in ALSO_OTHER
            or verb.lemma in BY_THINGS):
        return False
    if "-t-" in s.low(verb.first):
        return True
    if verb.lemma == "make" and not (voice.person or voice.generic):
        return False
    after = "that" if _then_that(s, verb) else after
    if verb.lemma in ("like", "prefer"):
        return voice.person or (voice.pronoun and s.low(voice.first) in ("he", "she"))
    if verb.lemma in _FEELING:
        return (voice.person or (verb.lemma == "doubt" and bool(voice.generic))) and not verb.passive
    if verb.lemma in SPEECH_ACTS and "say" not in verb.frames:
        return _speech_act(s, verb, voice)
    if verb.lemma == "give":
        behind = {s.low(k) for k in range(verb.last + 1, verb.last + 6)}
        return "following" in behind or (bool({"number", "figure", "cost", "total", "strength"} & behind)
            and bool({"as", "at"} & behind))
    if "say" not in verb.frames and verb.lemma not in _PHRASES:
        known = voice.generic in kinds("en").values()
        singular = voice.pronoun and s.low(voice.first) in ("he", "she", "il", "elle")
        body = (m is not None and m.sort in ("org", "office", "council")) or s.tokens[voice.first].is_capital
        return voice.person or singular or known or (body and not state)
    if verb.lemma in ("confirm", "confirmer", "indicate") and state and after not in _THAT:
        return False
    if verb.lemma == "lancer":
        return quoted
    if verb.lemma == "count":
        own = m is not None and m.sort in ("state", "capital", "mission") and not voice.generic
        whose = voice.person or voice.generic or (m is not None and m.sort in ("org", "office", "media"))
        return any(f.first > verb.last for f in s.figures) and not own and not voice.pronoun and bool(whose) and (
            voice.generic not in CROWDS)
    if verb.lemma not in ALSO_OTHER or after in _THAT or quoted:
        return not (verb.lemma in ("announce", "annoncer") and state and after not in _THAT)
    if after in (".", ",", ";", ":") or verb.last == len(s.tokens) - 1:
        return True
    if verb.lemma == "put":
        return any(f.first > verb.last for f in s.figures) and any(s.low(k) == "at" for k in range(verb.last + 1,
            min(len(s.tokens), verb.last + 9)))
    if verb.lemma in ("calculate", "evaluate", "évaluer", "calculer", "estimate"):
        return any(f.first > verb.last for f in s.figures)
    return voice.person or bool(voice.generic) or verb.lemma == "report" or (voice.pronoun and after in _LATER)


def _then_that(s: SentenceReading, verb: VerbGroup) -> bool:
    """"Sweden confirmed on 3 March that …": "that" behind a time or place."""
    for k in range(verb.last + 1, min(len(s.tokens), verb.last + 8)):
        if s.low(k) in ("that", "que", "qu'") and s.low(k - 1) not in ("of", "de", "than"):
            return True
        if s.tokens[k].text in ",;:." or s.by_token.get(k) is not None:
            return False
    return False


def _speech_act(s: SentenceReading, verb: VerbGroup, voice: Voice) -> bool:
    """Asking, thanking, doubting: speech when a person or office does it, in the main clause and not long ago."""
    after = s.low(verb.last + 1)
    if after in ("whether", "if", "si") or s.low(verb.first) in ("had", "avait", "avaient"):
        return False
    if s.low(s.clause.index(s.clause[verb.main])) in ("what", "which", "that", "que", "dont", "who", "qui", "whom"):
        return False
    trailing = after in (".", ",", "") or (s.low(verb.first - 1) in (",", "”", "»") and voice.first > verb.last)
    if verb.lemma in _GIVING and not trailing and not any(s.sentence.quoted):
        return False
    known = voice.generic in kinds("en").values() and voice.generic not in CROWDS
    return voice.person or voice.pronoun or known or trailing


def _aside(s: SentenceReading, verb: VerbGroup) -> bool:
    """A verb of saying inside a relative clause speaks of something else ("equipment which they said they needed")."""
    if any(s.sentence.quoted):
        return False
    opening = s.clause.index(s.clause[verb.main])
    if s.low(opening) not in ("which", "that", "dont", "whom", "que", "whose") or s.low(opening - 1) in (",", "say",
            "said"):
        return False
    return any(v.finite and v.last < opening for v in s.verbs) and not any("say" in v.frames and v.last < opening
        for v in s.verbs)


# --- how far --------------------------------------------------------------------------------------------


def _covering(s: SentenceReading, verb: VerbGroup, voice: Voice, inverted: bool) -> Saying:
    first, last = part(s, verb.first)
    last = len(s.tokens) - 1
    content = _content_behind(s, verb)
    begins = min(voice.first, verb.first)
    k = begins - 1
    while k > first and s.by_token.get(k) is None and s.tokens[k].text not in ",:;" and begins - k < 8:
        k -= 1
    if content and s.tokens[k].text == "," and s.low(k - 1) in ("and", "et", "but", "mais") and not inverted:
        return Saying(voice, k - 1, last, True)
    if content and not inverted and not any(v.finite and first <= v.last < begins for v in s.verbs):
        reported = verb.tense in (Tense.PAST, Tense.PERFECT)
        return Saying(voice, first, len(s.tokens) - 1, True, reported)
    if inverted:
        last = min(last, _ends_with_the_name(s, max(voice.last, verb.last)))
    return Saying(voice, 0, last, False, verb.tense is Tense.PAST)


def _ends_with_the_name(s: SentenceReading, i: int) -> int:
    """What is said ends where a clause about the speaker begins: "…, said X, whose country has 240 there"."""
    for k in range(i + 1, len(s.tokens)):
        if s.low(k) in ("whose", "dont", "nommé", "nommée", "named", "where", "où") or (s.low(k), s.low(k + 1)) == (
                "au", "nom"):
            return k - 1
    return len(s.tokens) - 1


def _content_behind(s: SentenceReading, verb: VerbGroup) -> bool:
    """Does what is said stand behind the verb?"""
    after = s.low(verb.last + 1)
    if after in _THAT:
        return True
    if after in (".", ",", "") or after in _LATER:
        return any(v.first > verb.last and v.finite for v in s.verbs)
    return True
