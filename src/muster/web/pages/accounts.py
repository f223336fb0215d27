"""Signing in and out, choosing a password, one's own account, and for administrators: people, roles and switches.

Nobody types another's password: an administrator makes an account and hands over a link that works once and ages.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, password_validation
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from muster import store
from muster.errors import NotHere, Refused
from muster.problems import Problem
from muster.web.access import Role, require, viewer_of
from muster.web.models import Person, Switch
from muster.web.pages.page import language_context

LONGEST_NAME = 60


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    return {"viewer": viewer_of(request), **language_context(request), **more}


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: only ever a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else "/"


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    problem = None
    if request.method == "POST":
        name = request.POST.get("name", "")[:150]
        user = authenticate(request, username=name, password=request.POST.get("password", ""))
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(_next(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        problem = Problem(_("sign in"), name, _("a name and its password"),
                          _("Check both. After five wrong tries the account rests for a quarter of an hour."))
    context = _context(request, problem=problem, next=_next(request), name=request.POST.get("name", "")[:150])
    return render(request, "web/sign_in.html", context, status=422 if problem else 200)


def locked_out(request: HttpRequest, *_args: Any, **_more: Any) -> HttpResponse:
    problem = Problem(_("sign in"), "", _("fewer than five wrong tries"),
                      _("This account rests for a quarter of an hour. Then try again, or ask an administrator."))
    return render(request, "web/sign_in.html", _context(request, problem=problem, next="/", name=""), status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/")


@never_cache
def account(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not viewer.name:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?next=/account/")
    return render(request, "web/account.html", _context(
        request, roles=sorted(role.value for role in viewer.roles), missions=_missions()))


def _missions() -> list[Any]:
    return sorted((one for one in store.ledgers() if "@" not in one.slug), key=lambda one: one.name)


# --- people -----------------------------------------------------------------------------------------------


def make_person(name: str, roles: tuple[str, ...], *, party: str = "", address: str = "") -> str:
    """Make an account, or give it these roles, and return the address (beginning with `address`) where its owner
    chooses the password. Raises Refused when name, role or party cannot be."""
    known = {role.value for role in Role}
    problems = [Problem(_("role"), role, _("a role"), ", ".join(sorted(known))) for role in roles if role not in known]
    name = " ".join(name.split())
    try:
        User.username_validator(name)
    except ValidationError:
        problems.append(Problem(_("name"), name, _("letters, digits and @ . + - _ without spaces"),
                                _("Choose another.")))
    if not 0 < len(name) <= LONGEST_NAME:
        problems.append(Problem(_("name"), name, _("a name of at most 60 letters"), _("Choose another.")))
    if Role.CONTRIBUTOR.value in roles and not party:
        problems.append(Problem(_("party"), "", _("whose own lines a contributor sees"),
                                _("Name the party's id (KEN).")))
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        user, _made = User.objects.get_or_create(username=name)
        if not user.has_usable_password() or _made:
            user.set_unusable_password()
            user.save()
        user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
        Person.objects.update_or_create(user=user, defaults={"party": party})
    return address + password_address(user)


def password_address(user: User) -> str:
    """Works once, and for as long as Django lets such links live (three days)."""
    token = default_token_generator.make_token(user)
    return f"/account/password/{urlsafe_base64_encode(str(user.pk).encode())}/{token}/"


@sensitive_post_parameters("password")
@never_cache
def choose_password(request: HttpRequest, user: str, token: str) -> HttpResponse:
    found = _user_of(user)
    if found is None or not default_token_generator.check_token(found, token):
        raise NotHere(Problem(_("this link"), "", _("a link that was not used yet and is not old"),
                              _("Ask an administrator for a new one.")))
    faults: list[str] = []
    if request.method == "POST":
        typed = request.POST.get("password", "")
        if typed != request.POST.get("again", ""):
            faults.append(_("The two passwords differ. Type the same one twice."))
        try:
            password_validation.validate_password(typed, found)
        except ValidationError as invalid:
            faults += invalid.messages
        if not faults:
            found.set_password(typed)
            found.save()
            login(request, found, backend="django.contrib.auth.backends.ModelBackend")
            return HttpResponseRedirect("/")
    return render(request, "web/choose_password.html", _context(request, person=found, faults=faults),
                  status=422 if faults else 200)


def _user_of(encoded: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(encoded).decode())).first()
    except (ValueError, OverflowError, UnicodeDecodeError):
        return None


@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Accounts, roles and each mission's four-eyes switch."""
    viewer = viewer_of(request)
    require(viewer, viewer.is_administrator, _("administer people"))
    link = ""
    if request.method == "POST":
        if "mission" in request.POST:
            _switch(request)
        elif "active" in request.POST:
            _set_active(request, viewer.name)
        else:
            try:
                link = make_person(request.POST.get("name", ""), tuple(request.POST.getlist("role")),
                                   party=request.POST.get("party", "").strip()[:40])
            except IntegrityError:
                raise Refused(Problem(_("name"), request.POST.get("name", ""), _("a name nobody has"),
                                      _("Choose another."))) from None
    accounts = User.objects.prefetch_related("groups").select_related("person").order_by("username")
    switches = {one.mission: one.four_eyes for one in Switch.objects.all()}
    return render(request, "web/people.html", _context(
        request, accounts=[(one, sorted(group.name for group in one.groups.all()), getattr(one, "person", None))
                           for one in accounts],
        roles=[role.value for role in Role], link=link,
        switches=[(mission, switches.get(mission.slug, False)) for mission in _missions()]))


def _switch(request: HttpRequest) -> None:
    mission = store.mission_named(request.POST["mission"])
    Switch.objects.update_or_create(mission=mission.slug, defaults={"four_eyes": request.POST.get("four_eyes") == "1"})
    messages.success(request, _("Saved."))


def _set_active(request: HttpRequest, own_name: str) -> None:
    if request.POST.get("name") == own_name:
        raise Refused(Problem(_("account"), own_name, _("an account other than your own"),
                              _("Ask another administrator.")))
    User.objects.filter(username=request.POST.get("name", "")).update(is_active=request.POST["active"] == "1")
    messages.success(request, _("Saved."))
