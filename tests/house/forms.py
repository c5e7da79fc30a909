"""The forms of a page as a browser would send them: every field with the value it already has."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

NOT_SENT = {"submit", "button", "reset", "file", "image"}
KEYS = {"csrfmiddlewaretoken", "idempotency_key"}


@dataclass
class Form:
    """One form: where it goes and what it would send. required: fields that are still empty."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select: str | None = None
        self.multiple = False
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(has.get("method", "get").lower(), has.get("action", ""))
            self.forms.append(self.inside)
        elif self.inside is None:
            return
        elif tag == "input":
            self._input(self.inside, has)
        elif tag == "select" and "disabled" not in has:
            self.select, self.multiple, self.options = has.get("name"), "multiple" in has, []
        elif tag == "option" and self.select:
            self.options.append((has.get("value", ""), "selected" in has))
        elif tag == "textarea":
            self.area, self.text = has.get("name"), ""

    @staticmethod
    def _input(form: Form, has: dict[str, str]) -> None:
        name, kind = has.get("name", ""), has.get("type", "text")
        if not name or name in KEYS or kind in NOT_SENT or "disabled" in has:
            return
        if kind in {"checkbox", "radio"}:
            form.choices.setdefault(name, []).append(has.get("value", "on"))
            if "checked" in has:
                form.add(name, has.get("value", "on"))
            return
        form.add(name, has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.inside is None:
            return
        if tag == "form":
            self.inside = None
        elif tag == "select" and self.select:
            form = self.inside
            form.choices[self.select] = [value for value, _chosen in self.options]
            chosen = [value for value, is_chosen in self.options if is_chosen]
            if not chosen and not self.multiple and self.options:
                chosen = [self.options[0][0]]
            for value in chosen:
                form.add(self.select, value)
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.inside.add(self.area, self.text.removeprefix("\n"))
            self.area = None


def forms_of(page: str) -> list[Form]:
    """All forms of a page, in its order."""
    reader = Reader()
    reader.feed(page)
    return reader.forms


def posts_to(page: str, url: str) -> Form | None:
    """The form of a page that posts to this address, the fullest when there are several."""
    path = url.partition("?")[0]
    fitting = [
        form
        for form in forms_of(page)
        if form.method == "post" and form.action.partition("?")[0] in {"", path}
    ]
    return max(fitting, key=lambda form: len(form.values), default=None)
