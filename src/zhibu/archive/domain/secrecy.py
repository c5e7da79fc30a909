"""Secrecy marks (密级标志): what bears one is not kept and not read any further.

The words alone are ordinary (保守党的秘密); a mark is one with its star, or one alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

BLANKS = re.compile(r"[\s\u3000\xa0\u200b]+")
MARK = re.compile(
    r"(?P<star>(?:绝密|机密|秘密)[★☆])"
    r"|^[\[【(（〔]?(?P<alone>绝密|机密|秘密)(?:级|件)?[\]】)）〕]?(?:[*※◆·]?\d{0,2}[年月]?|[*※◆]?长期)$"
)


def mark_in(text: str) -> str:
    """The secrecy mark in a text, as 机密 or 秘密★; empty when there is none."""
    return mark_among(text.splitlines())


def mark_among(lines: Iterable[str]) -> str:
    """The first secrecy mark among lines, blanks left out of account."""
    for line in lines:
        found = MARK.search(BLANKS.sub("", line))
        if found is not None:
            return found["star"] or found["alone"]
    return ""


def refusal(mark: str) -> Sentence:
    """What to tell whoever brought it: nothing was kept, and the lawful way."""
    return say(
        _(
            "内容标有“%(mark)s”。涉密内容不得进入本平台，这次提交没有保存。"
            "请在涉密设备上办理，纸质件交本单位保密工作人员处理；已从别处传入的，请立即报告保密工作人员。"
        ),
        mark=mark,
    )
