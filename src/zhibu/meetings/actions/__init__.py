"""Every change of organisational life: each one function, one transaction, one note."""

from zhibu.meetings.actions.after import (
    agree_item,
    drop_agreed_item,
    forget_feedback_marks,
    give_feedback,
    report_item,
)
from zhibu.meetings.actions.corrections import correct_record, enter_late
from zhibu.meetings.actions.duties import (
    Reminded,
    drop_duty_entry,
    gap_words,
    lift_waiver,
    note_duty,
    remind_branches,
    remind_of_terms,
    waive_duty,
)
from zhibu.meetings.actions.months import plan_month
from zhibu.meetings.actions.plans import cancel_meeting, change_plan, plan_meeting, publish_plan
from zhibu.meetings.actions.records import (
    DraftsConfirmed,
    confirm_drafts,
    confirm_record,
    draft_record,
    edit_record,
    resume_meeting,
)
from zhibu.meetings.actions.themes import (
    ChecklistLine,
    add_card,
    prefer_theme,
    propose_theme,
    rest_card,
    set_checklist,
    set_month_theme,
    take_proposal,
    withdraw_proposal,
)
from zhibu.meetings.actions.votes import correct_count, enter_review_counts, enter_tally
from zhibu.meetings.body import digest_of

__all__ = [
    "ChecklistLine",
    "DraftsConfirmed",
    "Reminded",
    "add_card",
    "agree_item",
    "cancel_meeting",
    "change_plan",
    "confirm_drafts",
    "confirm_record",
    "correct_count",
    "correct_record",
    "digest_of",
    "draft_record",
    "drop_agreed_item",
    "drop_duty_entry",
    "edit_record",
    "enter_late",
    "enter_review_counts",
    "enter_tally",
    "forget_feedback_marks",
    "gap_words",
    "give_feedback",
    "lift_waiver",
    "note_duty",
    "plan_meeting",
    "plan_month",
    "prefer_theme",
    "propose_theme",
    "publish_plan",
    "remind_branches",
    "remind_of_terms",
    "report_item",
    "rest_card",
    "resume_meeting",
    "set_checklist",
    "set_month_theme",
    "take_proposal",
    "waive_duty",
    "withdraw_proposal",
]
