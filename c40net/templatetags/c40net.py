"""Times and dates as people read them: in their language, in their time zone, never without its name."""

import functools
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nh3
from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton, get_timezone_gmt, get_timezone_location
from django import template
from django.conf import settings
from django.core.cache import cache
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override, pgettext, to_locale
from markdown_it import MarkdownIt

from cities.models import DatePrecision

if TYPE_CHECKING:
    import redis
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    redis = SimpleLazyObject(functools.partial(import_module, "redis"))

register = template.Library()
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True, "maxNesting": 20}).enable(["table", "linkify"])
# Of so many letters a text is kept as HTML, for so many seconds.
LONG, KEPT_FOR = 2000, 24 * 3600
# fmt: off
TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}
# fmt: on


def _locale() -> Locale:
    """The reader's language. English is that of the world, which writes 9 December and 20:00."""
    return _locale_of(get_language() or settings.LANGUAGE_CODE)


@functools.cache
def _locale_of(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else to_locale(language))


def zone_name(value: datetime) -> str:
    """Short: WIB where the zone has letters for it, else GMT+05:45."""
    letters = value.tzname() or ""
    return letters if letters.isalpha() else get_timezone_gmt(value, locale=_locale())


@register.filter
def in_words(value: datetime) -> str:
    """The same as `moment`, for plain text."""
    return _in_words(timezone.localtime(value, UTC), timezone.get_current_timezone(), get_language())


@functools.lru_cache(maxsize=4096)
def _in_words(value: datetime, zone: tzinfo, language: str | None) -> str:
    """Many read of the same moment, in lists and in mail."""
    local = value.astimezone(zone)
    with override(language):
        # Translators: a pattern of Unicode's CLDR: weekday, day, month, year, hour and minute, as in "Wed 9 Dec 2026, 20:00".
        pattern = pgettext("date pattern", "EEE d MMM y, HH:mm")
        return f"{format_datetime(local, pattern, tzinfo=zone, locale=_locale())} {zone_name(local)}"


def _from_to(start: datetime, end: datetime) -> str:
    """'Wed 9 Dec 2026, 20:00–21:30 WIB'; both moments in full where they are of two days, or the clock changes between them."""
    here, until = timezone.localtime(start), timezone.localtime(end)
    if here.date() != until.date() or zone_name(here) != zone_name(until):
        return gettext("%(start)s – %(end)s") % {"start": in_words(start), "end": in_words(end)}
    # Translators: a pattern of Unicode's CLDR: weekday, day, month and year, as in "Wed 9 Dec 2026".
    day = format_datetime(here, pgettext("date pattern", "EEE d MMM y"), tzinfo=here.tzinfo, locale=_locale())
    hours = format_interval(here, until, "Hm", tzinfo=here.tzinfo, locale=_locale())
    return gettext("%(day)s, %(hours)s %(zone)s") % {"day": day, "hours": hours, "zone": zone_name(here)}


def _at_the_host(workshop: Any) -> str:
    """'15:00 in Johannesburg (SAST)', with its day where that is another; nothing where the reader's clock shows the same."""
    zone = workshop.time_zone
    here, there = timezone.localtime(workshop.starts_at), workshop.starts_at.astimezone(zone)
    if all(timezone.localtime(at).utcoffset() == at.astimezone(zone).utcoffset() for at in (workshop.starts_at, workshop.ends_at)):
        return ""
    # Translators: a pattern of Unicode's CLDR: weekday, day, month, hour and minute, as in "Wed 9 Dec, 20:00".
    pattern = "HH:mm" if here.date() == there.date() else pgettext("date pattern", "EEE d MMM, HH:mm")
    words = {"time": format_datetime(there, pattern, tzinfo=zone, locale=_locale()), "zone": zone_name(there)}
    place = _place_of(zone, workshop.host_city)
    return gettext("%(time)s in %(place)s (%(zone)s)") % {**words, "place": place} if place else gettext("%(time)s %(zone)s") % words


