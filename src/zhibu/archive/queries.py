"""Every read of scans and templates. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from zhibu.archive.models import PaperTemplate, Scan
from zhibu.archive.rights import KEEPERS, OFFICE, ORGANISERS
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post


def _own(actor: Actor, *posts: str, prefix: str = "organisation__") -> Q:
    """``own`` of the permission table: these organisations, and their 党小组."""
    paths = actor.paths_of(*posts)
    return Q(**{f"{prefix}path__in": paths}) | Q(
        **{f"{prefix}kind": Organisation.Kind.GROUP, f"{prefix}parent__path__in": paths}
    )


def seen_scans(*, seen_by: Actor) -> QuerySet[Scan]:
    """Scans this actor may look at, by subject and slot. Permission row ``see_scan``."""
    rows = Scan.objects.select_related("organisation").order_by(
        "subject_kind", "subject_id", "slot"
    )
    if seen_by.is_house:
        return rows
    drafting = _own(seen_by, Post.GROUP_LEADER) & Q(sealed_at=None)
    return rows.filter(_own(seen_by, *COMMITTEE_POSTS) | drafting)


def scans_of(subject_kind: str, subject_id: object, *, seen_by: Actor) -> list[Scan]:
    """Scans attached to one record that this actor may look at. One query."""
    return list(
        seen_scans(seen_by=seen_by).filter(subject_kind=subject_kind, subject_id=str(subject_id))
    )


def scan_for_reading(scan_id: int, *, seen_by: Actor) -> Scan:
    """One scan. Raises DoesNotExist (unseen). One query."""
    return seen_scans(seen_by=seen_by).get(pk=scan_id)


def scan_for_change(scan_id: int, *, seen_by: Actor) -> Scan:
    """The same, locked. One query."""
    return seen_scans(seen_by=seen_by).select_for_update(of=("self",)).get(pk=scan_id)


def scans_for_attaching(
    organisation: Organisation, subject_kind: str, subject_id: str
) -> list[Scan]:
    """What is attached already; others who attach here wait. Two queries."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    return list(
        Scan.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("slot")
    )


# ---- templates


def seen_templates(*, seen_by: Actor) -> QuerySet[PaperTemplate]:
    """Templates this actor may use or look after, in force first. Permission row ``use_template``.

    Those of one's own organisations and of every one above them; for organisers those below too.
    """
    rows = PaperTemplate.objects.select_related("organisation").order_by(
        F("until").desc(nulls_first=True), "organisation__path", "kind", "-pk"
    )
    if seen_by.is_house:
        return rows
    above = {
        path[: end + 1]
        for path in seen_by.paths_of(*KEEPERS)
        for end, sign in enumerate(path)
        if sign == "."
    }
    below = (Q(organisation__path__startswith=path) for path in seen_by.paths_of(*ORGANISERS))
    return rows.filter(reduce(or_, below, Q(organisation__path__in=above)))


def template_for_reading(template_id: int, *, seen_by: Actor) -> PaperTemplate:
    """One template. Raises DoesNotExist (unseen). One query."""
    return seen_templates(seen_by=seen_by).get(pk=template_id)


def template_for_change(template_id: int, *, seen_by: Actor) -> PaperTemplate:
    """The same, locked. One query."""
    return seen_templates(seen_by=seen_by).select_for_update(of=("self",)).get(pk=template_id)


def template_in_force(
    organisation: Organisation, kind: str, *, on: date | None = None
) -> PaperTemplate | None:
    """The nearest template upwards on a day: one's own before the college's before the school's.

    on: today when not given. One query. Its bytes: ``archive.store.store.read(template.stored)``.
    """
    day = on or clock.today()
    path = organisation.path
    above = [path[: end + 1] for end, sign in enumerate(path) if sign == "."]
    return (
        PaperTemplate.objects.filter(Q(until=None) | Q(until__gt=day), kind=kind, since__lte=day)
        .filter(organisation__path__in=above)
        .select_related("organisation")
        .order_by(Length("organisation__path").desc(), "-pk")
        .first()
    )


def current_template_for_change(organisation: Organisation, kind: str) -> PaperTemplate | None:
    """The organisation's own template in force, locked with the organisation. Two queries."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    return PaperTemplate.objects.filter(organisation=organisation, kind=kind, until=None).first()


def organisations_for_templates(*, seen_by: Actor) -> QuerySet[Organisation]:
    """Where this actor may upload a template, by place in the tree. Permission row ``upload_template``."""
    rows = Organisation.objects.filter(dissolved_on=None).order_by("path")
    if seen_by.is_house:
        return rows
    below = (Q(path__startswith=path) for path in seen_by.paths_of(*ORGANISERS))
    own = Q(path__in=seen_by.paths_of(*OFFICE))
    return rows.filter(reduce(or_, below, own))


def organisation_for_template(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation to upload for. Raises DoesNotExist (not one's own to upload for). One query."""
    return organisations_for_templates(seen_by=seen_by).get(pk=organisation_id)


def stored_names() -> set[str]:
    """Every stored name some row still speaks of. Two queries."""
    return set(Scan.objects.values_list("stored", flat=True)) | set(
        PaperTemplate.objects.values_list("stored", flat=True)
    )
