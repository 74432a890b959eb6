"""A page that was reduced to a size says so wherever a view would show what was left out."""

import json
import re

import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import open_page
from browser.checks import violations
from browser.states import STATES

pytestmark = pytest.mark.browser

LEAST = 675_000
"""Bytes without which the page lacks vectors, HeadLens, what is over all documents, and some documents."""

FALSE = re.compile("export holds no|was not computed|were not counted|was not compared|attlas export|--views")


@pytest.fixture(scope="module")
def limit(whole_sites):
    return ((whole_sites / "page.html").stat().st_size - LEAST) // 10_000 * 10_000


@pytest.fixture(scope="module")
def limited_page(whole_sites, limit, tmp_path_factory):
    target = tmp_path_factory.mktemp("limited") / "page.html"
    return attlas.build(whole_sites / "whole.export", target, max_size=limit)


@pytest.fixture
def reason(limit):
    """Give what the page says of everything that is not there."""
    return f"left out of this page to keep it within {limit / 1e6:g} MB; the author’s export has "


@pytest.fixture(scope="module")
def left_out(limited_page):
    config = re.search(r'id="attlas-site">(.*?)</script>', limited_page.read_text("utf-8"), re.S)[1]
    return json.loads(config)["limit"]["left_out"]


def test_the_page_lists_what_it_is_without(left_out):
    assert left_out["lens"] == left_out["statistics"] == left_out["corpus"] == ["m0", "m1"]
    assert left_out["comparisons"] == [["m0", "m1"]]
    assert 0 < left_out["n_documents"] < 16


@pytest.mark.parametrize(
    ("state", "sentences"),
    [
        ("lens overview", ["HeadLens of Plain was {}it."]),
        ("lens head", ["HeadLens of Plain was {}it."]),
        ("corpus tokens", ["The statistics of Plain, of tokens and heads over all documents, were {}them."]),
        ("corpus heads", ["The statistics of Plain, of tokens and heads over all documents, were {}them."]),
        (
            "corpus samples",
            [
                "The comparison of Plain and Tuned over the documents was {}it.",
                "The flows of Plain in all documents were {}them.",
            ],
        ),
        ("network multiples and piles", ["Piles over all documents were {}them."]),
        ("network piles of all documents", ["Piles over all documents were {}them."]),
        ("neurons", ["cannot be shown for this layer: they were {}them."]),
    ],
)
def test_a_view_says_why_it_is_empty(page, limited_page, reason, state, sentences):
    open_page(page, limited_page.as_uri(), f"#doc=00&{STATES[state]}")
    view = page.get_by_role("tabpanel")
    for sentence in sentences:
        expect(view).to_contain_text(sentence.format(reason))
    expect(view).not_to_contain_text(FALSE)
    assert violations(page) == []


def test_documents_that_were_left_out_are_counted(page, limited_page, reason, left_out):
    open_page(page, limited_page.as_uri())
    sentence = f"{left_out['n_documents']} more documents were {reason}them."
    expect(page.get_by_text(sentence)).to_be_visible()


def test_a_link_to_a_document_that_was_left_out_says_so(page, limited_page, reason):
    open_page(page, limited_page.as_uri(), "#doc=33")
    notice = page.get_by_role("main").get_by_text("There is no document “33” on this page")
    expect(notice).to_contain_text(f"more documents were {reason}them.")


def test_a_whole_page_speaks_of_no_size(page, whole_address):
    open_page(page, whole_address, f"#doc=00&{STATES['network piles of all documents']}")
    expect(page.get_by_text("left out of this page")).to_have_count(0)
