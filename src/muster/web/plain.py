"""Words without accents and capitals, for finding: "Émile" is found by "emile"."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Lower case, without accents; œ, æ, ß and dotless i spelled out."""
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold().translate(_SPELLED))
                   if not unicodedata.combining(one))


_SPELLED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
