from django.core.signing import BadSignature, Signer
from django.urls import reverse

from officials.models import User

_signer = Signer(salt="digests.unsubscribe")


def unsubscribe_path(user: User) -> str:
    """Whoever holds the link may stop and start this person's digest, without signing in. It never expires."""
    return reverse("unsubscribe", args=[_signer.sign(str(user.pk))])


def reader_of(token: str) -> User | None:
    """The person whose unsubscribe link carries this token; none if we never made it."""
    try:
        return User.objects.filter(pk=_signer.unsign(token)).first()
    except BadSignature:
        return None