def _place_of(zone: tzinfo, host_city: Any) -> str:
    """The host city, else the city after which the zone is named; UTC has none."""
    if host_city and host_city.time_zone == zone:
        return str(host_city)
    if str(zone).partition("/")[0] in {"UTC", "Etc"}:
        return ""
    return str(get_timezone_location(zone, locale=_locale(), return_city=True)).rpartition("/")[2]


def _how_long_ago(local: datetime) -> str:
    now = timezone.localtime()
    since = now - local
    days = (now.date() - local.date()).days
    if since < timedelta(0) or days >= 7:  # noqa: PLR2004
        return _day_in_words(local.date(), "MMMMd" if local.year == now.year else "long", _locale())
    if since < timedelta(minutes=1):
        return gettext("now")
    if since < timedelta(hours=1):
        return gettext("%(count)s min ago") % {"count": since // timedelta(minutes=1)}
    if days == 0 or since < timedelta(hours=6):
        return gettext("%(count)s h ago") % {"count": since // timedelta(hours=1)}
    if days == 1:
        return gettext("yesterday")
    return _day_in_words(local.date(), "EEEE", _locale())


@functools.lru_cache(maxsize=4096)
def _day_in_words(day: date, how: str, locale: Locale) -> str:
    """'December 9', '9 December 2026', 'Friday': many things of a list happened on the same day."""
    return format_skeleton(how, day, locale=locale) if how == "MMMMd" else format_date(day, how, locale=locale)


@register.filter(expects_localtime=True)
def since(value: date) -> str:
    """'since March 2014': the same for many in a list of members."""
    return _since(value.year, value.month, get_language())


@functools.lru_cache(maxsize=4096)
def _since(year: int, month: int, _language: str | None) -> str:
    return gettext("since %(month)s") % {"month": date_format(date(year, month, 1), "YEAR_MONTH_FORMAT")}


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """'Wed 9 Dec 2026, 20:00 WIB', in the reader's zone."""
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(value).isoformat(timespec="seconds"), in_words(value))


@register.simple_tag
def in_both_zones(workshop: Any) -> SafeString:
    """When it is, in the reader's zone, and beside it by the clock of the host. Lists select its host_city with it."""
    at = timezone.localtime(workshop.starts_at).isoformat(timespec="seconds")
    times = format_html('<time datetime="{}">{}</time>', at, _from_to(workshop.starts_at, workshop.ends_at))
    host = _at_the_host(workshop)
    return format_html('{} <span class="soft">· {}</span>', times, host) if host else times


@register.filter
def in_both_zones_as_text(workshop: Any) -> str:
    """The same for subjects and plain text: 'Wed 9 Dec 2026, 20:00–21:30 WIB · 15:00 in Johannesburg (SAST)'."""
    host = _at_the_host(workshop)
    return " · ".join([_from_to(workshop.starts_at, workshop.ends_at), *([host] if host else [])])


@register.simple_tag
def period(start: datetime, end: datetime) -> SafeString:
    """From when to when, in the reader's zone: a session of an agenda."""
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(start).isoformat(timespec="seconds"), _from_to(start, end))


@register.simple_tag
def hours(start: datetime, end: datetime) -> SafeString:
    """'20:00–21:30 WIB', where the day is told already; with the days where these are two."""
    here, until = timezone.localtime(start), timezone.localtime(end)
    if here.date() != until.date() or zone_name(here) != zone_name(until):
        return period(start, end)
    words = format_interval(here, until, "Hm", tzinfo=here.tzinfo, locale=_locale())
    return format_html('<time datetime="{}">{} {}</time>', here.isoformat(timespec="seconds"), words, zone_name(here))


@register.simple_tag
def ago(value: datetime) -> SafeString:
    """'2 h ago', 'yesterday', 'Friday', then the date, with its year where it is another; the moment itself on hover."""
    local = timezone.localtime(value)
    at = local.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', at, in_words(value), _how_long_ago(local))


