"""Every state by its ISO 3166 codes and its English and French names, so that any sheet can name any state.

The names are those by which the reader knows states (one table for both); only the three-letter codes are added here.
Source: ISO 3166-1; XKX for Kosovo is the user-assigned code in common use.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from muster.ledger.records import EVERYONE, Party
from muster.statements.names import table

_CODES = """
    AF AFG AL ALB DZ DZA AD AND AO AGO AG ATG AR ARG AM ARM AU AUS AT AUT AZ AZE BS BHS BH BHR BD BGD BB BRB BY BLR
    BE BEL BZ BLZ BJ BEN BT BTN BO BOL BA BIH BW BWA BR BRA BN BRN BG BGR BF BFA BI BDI KH KHM CM CMR CA CAN CV CPV
    CF CAF TD TCD CL CHL CN CHN CO COL KM COM CG COG CD COD CR CRI CI CIV HR HRV CU CUB CY CYP CZ CZE DK DNK DJ DJI
    DM DMA DO DOM EC ECU EG EGY SV SLV GQ GNQ ER ERI EE EST SZ SWZ ET ETH FJ FJI FI FIN FR FRA GA GAB GM GMB GE GEO
    DE DEU GH GHA GR GRC GD GRD GT GTM GN GIN GW GNB GY GUY HT HTI HN HND HU HUN IS ISL IN IND ID IDN IR IRN IQ IRQ
    IE IRL IL ISR IT ITA JM JAM JP JPN JO JOR KZ KAZ KE KEN KI KIR KP PRK KR KOR XK XKX KW KWT KG KGZ LA LAO LV LVA
    LB LBN LS LSO LR LBR LY LBY LI LIE LT LTU LU LUX MG MDG MW MWI MY MYS MV MDV ML MLI MT MLT MH MHL MR MRT MU MUS
    MX MEX FM FSM MD MDA MC MCO MN MNG ME MNE MA MAR MZ MOZ MM MMR NA NAM NR NRU NP NPL NL NLD NZ NZL NI NIC NE NER
    NG NGA MK MKD NO NOR OM OMN PK PAK PW PLW PS PSE PA PAN PG PNG PY PRY PE PER PH PHL PL POL PT PRT QA QAT RO ROU
    RU RUS RW RWA KN KNA LC LCA VC VCT WS WSM SM SMR ST STP SA SAU SN SEN RS SRB SC SYC SL SLE SG SGP SK SVK SI SVN
    SB SLB SO SOM ZA ZAF SS SSD ES ESP LK LKA SD SDN SR SUR SE SWE CH CHE SY SYR TW TWN TJ TJK TZ TZA TH THA TL TLS
    TG TGO TO TON TT TTO TN TUN TR TUR TM TKM TV TUV UG UGA UA UKR AE ARE GB GBR US USA UY URY UZ UZB VU VUT VA VAT
    VE VEN VN VNM YE YEM ZM ZMB ZW ZWE
    """.split()

ALPHA_3: Mapping[str, str] = dict(zip(_CODES[::2], _CODES[1::2]))
"""Two-letter code -> three-letter code."""

SHARED = {"congo": ("COG", "COD"), "korea": ("KOR", "PRK")}
"""Names that two states share in sheets, whatever the press means by them."""

MOST_NEAR = 300

EVERYBODY = ("all", "total", "tous", "all contributors", "all contributors together")


@cache
def states() -> Mapping[str, Party]:
    """Three-letter code -> the state as a party, with its names in both languages and its two-letter code."""
    found = {}
    for row in table("states.tsv"):
        code, name, english, french = row[0], row[1], row[2], row[4]
        names = [*english.split(";"), *french.split(";"), code]
        aliases = tuple(dict.fromkeys(alias for alias in names if alias and alias != name))
        found[ALPHA_3[code]] = Party(ALPHA_3[code], name, "state", aliases)
    return found


class Named:
    """Parties by any of their names: those of a ledger first, then every state.

    A name that two parties of the ledger share belongs to neither: it is ambiguous, and `find` says who shares it.
    """

    def __init__(self, parties: Iterable[Party] = ()) -> None:
        self._owners: dict[str, dict[str, Party]] = {}
        self._near: dict[str, str] = {}
        mine = list(parties)
        for party in mine:
            for name in (party.id, party.name, *party.aliases):
                self._owners.setdefault(plain(name), {})[party.id] = party
        known = {party.id for party in mine}
        for code, state in states().items():
            owner = next((party for party in mine if party.id == code), state)
            for name in (code, state.name, *state.aliases):
                if code in known or plain(name) not in self._owners:
                    self._owners.setdefault(plain(name), {}).setdefault(code, owner)
        for name, codes in SHARED.items():
            if not known & set(codes):
                self._owners[name] = {code: states()[code] for code in codes}
        everyone = Party(EVERYONE, "All contributors together", "organisation")
        for name in (EVERYONE, *EVERYBODY):
            self._owners[plain(name)] = {EVERYONE: everyone}

    def find(self, name: str) -> tuple[Party, ...]:
        """Whoever bears that name: none, one, or those who share it."""
        return tuple(self._owners.get(plain(name), {}).values())

    def near(self, name: str) -> str:
        """A name much like this one, or "". Looked for `MOST_NEAR` names only: each takes milliseconds, and a sheet of
        fifty thousand unknown names needs another remedy."""
        if name not in self._near and len(self._near) < MOST_NEAR:
            self._near[name] = next(iter(difflib.get_close_matches(name[:80].lower(), self.names(), 1, 0.8)), "")
        return self._near.get(name, "")

    def names(self) -> tuple[str, ...]:
        return tuple(self._owners)


def plain(name: str) -> str:
    """A name as it is compared: without case, accents, punctuation or a leading article."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = re.sub(r"[^\w\s]|_", " ", "".join(c for c in folded if not unicodedata.combining(c)))
    words = letters.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "le", "la", "les", "l") else words)
