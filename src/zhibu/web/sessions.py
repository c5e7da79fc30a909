"""How a session begins, how long it holds, and what it says of who acts (会话).

Its ends are counted on the machine's own clock, as the framework counts the cookie's.
Source: security.md rule 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils import timezone

from zhibu.kit import clock
from zhibu.kit.actor import NOBODY, Actor
from zhibu.people import actions
from zhibu.people.models import Account
from zhibu.people.policies import MANAGERS, asks_twice
from zhibu.web.identity.devices import family_of

HOUR: Final = 3600
IDLE = {True: HOUR // 2, False: 8 * HOUR}  # by whether a manager
ABSOLUTE = {True: 12 * HOUR, False: 7 * 24 * HOUR}
HALF, ACTING = "half", "acting"
HALF_LIFE = HOUR // 6
FRESH = HOUR // 4  # how long a proof is good for changing what opens the door
STEP = 60  # seconds between two marks of use: not every page writes


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody whose first proof held, and who owes the second (登录到一半)."""

    account_id: int
    generation: int
    way: str
    marks: tuple[str, ...]
    target: str


def let_in(
    request: HttpRequest,
    account: Account,
    *,
    way: str,
    marks: Iterable[str] = (),
    strong: bool = False,
) -> None:
    """Begin a session of this account's present generation, under a key of its own.

    strong: proved by two things, one of them on the person's own device.
    """
    forget_half(request)
    actions.leave_sitting(request.session.session_key or "")
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    now = _now()
    request.session.update(
        {
            "generation": account.generation,
            "way": way,
            "began": now,
            "seen": now,
            "proved": now,
            "strong": strong,
            "day": clock.today().isoformat(),
        }
    )
    request.session.save()
    actions.begin_sitting(
        account,
        session_key=request.session.session_key or "",
        way=way,
        device=family_of(request.headers.get("User-Agent", "")),
        marks=marks,
    )


def actor_in(request: HttpRequest, actor: Actor) -> Actor:
    """Who acts in this session; nobody once its time is over."""
    session, now = request.session, _now()
    manages = actor.holds_anywhere(*MANAGERS)
    began, seen = session.get("began", now), session.get("seen", now)
    if now - began > ABSOLUTE[manages] or now - seen > IDLE[manages]:
        actions.leave_sitting(session.session_key or "")
        session.flush()
        return NOBODY
    if now - seen > STEP:
        session["seen"] = now
    today = clock.today().isoformat()
    if session.get("day", today) != today:
        session["day"] = today
        actions.use_sitting(session.session_key or "")
    request.true_actor = actor  # type: ignore[attr-defined]  # our own field of the request
    if asks_twice(actor) and not session.get("strong"):
        return replace(actor, grants=())
    chosen = tuple(g for g in actor.grants if g.key == session.get(ACTING))
    return replace(actor, grants=chosen) if chosen else actor


def act_as(request: HttpRequest, chosen: str) -> bool:
    """Use one post alone from now on, or all together for an empty choice; False for one not held.

    The session goes on under a fresh key, as for whoever comes in anew.
    """
    if chosen and chosen not in {g.key for g in true_actor(request).grants}:
        return False
    if chosen != request.session.get(ACTING, ""):
        before = request.session.session_key or ""
        request.session[ACTING] = chosen
        request.session.cycle_key()
        actions.move_sitting(before, request.session.session_key or "")
    return True


def true_actor(request: HttpRequest) -> Actor:
    """The person with every post, whatever this session may use of them."""
    found: Actor = getattr(request, "true_actor", NOBODY)
    return found


def owes_proof(request: HttpRequest) -> bool:
    """Whether posts are put aside in this session until a second proof is set up."""
    return asks_twice(true_actor(request)) and not request.session.get("strong")


# ---- half way, and once more


def remember_half(
    request: HttpRequest, account: Account, *, way: str, marks: Iterable[str], target: str
) -> None:
    """The first proof held: who owes the second, in a session that is nobody's yet."""
    request.session[HALF] = {
        "account": account.pk,
        "generation": account.generation,
        "way": way,
        "marks": list(marks),
        "target": target,
        "at": _now(),
    }


def half_way(request: HttpRequest) -> HalfWay | None:
    """Who is half way in; None when nobody is, or it took too long."""
    kept = request.session.get(HALF)
    if kept is None or _now() - kept["at"] > HALF_LIFE:
        return None
    return HalfWay(
        kept["account"], kept["generation"], kept["way"], tuple(kept["marks"]), kept["target"]
    )


def forget_half(request: HttpRequest) -> None:
    request.session.pop(HALF, None)


def mark_proved(request: HttpRequest, *, strong: bool | None = None) -> None:
    """They have just proved who they are. strong: by a second proof, which counts from now on."""
    request.session["proved"] = _now()
    if strong is not None:
        request.session["strong"] = strong


def proved_lately(request: HttpRequest) -> bool:
    """Whether they proved who they are within the last minutes."""
    return _now() - int(request.session.get("proved", 0)) <= FRESH


def _now() -> int:
    return int(timezone.now().timestamp())
