"""Everything that changes what members share: questions and replies."""

from exchange.services.asking import ask_for_answer
from exchange.services.errors import (
    AnsweredMeanwhileError,
    AskedOftenError,
    CannotAnswerError,
    ClosedError,
    ExchangeRuleError,
    InConfidenceError,
    NamedBeforeError,
    NoCitiesNamedError,
    NotTheirsError,
    WiderLabelError,
)
from exchange.services.moderation import dismiss_reports, hide_post, report_post, restore_post
from exchange.services.questions import (
    accept_reply,
    ask_question,
    close_question,
    edit_question,
    follow,
    move_question,
    reopen_question,
    unfollow,
)
from exchange.services.replies import edit_reply, reply_to, say_useful

__all__ = [
    "AnsweredMeanwhileError",
    "AskedOftenError",
    "CannotAnswerError",
    "ClosedError",
    "ExchangeRuleError",
    "InConfidenceError",
    "NamedBeforeError",
    "NoCitiesNamedError",
    "NotTheirsError",
    "WiderLabelError",
    "accept_reply",
    "ask_for_answer",
    "ask_question",
    "close_question",
    "dismiss_reports",
    "edit_question",
    "edit_reply",
    "follow",
    "hide_post",
    "move_question",
    "reopen_question",
    "reply_to",
    "report_post",
    "restore_post",
    "say_useful",
    "unfollow",
]
