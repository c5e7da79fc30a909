"""Where one goes after an errand on a person (去向)."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from zhibu.kit.actor import Actor
from zhibu.people import policies, queries


def page_after(actor: Actor, person_id: int) -> str:
    """The person's page for who may open it, the roster for who sees that, else the accounts."""
    try:
        home = queries.home_organisation(person_id)
    except ObjectDoesNotExist:
        return reverse("people:accounts")
    if policies.see_status_history(actor, person_id, home):
        return reverse("people:person", args=[person_id])
    if policies.see_roster(actor, home):
        return f"{reverse('people:roster')}?org={home.pk}"
    return reverse("people:accounts")
