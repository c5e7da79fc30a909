"""No model holds something about a person without saying why, for whom and how long."""

from __future__ import annotations

import re

from django.apps import apps
from django.db import models

from zhibu.people.models import Person

PERSONAL_NAMES = re.compile(
    r"(^|_)(person|viewer|student|member)(_id|_name)?$|^(made|adopted|decided|answered|sent|written|confirmed)_by(_name)?$"
    r"|^(phone|email|birth_date|staff_no|number_digest)$"
)
WORDS = ("use ", "basis ", "reader ", "kept ", "export ", "erase ")


def is_personal(model: type[models.Model]) -> bool:
    """It is the person, points at one, or carries a field named for one."""
    fields = model._meta.get_fields()
    return model is Person or any(
        isinstance(f, models.Field)
        and (f.related_model is Person or PERSONAL_NAMES.search(f.name) is not None)
        for f in fields
    )


def undeclared(found: list[type[models.Model]]) -> list[str]:
    """Labels of personal models whose docstring lacks the declaration or a part of it."""
    said = []
    for model in found:
        if not is_personal(model):
            continue
        declared = (model.__doc__ or "").partition("Privacy:")[2]
        missing = [word.strip() for word in WORDS if word not in declared]
        if missing:
            said.append(f"{model._meta.label}: {', '.join(missing)}")
    return said


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("zhibu.")]


def test_every_model_about_persons_declares_its_privacy() -> None:
    assert undeclared(our_models()) == []


def test_the_check_finds_the_models_it_should() -> None:
    found = {m._meta.label for m in our_models() if is_personal(m)}
    assert {"people.Person", "people.Look", "orgs.Switch", "trail.AuditNote"} <= found


def test_the_check_is_red_on_a_planted_fault() -> None:
    kept = Person.__doc__
    try:
        Person.__doc__ = "A person (人员).\n\n    Privacy: use 党员教育管理; basis 法定职责."
        assert undeclared([Person]) == ["people.Person: reader, kept, export, erase"]
    finally:
        Person.__doc__ = kept
