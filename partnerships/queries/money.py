"""Amounts and lists of cities as people read them, in their language, and what they are in US dollars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_currency, format_percent, get_currency_symbol
from django.conf import settings
from django.utils.translation import get_language, to_locale

from partnerships.models import Agreement


def _locale() -> Locale:
    """English is that of the world, as for times."""
    language = get_language() or settings.LANGUAGE_CODE
    return Locale.parse("en_GB" if language == "en" else to_locale(language))


def money(amount: Decimal, currency: str) -> str:
    """'US$1,250,000', 'Rp 12.500.000': with cents only where there are some."""
    locale = _locale()
    pattern = locale.currency_formats["standard"].pattern
    if get_currency_symbol(currency, locale=locale)[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\u00a0#")
    if amount != amount.to_integral_value():
        return format_currency(amount, currency, format=pattern, locale=locale)
    return format_currency(amount, currency, format=pattern.replace("0.00", "0"), locale=locale, currency_digits=False)


def per_cent(part: Decimal) -> str:
    """Of a part of one: '38%'."""
    return format_percent(part, locale=_locale())


def listed(names: Iterable[str]) -> str:
    """'Accra, Bogota and Cairo'."""
    return format_list(list(names), locale=_locale())


@dataclass(frozen=True)
class Rate:
    """What one unit of an agreement's currency was worth in US dollars on a day."""

    usd: Decimal
    day: date

    def of(self, amount: Decimal) -> Decimal:
        return (amount * self.usd).quantize(Decimal(1))


def rate_of(agreement: Any) -> Rate | None:
    """Of an agreement with_rate(). None: no rate is known by then."""
    return Rate(agreement.usd_rate, agreement.usd_rate_day) if agreement.usd_rate is not None else None


def in_dollars(agreement: Agreement, amount: Decimal | None) -> Decimal | None:
    rate = rate_of(agreement)
    return rate.of(amount) if rate and amount is not None else None
