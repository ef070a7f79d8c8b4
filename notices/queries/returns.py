"""Mail that another mail server sent back to us, as RFC 3464 has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses, parseaddr

from officials.queries import is_return_address_of


@dataclass(frozen=True)
class Returned:
    address: str
    # In the words of the server that sent it back.
    answer: str


def came_back(message: Message) -> list[Returned]:
    """To whom it says that our mail is not delivered, and will not be. Only of those to whom we sent it: it carries our sign for them."""
    ours = _addressees(message)
    found = [(address, answer) for address, answer in _failed(message) if is_return_address_of(address, among=ours)]
    return [Returned(address, answer) for address, answer in dict(found).items()]


def _failed(message: Message) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for recipient in part.get_payload():
                if isinstance(recipient, Message) and str(recipient.get("Action", "")).strip().lower() == "failed":
                    answer = " ".join(_typed(recipient, "Diagnostic-Code").split())
                    for field in ("Original-Recipient", "Final-Recipient"):
                        yield parseaddr(_typed(recipient, field))[1].lower(), answer


def _typed(recipient: Message, field: str) -> str:
    """'rfc822; melati@jakarta.example' without its type."""
    return str(recipient.get(field, "")).partition(";")[2].strip()


def _addressees(message: Message) -> list[str]:
    """To whom it was sent back: the address that we gave as the sender."""
    fields = [str(value) for field in ("To", "Delivered-To", "X-Original-To") for value in message.get_all(field, [])]
    envelope = getattr(message, "envelope_recipient", None)
    return [address.lower() for _name, address in getaddresses([*fields, envelope or ""])]
