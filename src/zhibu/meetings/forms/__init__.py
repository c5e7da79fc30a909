"""The shape of what is typed about meetings. Rules belong to the actions."""

from zhibu.meetings.forms.duties import DutyEntryForm, WaiveForm
from zhibu.meetings.forms.fields import Choices
from zhibu.meetings.forms.month import OutlookForm, SharedPlaceForm
from zhibu.meetings.forms.plan import ItemForm, LateForm, PlanForm, ReasonForm, forms_of
from zhibu.meetings.forms.record import (
    AddedItemForm,
    AgreedForm,
    CorrectForm,
    CountForm,
    GradesForm,
    ItemTextForm,
    RecordForm,
    ReportItemForm,
    TallyForm,
)
from zhibu.meetings.forms.themes import (
    CardForm,
    ChecklistForm,
    FeedbackForm,
    ProposalForm,
    SinceForm,
    ThemeForm,
)

__all__ = [
    "AddedItemForm",
    "AgreedForm",
    "CardForm",
    "ChecklistForm",
    "Choices",
    "CorrectForm",
    "CountForm",
    "DutyEntryForm",
    "FeedbackForm",
    "GradesForm",
    "ItemForm",
    "ItemTextForm",
    "LateForm",
    "OutlookForm",
    "PlanForm",
    "ProposalForm",
    "ReasonForm",
    "RecordForm",
    "ReportItemForm",
    "SharedPlaceForm",
    "SinceForm",
    "TallyForm",
    "ThemeForm",
    "WaiveForm",
    "forms_of",
]
