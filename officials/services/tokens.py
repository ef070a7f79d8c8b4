"""Tokens by which programs read with a person's eyes."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from activity.services import record
from activity.verbs import Verb
from officials.models import AccessToken, User, today

MOST_TOKENS = 20


class TooManyTokensError(Exception):
    """Whoever has so many has forgotten some."""


@transaction.atomic
def make_token(*, name: str, days: int, by: User) -> str:
    """The token. It is told this once; who loses it makes another."""
    User.objects.select_for_update().get(pk=by.pk)
    if by.access_tokens.current(today()).count() >= MOST_TOKENS:
        raise TooManyTokensError
    token = f"c40net_{secrets.token_urlsafe(32)}"
    AccessToken.objects.create(user=by, name=name, digest=_digest(token), ends_on=today() + timedelta(days=days))
    record(Verb.TOKEN_MADE, by=by, subject=by, official=by.official)
    return token


@transaction.atomic
def end_token(*, token: AccessToken, by: User) -> None:
    """What reads with it is shut out from this second on."""
    if AccessToken.objects.filter(pk=token.pk).delete()[0]:
        record(Verb.TOKEN_ENDED, by=by, subject=by, official=by.official)


def owner_of(token: str) -> int | None:
    """The id of the person whose eyes this token lends, if anybody's. Its use is noted once a day, so that most calls write nothing."""
    found = AccessToken.objects.current(today()).filter(digest=_digest(token)).first()
    if found is None:
        return None
    if found.last_used_on != today():
        AccessToken.objects.filter(pk=found.pk).update(last_used_on=today())
    return found.user_id


def _digest(token: str) -> str:
    """Plain, without salt: a token is random, nobody guesses it."""
    return sha256(token.encode()).hexdigest()
