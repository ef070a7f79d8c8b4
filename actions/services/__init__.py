"""Everything that changes practices, actions and what cities say of them."""

from actions.services.adaptation import adapt_action
from actions.services.consent import (
    accept_proposal,
    agree_as_example,
    change_readers,
    confirm_action,
    decline_proposal,
    propose,
    restore_action,
    take_back_proposal,
    withdraw_action,
)
from actions.services.errors import (
    ActionRuleError,
    CannotMergeError,
    DayAheadError,
    DayBeforeError,
    NameTakenError,
    NotPublishedError,
    OwnActionError,
    ProposalAnsweredError,
    ReasonMissingError,
    SameStageError,
    StandsAlreadyError,
)
from actions.services.influence import ask_about_influence, confirm_influence, say_influence
from actions.services.lists import propose_many, take_back_list, write_actions
from actions.services.nudges import nudge_about_peers
from actions.services.practices import add_practice, edit_practice, merge_practices
from actions.services.shelf import affirm_action, ask_about_the_shelf
from actions.services.writing import (
    add_document,
    change_stage,
    create_action,
    edit_action,
    remove,
    save_indicator,
    save_milestone,
    save_value,
)

__all__ = [
    "ActionRuleError",
    "CannotMergeError",
    "DayAheadError",
    "DayBeforeError",
    "NameTakenError",
    "NotPublishedError",
    "OwnActionError",
    "ProposalAnsweredError",
    "ReasonMissingError",
    "SameStageError",
    "StandsAlreadyError",
    "accept_proposal",
    "adapt_action",
    "add_document",
    "add_practice",
    "affirm_action",
    "agree_as_example",
    "ask_about_influence",
    "ask_about_the_shelf",
    "change_readers",
    "change_stage",
    "confirm_action",
    "confirm_influence",
    "create_action",
    "decline_proposal",
    "edit_action",
    "edit_practice",
    "merge_practices",
    "nudge_about_peers",
    "propose",
    "propose_many",
    "remove",
    "restore_action",
    "save_indicator",
    "save_milestone",
    "save_value",
    "say_influence",
    "take_back_list",
    "take_back_proposal",
    "withdraw_action",
    "write_actions",
]
