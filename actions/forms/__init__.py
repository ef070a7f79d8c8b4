from actions.forms.actions import (
    ActionForm,
    DeclineForm,
    DocumentForm,
    MilestoneForm,
    NewActionForm,
    ProposalForm,
    ReadersForm,
    StageForm,
)
from actions.forms.adaptation import AdaptForm
from actions.forms.indicators import IndicatorForm, ValueForm
from actions.forms.influence import InfluenceForm
from actions.forms.practices import MergeForm, PracticeEditForm, PracticeForm

__all__ = [
    "ActionForm",
    "AdaptForm",
    "DeclineForm",
    "DocumentForm",
    "IndicatorForm",
    "InfluenceForm",
    "MergeForm",
    "MilestoneForm",
    "NewActionForm",
    "PracticeEditForm",
    "PracticeForm",
    "ProposalForm",
    "ReadersForm",
    "StageForm",
    "ValueForm",
]
