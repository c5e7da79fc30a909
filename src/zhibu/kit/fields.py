"""How a form's field is drawn (字段): which kind of control, which words belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.forms.widgets import Widget


@dataclass(frozen=True, slots=True)
class DrawnField:
    """One field with everything said about it.

    kind: line (a control under its label), choice (radio or check boxes in a fieldset), check (one
    box before its label) or hidden; described: ids of hint and error, for those who hear the page.
    """

    bound: BoundField
    kind: str
    control: str
    hint: str
    source: str
    described: str
    optional: bool
    inline: bool


def kind_of(widget: Widget, *, hidden: bool) -> str:
    """line, choice, check or hidden."""
    if hidden:
        return "hidden"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choice"
    return "check" if isinstance(widget, CheckboxInput) else "line"


def drawn(bound: BoundField, *, hint: str, source: str, inline: bool, optional: bool) -> DrawnField:
    """The field as ``{% field %}`` draws it; the control carries class and aria attributes."""
    hint = hint or str(bound.help_text or "")
    kind = kind_of(bound.field.widget, hidden=bound.is_hidden)
    marks = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        marks.append(f"{bound.auto_id}_error")
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(marks)} if marks else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind == "line":
        attrs["class"] = f"in {bound.field.widget.attrs.get('class', '')}".strip()
    return DrawnField(
        bound=bound,
        kind=kind,
        control="" if kind == "choice" else bound.as_widget(attrs=attrs),
        hint=hint,
        source=source,
        described=" ".join(marks),
        optional=optional and not bound.field.required and kind == "line",
        inline=inline,
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error summary; ``control`` is the id it leads to, or nothing."""

    control: str
    label: str
    sentence: str


def faults_of(form: Form) -> list[Fault]:
    """Every fault of a form in the order of its fields, those of the whole form first."""
    whole = [Fault("", "", str(sentence)) for sentence in form.non_field_errors()]
    return whole + [
        Fault(_first_control(bound), str(bound.label), str(sentence))
        for bound in form
        for sentence in bound.errors
    ]


def _first_control(bound: BoundField) -> str:
    """Where a link to the field lands: its control, or the first of its choices."""
    if kind_of(bound.field.widget, hidden=bound.is_hidden) == "choice":
        return f"{bound.auto_id}_0"
    return bound.id_for_label
