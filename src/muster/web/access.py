"""Who is asking, what they may see and what they may do.

    public         no account: the public edition
    contributor    the public edition, beside it the lines of their own party; may confirm or contest those
    reporter       the public edition; may file reports
    recorder       everything; may file, record and rule
    approver       everything; may approve what others recorded, never their own
    administrator  everything; users, missions, sealing

Roles are Django groups; the party of a contributor stands in `Person`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.http import HttpRequest

from muster.errors import Refused
from muster.problems import Problem
from muster.vocabulary import Marking


class Role(Enum):
    CONTRIBUTOR = "contributor"
    REPORTER = "reporter"
    RECORDER = "recorder"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"


INSIDE = frozenset({Role.RECORDER, Role.APPROVER, Role.ADMINISTRATOR})
"""Roles that see everything the ledger holds."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """name: "" when nobody is signed in. party: whose own lines they see."""

    name: str = ""
    roles: frozenset[Role] = frozenset()
    party: str = ""

    @property
    def clearance(self) -> Marking:
        return Marking.RESTRICTED if self.roles & INSIDE else Marking.PUBLIC

    @property
    def is_inside(self) -> bool:
        return bool(self.roles & INSIDE)

    @property
    def own_party(self) -> str:
        """The party whose lines they see beside the public ones."""
        return self.party if Role.CONTRIBUTOR in self.roles and not self.is_inside else ""

    def may(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))

    @property
    def may_file(self) -> bool:
        return self.may(Role.REPORTER, Role.RECORDER, Role.ADMINISTRATOR)

    @property
    def may_rule(self) -> bool:
        return self.may(Role.RECORDER, Role.ADMINISTRATOR)

    @property
    def may_approve(self) -> bool:
        return self.may(Role.APPROVER)

    @property
    def is_administrator(self) -> bool:
        return self.may(Role.ADMINISTRATOR)


NOBODY = Viewer()


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks. Looked up once a request."""
    found = getattr(request, "_viewer", None)
    if found is None:
        found = _viewer(request)
        request._viewer = found  # type: ignore[attr-defined]
    return found


def _viewer(request: HttpRequest) -> Viewer:
    if not request.COOKIES.get("sessionid"):
        return NOBODY  # saves the session and user queries of everyone without an account
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return NOBODY
    from muster.web.models import Person

    known = {role.value for role in Role}
    roles = frozenset(Role(name) for name in user.groups.values_list("name", flat=True) if name in known)
    person = Person.objects.filter(user=user).first()
    return Viewer(user.get_username(), roles, person.party if person else "")


def require(viewer: Viewer, allowed: bool, doing: str) -> None:
    """Raises Forbidden unless allowed. doing: "rule on statements"."""
    if not allowed:
        raise Forbidden(Problem(
            "this page", viewer.name or "nobody signed in", f"somebody who may {doing}",
            "Ask an administrator for the role." if viewer.name else "Sign in first."))


class Forbidden(Refused):
    """They may not do this; the page says who may."""
