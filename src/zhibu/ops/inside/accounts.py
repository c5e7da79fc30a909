"""The first administrator, further ones, and new slips, from the server's own prompt."""

from __future__ import annotations

import argparse

from zhibu.kit.actor import house
from zhibu.kit.verdict import Invalid, Refused
from zhibu.people.accounts import PrintedSlip, issue_slip
from zhibu.people.actions import appoint_first_administrator, reset_second_factor
from zhibu.people.models import Person

BASE, SECOND = "--base", "--second"


def main(words: list[str]) -> int:
    """``add NUMBER NAME --university U`` or ``reset NUMBER``; both print a one-time link.

    ``--second``: their second proofs go as well, for an administrator who lost the device.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["add", "reset"])
    parser.add_argument("number")
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--university", default="")
    parser.add_argument(BASE, default="")
    parser.add_argument(SECOND, action="store_true")
    asked = parser.parse_args(words)
    actor = house("命令行")
    try:
        if asked.what == "add":
            person_id = appoint_first_administrator(
                actor=actor,
                name=asked.name,
                staff_no=asked.number,
                university=asked.university,
            ).pk
        else:
            person_id = Person.objects.get(staff_no=asked.number).pk
            if asked.second:
                reset_second_factor(actor=actor, person_id=person_id)
        slip = issue_slip(actor=actor, person_id=person_id)
    except (Invalid, Refused) as refused:
        print(f"✗ {refused}")
        return 1
    except Person.DoesNotExist:
        print(
            f"✗ 没有学号或工号为 {asked.number} 的人。\n  Nobody here has the number {asked.number}."
        )
        return 1
    show(slip, base=asked.base)
    return 0


def show(slip: PrintedSlip, *, base: str) -> None:
    """The slip's link, shown this once."""
    print(f"{slip.name}（{slip.number}）的登录条，{slip.expires_on}前有效，只能用一次：")
    print(f"A one-time link to set the password, valid until {slip.expires_on}:")
    print(f"  {base}/slip/{slip.token}")
