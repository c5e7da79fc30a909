"""The demo's rulebooks: one in force, one being written, laid once."""

from __future__ import annotations

from dataclasses import dataclass

from tests.cast import Branch

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation
from zhibu.points.models import RulebookVersion
from zhibu.web.demo.rulebooks import lay_rulebooks
from zhibu.web.demo.switches import ON, TRIED


@dataclass
class Kept:
    """A branch as the demo keeps it."""

    organisation: Organisation
    secretary: Actor

    def actor(self, at: int) -> Actor:
        return self.secretary


def test_the_demo_has_a_book_in_force_and_a_draft_however_often_it_is_laid(branch: Branch) -> None:
    near = branch.sibling()
    for number, one in ((ON[0], branch), (ON[0], branch), (TRIED, near), (TRIED, near), (1, near)):
        kept = Kept(one.organisation, one.secretary)
        lay_rulebooks(kept, number=number, today=clock.today())
    found = RulebookVersion.objects.order_by("pk").values_list("organisation_id", "state")
    assert list(found) == [
        (branch.organisation.pk, "adopted"),
        (near.organisation.pk, "draft"),
    ]
