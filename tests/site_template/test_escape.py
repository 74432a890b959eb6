"""What enters HTML comes out as it went in, and nothing of it comes alive."""

import json
import re
from html.parser import HTMLParser

import pytest

from attlas.site_template.escape import fit_for_html, script_json, script_text, style_text

HOSTILE = [
    "</script>",
    "</ScRiPt >",
    "<!--",
    "<!--<script>",
    "-->",
    "]]>",
    "<![CDATA[",
    "&lt;",
    "&amp;lt;",
    "<img src=x onerror=alert(1)>",
    "' \" ` ${alert(1)}",
    "\\u003c/script>",
    "\\",
    "\u2028 \u2029",
    "\x00",
    "\x01\x0b\x0c\x1f\x7f\x85",
    "\r\n\r",
    "\ufeff",
    "\ufffe\uffff\ufdd0",
    "\ud800",
    "\udfff\ud800",
    "\U0010ffff😀",
    "مرحبا \u202e טקסט",
    "__proto__",
    "",
]


class Scripts(HTMLParser):
    """Collects the text of script elements and the names of all others."""

    def __init__(self):
        super().__init__()
        self.texts = []
        self.others = []

    def handle_starttag(self, tag, attrs):
        (self.texts.append("") if tag == "script" else self.others.append(tag))

    def handle_data(self, data):
        self.texts[-1] += data


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_element_reads_back_the_same(text):
    value = {"text": text, text: [text, 1, 0.5, None, True]}
    parser = Scripts()
    parser.feed(f"<script>{script_json(value)}</script>")
    parser.close()
    assert parser.others == []
    assert [json.loads(each) for each in parser.texts] == [value]


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_element_is_utf8_without_markup(text):
    written = script_json([text]).encode()
    assert not re.search(rb"[<>&\x00-\x1f]|\xe2\x80[\xa8\xa9]", written)


def test_json_has_no_word_for_infinity():
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("inf"))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_made_fit_for_utf8_and_html(text):
    fit = fit_for_html(text)
    assert len(fit) == len(text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", fit.encode().decode())


def test_fit_text_is_left_alone():
    assert fit_for_html("tab\t, line\n, Größe, 😀, \u200d") == "tab\t, line\n, Größe, 😀, \u200d"


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("a='</script>'", r"a='\x3c/script>'"),
        ("a='</SCRIPT>'", r"a='\x3c/SCRIPT>'"),
        ("a='<!-- b'", r"a='\x3c!-- b'"),
        ("for(;i<scripts.length;)i++", "for(;i<scripts.length;)i++"),
        ("a<!b", "a<!b"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_script_cannot_end_its_element(script, written):
    assert script_text(script) == written


def test_style_cannot_end_its_element():
    assert style_text("a::after { content: '</style>' }") == r"a::after { content: '<\/style>' }"
