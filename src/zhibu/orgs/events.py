"""Facts the tree tells upwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.orgs.models import Organisation, Switch


@dataclass(frozen=True, slots=True)
class OrganisationFounded:
    """A body was set up (成立)."""

    organisation_id: int
    kind: str
    path: str
    founded_on: date

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationFounded:
        return cls(organisation.pk, organisation.kind, organisation.path, organisation.founded_on)


@dataclass(frozen=True, slots=True)
class OrganisationDissolved:
    """A body was dissolved (撤销)."""

    organisation_id: int
    path: str
    dissolved_on: date

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationDissolved:
        if organisation.dissolved_on is None:
            raise ValueError("not dissolved")
        return cls(organisation.pk, organisation.path, organisation.dissolved_on)


@dataclass(frozen=True, slots=True)
class OrganisationMoved:
    """A body came under another parent (隶属变更); its path and those below changed."""

    organisation_id: int
    before: str
    path: str
    on: date

    @classmethod
    def of(cls, organisation: Organisation, *, before: str, on: date) -> OrganisationMoved:
        return cls(organisation.pk, before, organisation.path, on)


@dataclass(frozen=True, slots=True)
class SwitchTurned:
    """A policy switch was set or ended (政策开关改变): other than before on the days of the span."""

    organisation_id: int
    key: str
    subject: str
    since: date
    until: date

    @classmethod
    def of(cls, switch: Switch, *, since: date) -> SwitchTurned:
        return cls(switch.organisation_id, switch.key, switch.subject, since, switch.until)
