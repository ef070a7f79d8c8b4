"""One box over all that a person may see."""

from search.queries.finding import Finds, Narrowing, find
from search.queries.kinds import KINDS

__all__ = ["KINDS", "Finds", "Narrowing", "find"]
