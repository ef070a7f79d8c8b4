from digests.queries.coming import NextDigest, next_digest
from digests.queries.contents import DigestContents, NetworkNews, what_happened
from digests.queries.links import reader_of, unsubscribe_path

__all__ = ["DigestContents", "NetworkNews", "NextDigest", "next_digest", "reader_of", "unsubscribe_path", "what_happened"]
