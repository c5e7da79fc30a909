"""Changes to persons, membership, status and posts: one function, one transaction, one note."""

from zhibu.people.actions.care import (
    answer_correction,
    answer_due,
    ask_correction,
    note_look,
    note_looks,
    set_own_reading,
)
from zhibu.people.actions.persons import add_person, edit_person, new_person, write_fields
from zhibu.people.actions.places import (
    assign_group,
    change_status,
    depart,
    end_posts,
    move_member,
    regroup,
    relocate,
    suspend_vote,
)
from zhibu.people.actions.posts import (
    appoint_first_administrator,
    appoint_officer,
    end,
    end_appointment,
    posts_at,
)
from zhibu.people.fields import EDITABLE

__all__ = [
    "EDITABLE",
    "add_person",
    "answer_correction",
    "answer_due",
    "appoint_first_administrator",
    "appoint_officer",
    "ask_correction",
    "assign_group",
    "change_status",
    "depart",
    "edit_person",
    "end",
    "end_appointment",
    "end_posts",
    "move_member",
    "new_person",
    "note_look",
    "note_looks",
    "posts_at",
    "regroup",
    "relocate",
    "set_own_reading",
    "suspend_vote",
    "write_fields",
]
