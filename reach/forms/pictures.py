from django import forms

from reach.forms.figures import ReachFilter


class PictureFilter(ReachFilter):
    """With a look it is a part of a page, else a file."""

    look = forms.ChoiceField(choices=[(look, look) for look in ("wide", "narrow", "wide-dark", "narrow-dark")], required=False)
