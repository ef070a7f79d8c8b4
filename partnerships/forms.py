import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cities.models import City
from files.services import ACCEPT, fit_to_keep
from officials.models import Official, today
from partnerships.models import Agreement, AgreementDocument, Drawdown, ExchangeRate, Partner, Party, SharesMethod, currency_exists


class DateInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


def not_in_the_future(day: date) -> None:
    if day > today():
        raise ValidationError(_("Choose today or an earlier day."))


def as_fine_as(currency: str, form: forms.Form | forms.ModelForm, names: list[str]) -> None:
    """No amount has more decimals than its currency."""
    places = get_currency_precision(currency)
    for name in names:
        amount = form.cleaned_data.get(name)
        if amount is not None and amount != round(amount, places):
            text = _("%(currency)s has %(places)s decimals.") if places else _("%(currency)s has no decimals.")
            form.add_error(name, text % {"currency": currency, "places": places})


class AgreementForm(forms.ModelForm):
    class Meta:
        model = Agreement
        fields = [
            "title", "partner", "scope", "starts_on", "ends_on", "quorum", "currency", "value", "value_for", "cost", "alone_means",
            "shares_method", "capacity_means", "discount",
        ]  # fmt: skip
        help_texts = {
            "scope": _("What the partner does for the cities. Markdown: **bold**, lists, links."),
            "quorum": _("With so many signatures it becomes active. With fewer, after a city has left, it waits for signatures again."),
            "currency": _("Three letters, as in USD, EUR or IDR. All amounts of the agreement are in it."),
            "value": _("All that the partner brings, and what the cities use of it."),
            "value_for": _("In a few words: two years of engineers, licences, training."),
            "cost": _("This is shared among the cities."),
            "alone_means": _("Where the cost alone comes from: an offer, an earlier tender, whose estimate. It stands beside each saving."),
            "capacity_means": _("If the cost is shared by capacity: what is counted, as in “buses in service”."),
            "discount": _("For the Shapley value only."),
        }
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "scope": forms.Textarea(attrs={"rows": 6}),
            "alone_means": forms.Textarea(attrs={"rows": 3}),
            "shares_method": forms.RadioSelect,
            "currency": forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        }

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean(self) -> None:
        asked = self.cleaned_data
        if asked.get("starts_on") and asked.get("ends_on") and asked["ends_on"] <= asked["starts_on"]:
            self.add_error("ends_on", _("The term ends after it starts. Choose a later day."))
        if asked.get("shares_method") == SharesMethod.CAPACITY and not asked.get("capacity_means"):
            self.add_error("capacity_means", _("Say what capacity means, so that each city knows what it is counted by."))
        if currency := asked.get("currency"):
            try:
                currency_exists(currency)
            except ValidationError:
                return  # the model's own check says so
            as_fine_as(currency, self, ["value", "cost"])


class PartyForm(forms.ModelForm):
    """What a city puts in and gets, and what its share is found by."""

    class Meta:
        model = Party
        fields = ["puts_in", "puts_in_amount", "gets", "gets_amount", "cost_alone", "capacity"]
        labels = {"puts_in_amount": _("What that is worth"), "gets_amount": _("What that is worth to it")}
        help_texts = {
            "puts_in": _("Staff, data, a room, money."),
            "cost_alone": _("An estimate by the assumption that the agreement states."),
        }

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        if agreement.shares_method == SharesMethod.CAPACITY:
            self.fields["capacity"].help_text = agreement.capacity_means
        else:
            del self.fields["capacity"]

    def clean(self) -> None:
        as_fine_as(self.agreement.currency, self, ["puts_in_amount", "gets_amount", "cost_alone"])


class InviteForm(PartyForm):
    """Which city is asked to sign, with its figures as far as they are known."""

    class Meta(PartyForm.Meta):
        fields = ["city", *PartyForm.Meta.fields]

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, agreement=agreement, **kwargs)
        there = agreement.network.city_memberships.current().values("city")
        asked = agreement.parties.current().values("city")
        cities = City.objects.visible_to(None).filter(pk__in=there).exclude(pk__in=asked)
        self.fields["city"].queryset = cities.order_by("name")  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """For the city, by its lead."""

    authority = forms.CharField(
        label=_("On what authority do you sign?"),
        max_length=300,
        help_text=_("The office and the decision, as in “Deputy mayor, council decision 14/2026”. No names."),
    )
    sure = forms.BooleanField(label=_("Yes, my city signs this agreement."))


