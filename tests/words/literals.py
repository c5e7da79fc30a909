"""Chinese that stands outside gettext (未译的文字): where it may, and why; everything else is a fault."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.template.base import Lexer, TokenType
from tests.words.extract import HAN, SOURCE, TABLES, literals, name_of, python_files

# Paths (files, or folders ending in a slash) whose Chinese is not translated, and why.
STAYS = {
    "meetings/library/": "theme cards: contents, of which a branch makes its own",
    "meetings/papers/": "official papers are Chinese",
    "meetings/queries/papers.py": "official papers are Chinese",
    "meetings/queries/bodies.py": "the record is Chinese",
    "meetings/domain/drafts.py": "the record is Chinese",
    "meetings/domain/phrases.py": "the record is Chinese",
    "meetings/domain/records.py": "the record is Chinese",
    "meetings/domain/votes.py": "the day of a resolution, in the record",
    "archive/domain/": "labels and manual of a school's Word template",
    "archive/views.py": "labels of a school's Word template",
    "archive/actions.py": "a table said with gettext where a file is refused",
    "gatherings/sheets.py": "heads looked for in a sheet",
    "kit/regulations.py": "names and places of clauses",
    "orgs/calendarfile/read.py": "heads and names looked for in a school's calendar, and what is said of its rows",
    "points/forms/rulebooks.py": "a unit that may be typed after an amount",
    "points/papers.py": "official papers are Chinese",
    "points/recount/": "said by a command to whoever runs the server",
    "kit/dates.py": "Chinese days",
    "kit/forms.py": "Chinese days are read",
    "kit/sheets/": "files as schools write them; refusals are kept with the import",
    "orgs/treefile/": "sheets as schools write them; faults are kept with the import",
    "people/roster/": "rosters as schools write them; faults are kept with the import",
    "people/imports/": "rosters as schools write them; faults are kept with the import",
    "people/fields.py": "codes of degrees and the like, kept as written",
    "people/names.py": "names and their readings",
    "people/stroke_shapes.py": "characters",
    "points/domain/": "rule books and lint read the words of rules",
    "appeals/actions/complaints.py": "who is noted where nobody is",
    "appeals/jobs.py": "the platform itself, in notes",
    "meetings/jobs.py": "the platform itself, in notes",
    "meetings/views/papers.py": "names of official papers",
    "meetings/queries/outlook.py": "an agenda, in the record",
    "meetings/forms/themes.py": "minutes as people write them",
    "insights/papers.py": "names of official papers",
    "insights/domain/reports/": "heads looked for in a school's own form",
    "insights/dossier_paper.py": "official papers are Chinese",
    "insights/queries/filling.py": "the name of a school's own form",
    "insights/queries/boards.py": "the name of a month, taken apart",
    "kit/identity.py": "said in two languages by a command before anything starts",
    "people/actions/factors.py": "the product's name, as an authenticator shows it",
    "web/passkeys.py": "the product's name, as a device shows it",
    "kit/language.py": "languages by their own names",
    "web/about_me.py": "the name of a file",
    "web/selfcheck/files.py": "the name of a file",
    "web/demo/": "invented people",
    "web/gallery.py": "invented samples",
    "trail/seals.py": "said on the command line",
}
SAMPLES = {
    "web/templates/web/gallery.html": "invented samples",
    "archive/templates/archive/words.html": "labels of a school's Word template",
    "orgs/templates/orgs/days.html": "a file as it is published",
}
_QUOTED = re.compile(r"(_\()?(\"[^\"]*\"|'[^']*')")
_SAID = re.compile(r"^(translate|trans|blocktranslate|blocktrans)\b")
MARKS = re.compile(r"[，、；：。（）“”《》]")  # English has its own
_COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)


def stays(inside: str) -> bool:
    return any(inside == path or (path[-1] == "/" and inside.startswith(path)) for path in STAYS)


def in_code(file: Path) -> list[str]:
    """``line: text`` of every Chinese text of one file that no gettext takes."""
    tree = ast.parse(file.read_text())
    taken = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and re.fullmatch(r"_|_lazy|noop|n?gettext(_lazy|_noop)?", name_of(call))
        for part in ast.walk(call)
    }
    for node in ast.walk(tree):  # messages to developers
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            raised = name_of(node.exc)
            if raised in {"ValueError", "KeyError", "FileNotFoundError", "ImproperlyConfigured"}:
                taken |= {id(part) for part in ast.walk(node.exc)}
    return [f"{n.lineno}: {words}" for n, words in literals(tree) if id(n) not in taken]


def in_page(text: str) -> list[str]:
    """``line: text`` of every Chinese text of one template that no translate tag takes."""
    said, inside = [], False
    for token in Lexer(_COMMENTS.sub("", text)).tokenize():
        if token.token_type is TokenType.BLOCK and _SAID.match(token.contents):
            inside = token.contents.startswith("block")
        elif token.token_type is TokenType.BLOCK and token.contents.startswith("endblocktrans"):
            inside = False
        elif inside or token.token_type is TokenType.COMMENT:
            continue
        elif token.token_type is TokenType.TEXT:
            said += [
                f"{token.lineno}: {w.strip()}"
                for w in token.contents.split("\n")
                if HAN.search(w) or MARKS.search(w)
            ]
        else:
            said += [
                f"{token.lineno}: {word}"
                for call, word in _QUOTED.findall(token.contents)
                if (HAN.search(word) or MARKS.search(word)) and not call
            ]
    return said


def strays(source: Path = SOURCE) -> list[str]:
    """Every Chinese text of code and templates that stands outside gettext without a reason."""
    found = []
    for file in python_files(source):
        inside = str(file.relative_to(source))
        if not stays(inside) and inside not in TABLES:
            found += [f"{inside}:{line}" for line in in_code(file)]
    for file in sorted(source.rglob("templates/**/*.*")):
        inside = str(file.relative_to(source))
        if file.suffix in {".html", ".txt"} and inside not in SAMPLES:
            found += [f"{inside}:{line}" for line in in_page(file.read_text())]
    return found