@register.filter
def day(value: datetime) -> str:
    """'today', 'yesterday', 'Friday', then the date: above what happened on it, in the reader's zone."""
    local, today = timezone.localtime(value), timezone.localdate()
    days = (today - local.date()).days
    if days in {0, 1}:
        return gettext("Today") if days == 0 else gettext("Yesterday")
    return format_date(local, "EEEE" if 0 < days < 7 else "long", locale=_locale())  # noqa: PLR2004


@register.filter(expects_localtime=True)
def dated(value: date | None, precision: str = DatePrecision.DAY) -> str:
    """A date as far as it is known: '9 December 2026', 'March 2014', '2014 or earlier'; of a moment, its day where the reader is."""
    if value is None:
        return ""
    if precision == DatePrecision.DAY:
        return format_date(value, "long", locale=_locale())
    if precision == DatePrecision.MONTH:
        return format_skeleton("yMMMM", value, locale=_locale())
    year = format_date(value, "y", locale=_locale())
    return year if precision == DatePrecision.YEAR else gettext("%(year)s or earlier") % {"year": year}


@register.simple_tag(takes_context=True)
def current(context: template.Context, name: str) -> str:
    """Marks a link to the page one is on, or to the section it is in."""
    path, url = context["request"].path if "request" in context else "", reverse(name)
    if not path.startswith(url):
        return ""
    return format_html(' aria-current="{}"', "page" if path == url else "true")


@register.simple_tag
def font(name: str) -> str:
    """A font's address as our style sheet has it, with the @ of its package. Django quotes it; to a browser that is another file."""
    return static(f"npm/@fontsource-variable/{name}").replace("%40", "@")


@register.filter
def prose(text: str) -> SafeString:
    """Markdown that somebody wrote, as HTML that can do no harm: no pictures, no scripts, links of the web only.

    Its headings stand below those of the page, the highest that it uses as the next one. A long text may be made to take seconds: it takes
    them once, not each time that somebody reads it.
    """
    if len(text) < LONG:
        return mark_safe(_harmless_html(text))  # noqa: S308 - it is clean
    key = f"prose:{_code()}:{sha256(text.encode()).hexdigest()}"
    with suppress(redis.RedisError):
        if found := cache.get(key):
            return mark_safe(found)  # noqa: S308 - it was clean when it was kept
    html = _harmless_html(text)
    with suppress(redis.RedisError):
        cache.set(key, html, KEPT_FOR)
    return mark_safe(html)  # noqa: S308 - it is clean


@functools.cache
def _code() -> str:
    """Of what decides how prose looks, so that nothing is kept of how it was before."""
    return sha256(Path(__file__).read_bytes()).hexdigest()[:16]


def _harmless_html(text: str) -> str:
    tokens = MARKDOWN.parse(text)
    highest = min((token.tag for token in tokens if token.type == "heading_open"), default="h1")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag == highest else "h4"
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return nh3.clean(html, tags=TAGS, url_schemes={"http", "https", "mailto"}, link_rel="nofollow noopener")


@register.simple_tag
def options(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The choices of a <select>. There may be hundreds, and Django's own templates, two for each, take longer than the rest of a page.

    So does its own escape(), which first asks of each whether it is to wait for a language.
    """
    drawn = []
    for name, choices, _number in groups:
        of_group = "".join(
            f'<option value="{escape(str(one["value"]))}"{" selected" if one["selected"] else ""}>{_escaped(one["label"])}</option>'
            for one in choices
        )
        drawn.append(format_html('<optgroup label="{}">{}</optgroup>', name, SafeString(of_group)) if name else of_group)
    return SafeString("".join(drawn))


def _escaped(label: Any) -> str:
    words = str(label)
    return words if isinstance(words, SafeString) else escape(words)
