"""What members share inside a network, and with whom."""

from exchange.models.introductions import LAPSES_AFTER, OUTCOME_AFTER, REMIND_AFTER, Introduction, Outcome, SetAside
from exchange.models.posts import Attachment, Follow, Post, PostReport, Question, Reply, Revision, Useful
from exchange.models.questions import LATELY, MOST_ASKED, Asked
from exchange.models.resources import Licence, Resource, ResourceDownload, ResourceKind, ResourceUse, ResourceVersion
from networks.models import IN_CONFIDENCE, WIDTH, Label

__all__ = [
    "IN_CONFIDENCE",
    "LAPSES_AFTER",
    "LATELY",
    "MOST_ASKED",
    "OUTCOME_AFTER",
    "REMIND_AFTER",
    "WIDTH",
    "Asked",
    "Attachment",
    "Follow",
    "Introduction",
    "Label",
    "Licence",
    "Outcome",
    "Post",
    "PostReport",
    "Question",
    "Reply",
    "Resource",
    "ResourceDownload",
    "ResourceKind",
    "ResourceUse",
    "ResourceVersion",
    "Revision",
    "SetAside",
    "Useful",
]
