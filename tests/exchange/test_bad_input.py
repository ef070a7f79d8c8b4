"""Whatever somebody pastes into a question or a reply: safe, said clearly, and nothing of it lost."""

import html
import re
import time

import pytest
from django.urls import reverse

from c40net.templatetags import c40net as tags
from exchange.models import Question, Reply

LINKS = [
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:msgbox(1))", "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "[x](file:///etc/passwd)", "[x](&#106;avascript:alert(1))", "[x](java\nscript:alert(1))",
    '<a href="javascript:alert(1)">x</a>', '<a href="https://x.example" onclick="alert(1)">x</a>', "![x](https://x.example/pixel.gif)",
]  # fmt: skip
SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=https://x.example></iframe>",
    "<style>*{display:none}</style>", "<form action=https://x.example><input name=q>", "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "```\n</code></pre><script>alert(1)</script>\n```", "<a id=main-content name=csrfmiddlewaretoken>x</a>", "{{ 7*7 }}{% csrf_token %}",
]  # fmt: skip
NESTED = {
    "quotes": "> " * 20_000 + "x", "brackets": "[" * 40_000, "pictures": "![" * 20_000, "stars": "*_" * 20_000, "list": "\n".join("  " * n + "- x" for n in range(150)),
    "table": "|a" * 200 + "\n" + "|-" * 200 + "\n" + ("|b" * 200 + "\n") * 80, "fences": "```" * 10_000, "half a link": "[a](b" * 9_000, "html": "<b " * 12_000,
    "headings": "# x\n" * 9_000, "entities": "&#x202e;" * 5_000, "blank": "\n" * 49_000 + "x",
}  # fmt: skip


@pytest.fixture
def ask(signed_in, member, network):
    browser, path = signed_in(member), reverse("question_ask", args=[network.slug])
    return lambda text, **fields: (
        browser.post(path, {"title": "Who charges at night?", "text": text, "label": "network", **fields}, follow=True).text
    )


def written(page: str) -> str:
    """What came of somebody's words on the page."""
    return re.search(r'<div class="prose">(.*?)</div>\s*(<p|<ul|</article|</section)', page, re.DOTALL)[1]


def came_back(page: str) -> str:
    """What stands in the form. A browser takes the first line break off."""
    return html.unescape(re.search(r'<textarea name="text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)[1]).replace("\r\n", "\n")


@pytest.mark.parametrize("text", [*LINKS, *SCRIPTS])
def test_nothing_that_is_written_runs_or_leads_astray(text, ask):
    shown = written(ask(f"Before.\n\n{text}\n\nAfter."))
    assert "Before." in shown
    assert "After." in shown
    for tag, attributes in re.findall(r"<(\w+)([^>]*)>", shown):
        assert tag in {"p", "a", "code", "pre", "br", "em", "strong"}
        assert not re.search(r"\son\w+=|style=|id=|name=|src=", attributes)
        assert all(address.startswith(("https://", "http://", "mailto:")) for address in re.findall(r'href="([^"]*)"', attributes))


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_what_is_deep_or_malformed_is_shown_within_seconds(text, ask):
    began = time.process_time()
    assert "Who charges at night?" in ask(text)
    assert time.process_time() - began < 10
    assert Question.objects.exists()


def test_a_question_of_ten_thousand_words_is_kept_whole(ask):
    text = " ".join(f"w{number % 997}" for number in range(10_000))
    assert written(ask(text)).count("w1") > 100
    assert Question.objects.get().text == text


def test_one_that_is_longer_comes_back_whole_with_what_is_wrong(ask, signed_in, asked, peer):
    text = "\n\n".join(["Two buses, **one** depot & <b>a dream</b>."] * 1_300)
    page = ask(text)
    assert "at most 50000 characters" in page
    assert came_back(page) == text
    page = signed_in(peer).post(asked().get_absolute_url(), {"text": text, "label": "network"}).text
    assert came_back(page) == text
    assert not Reply.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", " ", "x" * 49_999 + "👩‍🚒\u202e"])
def test_signs_that_cannot_be_kept_or_read_are_refused_kindly(text, signed_in, asked, peer):
    page = signed_in(peer).post(asked().get_absolute_url(), {"text": text, "label": "network"})
    assert page.status_code in {200, 302}
    if page.status_code == 200:
        assert page.context["form"].errors
        assert not Reply.objects.exists()


def test_a_preview_of_bad_words_is_as_safe_as_the_page(ask):
    page = ask("<script>alert(1)</script>[x](javascript:alert(1))", preview="1")
    preview = page[page.index('id="preview"') :]
    assert "<script>alert" not in preview[: preview.index("</section>")]
    assert 'href="javascript' not in preview


def test_what_is_begun_in_the_address_of_the_form_is_text_too(signed_in, member, network):
    begun = {"title": '"><script>alert(1)</script>', "text": "</textarea><script>alert(1)</script>", "tags": "x" * 5000}
    page = signed_in(member).get(reverse("question_ask", args=[network.slug]), begun).text
    assert "<script>alert(1)" not in page
    assert came_back(page) == begun["text"]


def test_a_text_that_is_made_to_be_slow_is_read_once_not_each_time_that_somebody_opens_it(monkeypatch):
    slow = "[" * 20_000
    shown = tags.prose(slow)
    monkeypatch.setattr(tags, "MARKDOWN", None)
    assert tags.prose(slow) == shown
