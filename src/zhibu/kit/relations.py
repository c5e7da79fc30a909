"""What speaks of a row, in every room (谁指着它)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models


def speaking_of(row: models.Model, *, leaving_out: frozenset[str]) -> Iterator[type[models.Model]]:
    """Models with a row that points at this one, through hidden relations (``related_name="+"``) too.

    leaving_out: labels that go with it, as ``people.membership``. One query a relation, as it is read.
    """
    for relation in type(row)._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.field.many_to_many:
            continue
        if relation.hidden and relation.on_delete is models.CASCADE:
            continue  # figures reckoned from it, which go with it
        model = relation.related_model
        if not isinstance(model, type) or model._meta.label_lower in leaving_out:
            continue
        if model._base_manager.filter(**{relation.field.name: row}).exists():
            yield model
