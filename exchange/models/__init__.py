"""What members share inside a network, and with whom."""

from exchange.models.posts import IN_CONFIDENCE, WIDTH, Attachment, Follow, Label, Post, PostReport, Question, Reply, Revision, Useful
from exchange.models.questions import LATELY, MOST_ASKED, Asked

__all__ = [
    "IN_CONFIDENCE",
    "LATELY",
    "MOST_ASKED",
    "WIDTH",
    "Asked",
    "Attachment",
    "Follow",
    "Label",
    "Post",
    "PostReport",
    "Question",
    "Reply",
    "Revision",
    "Useful",
]
