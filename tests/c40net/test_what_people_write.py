import pytest

from c40net.templatetags.c40net import prose


def test_markdown_becomes_html_with_headings_below_those_of_the_page():
    html = prose("# Why\n\nBuses *first*, see https://c40.example/a\n\n- one\n- two\n")
    assert "<h3>Why</h3>" in html
    assert "<em>first</em>" in html
    assert '<a href="https://c40.example/a" rel="nofollow noopener">' in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,<script>)",
        "![x](https://spy.example/pixel.png)", "<a href='javascript:alert(1)'>x</a>", "[x](vbscript:x)", "<svg/onload=alert(1)>", "<style>*{}</style>",
    ],
)  # fmt: skip
def test_nothing_that_somebody_writes_does_harm(text):
    html = prose(text)
    for harm in ("<script", "<img", "<svg", "<style", 'href="javascript', 'href="data', 'href="vbscript'):
        assert harm not in html


@pytest.mark.parametrize("text", ["> " * 5000, "[" * 5000, "*" * 20_000, "- " * 3000, "`" * 9999, "\0\x01\u202e", "word " * 10_000])
def test_malformed_deep_and_long_texts_are_shown(text):
    assert isinstance(prose(text), str)
