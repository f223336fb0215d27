"""Which language a text is in: English and French are read; Spanish and Kreyòl are recognised, and said to be unread.

Problem: statistical detectors take Kreyòl for Turkish, and need models larger than this whole program.
Choice: small words that only one of the languages has, counted in the first part of the text, Kreyòl first; letters of
another script settle the rest. Deterministic, no model.
Weakness: a text of a few names and numbers stays "und"; languages without a list stay "und" too.
"""

from __future__ import annotations

import re

NAMES = {"en": "English", "fr": "French", "es": "Spanish", "ht": "Kreyòl", "pt": "Portuguese", "und": "an unknown "
        "language"}
READ = ("en", "fr")

_WORDS = {
    "ht": "ap pou yo nan ak sou pral ayiti lapolis yon ki te gen moun peyi sa pa nou li men tou anpil lè kòm fè "
          "genyen epi kote konsa jodi a "
          "sekirite misyon avèk fòs yo",
    "en": "the of and to in that is was for with on are by be at from as has have which it will been their this "
          "were had not its they he "
          "would said who more than after about",
    "fr": "le la les des et est une dans pour que qui sur du au par avec ont sont a aux ce il ne pas plus été en "
          "un son sa leur ces selon "
          "cette mais après leurs entre comme où dont l' d' qu'",
    "es": "el la los las de que y en un una por con para del se su al es como más lo pero fue han sus este esta "
          "son entre según sobre ha desde",
    "pt": "o os as de que e em um uma por com para do da dos das no na nos nas se seu sua ao é como mais não foi "
          "são pelo pela entre sobre",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
SHORT = 40
"""Below so many words a text is also told by the words of support in it: "Uruguay sent 180 engineers."."""
_OF_SUPPORT = {
    "en": frozenset("sent send sends pledged promised troops soldiers officers police engineers peacekeepers force "
        "vehicles trucks helicopters arrived left withdrew gave gives deployed killed wounded captured council money "
        "needs army minister president dollars euros base camp town rebels next last week month year".split()),
    "fr": frozenset(
        "soldats policiers hommes militaires troupes gendarmes casques envoyé envoie enverra envoient promis "
        "promet livré donné arrivés arrivé déployés déployé tués blessés véhicules camions hélicoptères armée ministre "
        "président millions milliards dollars euros ville camp rebelles conseil mois semaine année prochain".split()),
}
_TOKEN = re.compile(r"(?:[ldqnsjcm]|qu)['’]|[^\W\d_]+", re.IGNORECASE)


def detect(text: str) -> str:
    """The language of a text: "en", "fr", "es", "ht", "pt" or "und"."""
    words = [w.lower().replace("’", "'") for w in _TOKEN.findall(text[:20_000])]
    if not words:
        return "und"
    latin = sum(1 for w in words if w[0] < "\u0250")
    if latin < 0.7 * len(words):
        return "und"
    counts = {language: sum(1 for w in words if w in known) for language, known in _SETS.items()}
    kreyol_only = sum(1 for w in words if w in ("ap", "yo", "nan", "ak", "pou", "yon", "pral", "lapolis", "ayiti",
        "gen", "moun", "epi", "lè", "nou"))
    if kreyol_only >= max(4, 0.06 * len(words)) and kreyol_only > counts["en"] * 0.6:
        return "ht"
    counts.pop("ht")
    if len(words) < SHORT:
        for language, known in _OF_SUPPORT.items():
            counts[language] += sum(1 for w in words if w in known)
    best = max(counts, key=lambda language: (counts[language], language))
    second = max(count for language, count in counts.items() if language != best)
    enough = counts[best] >= max(2, 0.12 * len(words)) and (counts[best] >= 3 or len(words) < 12)
    if len(words) < SHORT:
        enough = counts[best] >= (1 if len(words) < 8 else 2)
    return best if enough and counts[best] > second else "und"
