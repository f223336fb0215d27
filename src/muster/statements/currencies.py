"""Which currency a bare "dollars", "shillings" or "francs" is: the giver's own, the speaker's, else the usual one."""

from __future__ import annotations

from muster.statements.counted import Counted
from muster.statements.memory import Memory
from muster.statements.names import state_currency
from muster.statements.numbers import FAMILIES
from muster.statements.speech import Voice


def money_unit(memory: Memory, c: Counted, party: str, voice: Voice | None) -> str:
    """The unit of a figure: a currency code with its rate for money, the plain noun for all else."""
    if c.kind != "money" or c.percent_of:
        return c.unit
    code = c.money
    if code == "$":
        return _plain_dollar(memory, party) + c.rate
    if code in FAMILIES:
        usual, members = FAMILIES[code]
        own = state_currency().get(party, "")
        spoken = state_currency().get(voice.state, "") if voice else ""
        code = own if own in members else spoken if spoken in members else usual
        if code == usual and usual != "USD":
            named = (state_currency().get(state, "") for state in memory.states)
            code = next((one for one in named if one in members), usual)
    return code + c.rate


def _plain_dollar(memory: Memory, party: str) -> str:
    """Bare dollars are a state's own only in that government's own text."""
    own = state_currency().get(party, "")
    mine = own in FAMILIES["$"][1] and party.lower() in memory.document.document.publisher.lower()
    return own if mine else "USD"
