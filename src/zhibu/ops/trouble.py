"""What stops a command before anything starts (启动前的拒绝): one sentence in two languages."""

from __future__ import annotations


class Trouble(Exception):
    """A reason not to go on, told in Chinese and in English, each with what to do about it.

    code: a short name for programs and tests, such as ``port-taken``.
    """

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.code = code
        self.zh = zh
        self.en = en
