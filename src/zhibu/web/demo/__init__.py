"""The demo house (演示数据): one small invented university, made through the actions themselves."""

from zhibu.web.demo.queries import PersonToBe, persons_to_be
from zhibu.web.demo.seed import is_empty, quiet, seed

__all__ = ["PersonToBe", "is_empty", "persons_to_be", "quiet", "seed"]