class PaperForm(forms.Form):
    """A signature on paper, of which the network's manager takes note."""

    authority = forms.CharField(
        label=_("On what authority did the city sign?"),
        max_length=300,
        help_text=_("The office and the decision, as in “Deputy mayor, council decision 14/2026”. No names."),
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput(), initial=today, validators=[not_in_the_future])
    signed_by: forms.Field = forms.ModelChoiceField(
        None, required=False, label=_("Signed by"), empty_label=_("Somebody who is not in c40net")
    )
    paper = forms.FileField(
        label=_("The signed page"),
        max_length=200,
        validators=[fit_to_keep],
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, officials: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_by"].queryset = officials  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class ExtendForm(forms.Form):
    ends_on = forms.DateField(label=_("New last day"), widget=DateInput())

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until = agreement.ends_on

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day <= self.until:
            raise ValidationError(_("Choose a day after the last one so far."))
        return day


class DocumentForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("File"),
        max_length=200,
        validators=[fit_to_keep],
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    class Meta:
        model = AgreementDocument
        fields = ["title", "readers"]
        widgets = {"readers": forms.RadioSelect}


class DrawdownForm(forms.ModelForm):
    class Meta:
        model = Drawdown
        fields = ["drawn_on", "amount", "note", "city"]
        widgets = {"drawn_on": DateInput()}

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        self.fields["drawn_on"].validators.append(not_in_the_future)
        self.fields["city"].queryset = City.objects.filter(agreement_places__in=agreement.parties.signed()).order_by("name")  # type: ignore[attr-defined]
        self.fields["city"].empty_label = _("All of them")  # type: ignore[attr-defined]

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("Write an amount above zero."))
        return amount

    def clean(self) -> None:
        as_fine_as(self.agreement.currency, self, ["amount"])


NAME_TAKEN = _("A partner of this name is there already.")


class PartnerForm(forms.ModelForm):
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Partner
        fields = ["name", "kind", "website", "helps_with", "contact"]
        help_texts = {"contact": _("Only staff read it.")}
        widgets = {"helps_with": forms.Textarea(attrs={"rows": 3}), "contact": forms.Textarea(attrs={"rows": 2})}

    def clean_name(self) -> str:
        """The service finds what two add at the same moment."""
        name = str(self.cleaned_data["name"])
        if Partner.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(NAME_TAKEN)
        return name


class RatesForm(forms.Form):
    """Exchange rates, pasted as rows of a spreadsheet or a CSV file."""

    MOST_LINES = 2000

    lines = forms.CharField(
        label=_("One rate on each line"),
        help_text=_("Currency, day, US dollars for one unit, source: “IDR; 2026-01-02; 0.0000612; central bank”. Known rates stay."),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_lines(self) -> list[ExchangeRate]:
        text = self.cleaned_data["lines"].strip()
        delimiter = next((mark for mark in "\t;" if mark in text), ",")
        rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if any(cell.strip() for cell in row)]
        if len(rows) > self.MOST_LINES:
            raise ValidationError(_("These are more than 2,000 lines. Paste them in parts."))
        rates, errors = [], []
        for number, row in enumerate(rows, start=1):
            try:
                rates.append(_rate([cell.strip() for cell in row]))
            except ValidationError as error:
                errors.append(_t("Line %(number)s: %(what)s") % {"number": number, "what": " ".join(error.messages)})
        if errors:
            raise ValidationError(errors[:5])
        return rates


def _rate(cells: list[str]) -> ExchangeRate:
    if len(cells) != 4:  # noqa: PLR2004
        raise ValidationError(_("It has to have four parts: currency, day, rate, source."))
    currency, day, usd, source = cells
    try:
        rate = ExchangeRate(currency=currency.upper(), day=date.fromisoformat(day), usd=Decimal(usd.replace(",", ".")), source=source)
    except ValueError as error:
        raise ValidationError(_("Write the day as 2026-01-31.")) from error
    except InvalidOperation as error:
        raise ValidationError(_("Write the rate as a number.")) from error
    if rate.currency == "USD":
        raise ValidationError(_("The US dollar is what the others are measured by."))
    rate.clean_fields()
    if rate.usd <= 0:
        raise ValidationError(_("Write a rate above zero."))
    return rate
