from digests.queries.coming import NextDigest, next_digest
from digests.queries.contents import DigestContents, NetworkNews, what_happened, what_happened_to_each
from digests.queries.links import Stopped, stopped_by, told_of, unsubscribe_path
from digests.queries.notes import had_it
from digests.queries.waits import Wait, Waits, waits_of

__all__ = [
    "DigestContents", "NetworkNews", "NextDigest", "Stopped", "Wait", "Waits", "had_it", "next_digest", "stopped_by", "told_of",
    "unsubscribe_path", "waits_of", "what_happened", "what_happened_to_each",
]  # fmt: skip
