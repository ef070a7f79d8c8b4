"""What a cell most likely means: names, addresses, countries, languages, and the heads of columns."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cities.querysets import fold

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Letters that no decomposition takes apart.
LETTERS = str.maketrans(
    {
        "\u0131": "i",
        "\u0130": "I",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "þ": "th",
    }
)
FORMULA = ("=", "+", "-", "@")
# Languages in which rosters are written.
LOCALES = ["en", "es", "fr", "pt", "de", "it", "nl", "tr", "id", "pl", "sv", "da"]
COUNTRIES = {
    "usa": "US", "us": "US", "u s": "US", "u s a": "US", "united states of america": "US", "america": "US", "uk": "GB", "england": "GB",
    "great britain": "GB", "uae": "AE", "korea": "KR", "republic of korea": "KR", "viet nam": "VN", "holland": "NL",
    "the netherlands": "NL", "prc": "CN", "russian federation": "RU", "united republic of tanzania": "TZ", "turkiye": "TR", "turkey": "TR",
    "hong kong": "HK",
    "ivory coast": "CI", "cote d ivoire": "CI", "south korea": "KR",
}  # fmt: skip
HEADS = {
    "full_name": "full name|name|nombre|nom|nome|nome completo|nombre completo|nom complet|official|contact|person|participant",
    "email": "e mail|email|mail|e mail address|email address|correo|correo electronico|courriel|adresse e mail|endereco de e mail|address",
    "city": "city|ciudad|ville|cidade|stadt|municipality|citta|town|city name",
    "country": "country|pais|pays|land|country code|nation",
    "job_title": "job title|job|title|position|role|cargo|puesto|poste|fonction|funcao|function",
    "networks": "networks|network|redes|red|reseaux|reseau|rede|working groups|groups|seats",
    "language": "language|idioma|langue|lingua|sprache|preferred language",
    "name": "name|city|ciudad|ville|cidade|city name|nombre|nom|nome",
    "region": "region|regiao|c40 region",
    "category": "category|membership category|categoria|categorie|type",
    "joined": "joined|joined on|member since|since",
    "latitude": "latitude|lat|latitud",
    "longitude": "longitude|lon|lng|long|longitud",
    "population": "population|inhabitants|poblacion|populacao",
    "time_zone": "time zone|timezone|tz|zona horaria|fuseau horaire",
    "languages": "languages|idiomas|langues|working languages",
    "title": "title|action|action title|name of action|measure|project|titulo|titre|accion|acao|name",
    "practice": "practice|type|kind|practica|pratica|pratique",
    "stage": "stage|status|state|phase|etapa|estado|etape|fase",
    "stage_on": "since|stage since|since when|date|stage date|fecha|desde|depuis|data",
    "text": "text|description|what|descripcion|descricao|summary",
    "department": "department|agency|responsible|departamento|departement|lead department",
    "emissions": "emissions avoided a year|emissions avoided|emissions|avoided|co2e|tco2e|t co2e|emisiones|emissoes",
    "budget": "budget|cost|presupuesto|orcamento",
    "currency": "currency|moneda|devise|moeda",
    "email_domains": "e mail domains|email domains|domains|domain",
}


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Folded to the letters, digits and single spaces: what two spellings of one name share."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(tidy(text).translate(LETTERS))).split())


def tidy(text: str) -> str:
    """Composed, without what cannot be seen, and with single spaces."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", text)).split())


def latin(text: str) -> str:
    """In the letters of ASCII where they have any: 'garcía' → 'garcia'."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def address(text: str) -> str:
    """Lower case, without spaces around it or the words that mail programs put there."""
    found = re.search(r"<([^<>]+@[^<>]+)>", text)
    return tidy(found[1] if found else text).removeprefix("mailto:").lower()


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    # Django's own look ignores case, by which a dotless i is an i.
    return text.rpartition("@")[0].isascii() and len(text) <= 254  # noqa: PLR2004 - as long as a column of ours


def latin_address(text: str) -> str:
    """With only the letters before the @ that every mail server takes."""
    name, at, domain = text.rpartition("@")
    return latin(name) + at + domain


def looks_like_formula(text: str) -> bool:
    return text.startswith(FORMULA)


@lru_cache
def _countries() -> dict[str, str]:
    names = {plain(name): code for locale in LOCALES for code, name in Locale(locale).territories.items() if code.isalpha()}
    codes = {str(code).lower(): str(code) for code in Locale("en").territories if str(code).isalpha()}
    return names | codes | COUNTRIES


@lru_cache(maxsize=1000)
def country(text: str) -> str | None:
    """The code of a country, from its code or its name in one of several languages."""
    return _countries().get(plain(text))


@lru_cache
def _languages() -> dict[str, str]:
    names = {plain(str(name)): code for locale in LOCALES for code, name in Locale(locale).languages.items() if "_" not in code}
    own = {plain(Locale(code).get_display_name() or ""): code for code in LOCALES}
    return names | own


@lru_cache(maxsize=1000)
def language(text: str) -> str | None:
    """The code of a language, from its code or its name in one of several languages: 'French' → 'fr', 'zh-CN' → 'zh'."""
    code = re.split(r"[-_]", tidy(text).lower())[0]
    if code in Locale("en").languages:
        return code
    return _languages().get(plain(text))


def speaks(code: str) -> bool:
    """Whether c40net has its pages in this language."""
    return code in dict(settings.LANGUAGES)


def guess_columns(kind_fields: list[str], headers: list[str], rows: list[list[str]]) -> dict[str, int]:
    """Field → column, by its head; without one that fits, e-mail addresses are known by their @."""
    heads = [plain(header) for header in headers]
    guess: dict[str, int] = {}
    for field in kind_fields:
        words = HEADS[field].split("|")
        fitting = [column for word in words for column, head in enumerate(heads) if head == word and column not in guess.values()]
        if fitting:
            guess[field] = fitting[0]
    if "email" in kind_fields and "email" not in guess:
        counts = [sum("@" in row[column] for row in rows if column < len(row)) for column in range(len(headers))]
        if max(counts, default=0):
            guess["email"] = counts.index(max(counts))
    return guess
