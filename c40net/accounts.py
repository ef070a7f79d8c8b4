from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People come in by invitation, never by signing up themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
