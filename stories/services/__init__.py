"""Everything that changes a story: written by a city and the staff together, agreed to by the city, published, withdrawn."""

from stories.services.consent import agree, ask_consent, decline, publish, take_back, withdraw
from stories.services.errors import ChangedMeanwhileError, NoConsentError, NotOpenError, OnlyTextError, StoryRuleError
from stories.services.writing import (
    add_picture,
    begin_edition,
    cite,
    describe_picture,
    discard,
    draft_story,
    remove_picture,
    remove_text,
    write_facts,
    write_text,
)

__all__ = [
    "ChangedMeanwhileError",
    "NoConsentError",
    "NotOpenError",
    "OnlyTextError",
    "StoryRuleError",
    "add_picture",
    "agree",
    "ask_consent",
    "begin_edition",
    "cite",
    "decline",
    "describe_picture",
    "discard",
    "draft_story",
    "publish",
    "remove_picture",
    "remove_text",
    "take_back",
    "withdraw",
    "write_facts",
    "write_text",
]
