"""Points as typed (积分的表单)."""

from zhibu.points.forms.ledger import (
    ClaimForm,
    DeedForm,
    GoalForm,
    JoinForm,
    ReasonForm,
    RegisterForm,
    RulesForm,
    add_errors,
    deed_of,
)
from zhibu.points.forms.rulebooks import AdoptForm, HeadForm, RuleForm

__all__ = [
    "AdoptForm",
    "ClaimForm",
    "DeedForm",
    "GoalForm",
    "HeadForm",
    "JoinForm",
    "ReasonForm",
    "RegisterForm",
    "RuleForm",
    "RulesForm",
    "add_errors",
    "deed_of",
]
