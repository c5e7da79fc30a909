"""The little that stands between the braces (表达式): names, fields, three filters, comparisons.

Jinja parses; nothing is ever compiled or called. What is not listed here is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from zhibu.archive.domain.vocabulary import Entry, Value, Vocabulary, Word, Words, every
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

_ENVIRONMENT = Environment(autoescape=True)  # parses only
FILTERS = {"join", "default", "length"}


class ExpressionFault(Exception):
    """What is wrong inside one pair of braces."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Record:
    """One member of a list with fields, as a loop's variable."""

    fields: tuple[Entry, ...]


Kind = Word | Words | Record
Scope = Mapping[str, Kind]
Values = Mapping[str, object]
PLAIN = Word("", "", "", "")
LOOP = Record(
    (Word("index", "序号", "", "1"), Word("first", "首项", "", ""), Word("last", "末项", "", ""))
)


@lru_cache(maxsize=1024)
def parse(text: str) -> nodes.Expr:
    """The expression in a tag. Raises ExpressionFault."""
    if not text.strip():
        raise ExpressionFault(
            "empty-tag", say(_("标签里没有名称。请写成 {{ 时间 }} 这样，或删去。"))
        )
    try:
        tree = _ENVIRONMENT.parse("{{" + text + "}}")
    except TemplateSyntaxError as broken:
        raise ExpressionFault(
            "not-readable",
            say(
                _("“%(text)s”读不懂。标签里只写词表中的名称，例如 {{ 时间 }}。"), text=text.strip()
            ),
        ) from broken
    found = [n for output in tree.find_all(nodes.Output) for n in output.nodes]
    if len(found) != 1 or not isinstance(found[0], nodes.Expr):
        raise _not_allowed()
    return found[0]


def kind_of(node: nodes.Expr, scope: Scope, vocabulary: Vocabulary) -> Kind:
    """What an expression stands for. Raises ExpressionFault where a name is unknown or not allowed."""
    match node:
        case nodes.Name():
            return _named(node.name, scope, vocabulary)
        case nodes.Getattr():
            return _field(node, scope, vocabulary)
        case nodes.Const():
            return PLAIN
        case nodes.Not():
            kind_of(node.node, scope, vocabulary)
        case nodes.And() | nodes.Or():
            kind_of(node.left, scope, vocabulary)
            kind_of(node.right, scope, vocabulary)
        case nodes.Compare():
            kind_of(node.expr, scope, vocabulary)
            for operand in node.ops:
                if operand.op not in {"eq", "ne"}:
                    raise _not_allowed()
                kind_of(operand.expr, scope, vocabulary)
        case nodes.Filter():
            return _filtered(node, scope, vocabulary)
        case _:
            raise _not_allowed()
    return PLAIN


def _named(name: str, scope: Scope, vocabulary: Vocabulary) -> Kind:
    if name in scope:
        return scope[name]
    for inside, entry in every(vocabulary.entries):
        if inside and name in entry.names:
            raise ExpressionFault(
                "outside-its-list",
                say(
                    _(
                        "“%(name)s”属于清单“%(list)s”，要放在 {%%p for 项 in %(list)s %%} 与 {%%p endfor %%} 之间，写成 {{ 项.%(name)s }}。"
                    ),
                    name=name,
                    list=inside[-1],
                ),
            )
    raise ExpressionFault("unknown-name", _unknown(name, list(scope)))


def _unknown(name: str, known: list[str]) -> Sentence:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    if near:
        return say(_("词表里没有“%(name)s”。是不是“%(near)s”？"), name=name, near=near[0])
    return say(_("词表里没有“%(name)s”。请对照词表改正，或删去这个标签。"), name=name)


def _field(node: nodes.Getattr, scope: Scope, vocabulary: Vocabulary) -> Kind:
    owner = kind_of(node.node, scope, vocabulary)
    if not isinstance(owner, Record):
        raise ExpressionFault(
            "no-fields",
            say(
                _("“.%(name)s”前面的名称没有下级内容。先用 for 逐项取出，再写“项.%(name)s”。"),
                name=node.attr,
            ),
        )
    known = {name: entry for entry in owner.fields for name in entry.names}
    if node.attr not in known:
        raise ExpressionFault("unknown-name", _unknown(node.attr, list(known)))
    return known[node.attr]


def _filtered(node: nodes.Filter, scope: Scope, vocabulary: Vocabulary) -> Kind:
    constants = all(isinstance(arg, nodes.Const) for arg in node.args)
    if node.name not in FILTERS or node.node is None or node.kwargs or not constants:
        raise ExpressionFault(
            "unknown-filter",
            say(
                _('“|%(name)s”不能用。可用的只有 |join("、")、|default("无")、|length。'),
                name=node.name,
            ),
        )
    kind = kind_of(node.node, scope, vocabulary)
    if node.name == "join" and not (isinstance(kind, Words) and not kind.fields):
        raise ExpressionFault(
            "join-needs-names", say(_('|join 只用于名单，例如 {{ 出席名单|join("、") }}。'))
        )
    return PLAIN


def _not_allowed() -> ExpressionFault:
    return ExpressionFault(
        "not-allowed",
        say(_("标签里只能写名称、比较（== 或 !=）和 and、or、not，不能写运算或调用。")),
    )


def members(kind: Kind) -> Kind | None:
    """What a loop over this goes through; None when it is no list."""
    if not isinstance(kind, Words):
        return None
    return Record(kind.fields) if kind.fields else PLAIN


def value_of(node: nodes.Expr, values: Values) -> object:
    """The value of a checked expression."""
    match node:
        case nodes.Name():
            return values.get(node.name, "")
        case nodes.Getattr():
            owner = value_of(node.node, values)
            return owner.get(node.attr, "") if isinstance(owner, Mapping) else ""
        case nodes.Const():
            return node.value
        case nodes.Not():
            return not value_of(node.node, values)
        case nodes.And():
            return value_of(node.left, values) and value_of(node.right, values)
        case nodes.Or():
            return value_of(node.left, values) or value_of(node.right, values)
        case nodes.Compare():
            return _compared(node, values)
        case nodes.Filter():
            return _through(node, values)
        case _:
            return ""


def _compared(node: nodes.Compare, values: Values) -> bool:
    left = value_of(node.expr, values)
    for operand in node.ops:
        right = value_of(operand.expr, values)
        if (str(left) == str(right)) != (operand.op == "eq"):
            return False
        left = right
    return True


def _through(node: nodes.Filter, values: Values) -> object:
    assert node.node is not None
    value = value_of(node.node, values)
    argument = node.args[0].value if node.args and isinstance(node.args[0], nodes.Const) else ""
    if node.name == "length":
        return len(value) if isinstance(value, str | list) else 0
    if node.name == "default":
        return value or argument
    return str(argument).join(texts(value))


def texts(value: object) -> Iterator[str]:
    """The members of a list of plain values."""
    if isinstance(value, list):
        yield from (str(member) for member in value)


def all_values(values: Mapping[str, Value]) -> Values:
    """Values as a scope of the outermost level."""
    return dict(values)
