"""The page opens everywhere, shows what it is given, and keeps its state in the address."""

import re

import pytest
from playwright.sync_api import expect

from browser.acts import document_heading, open_document, open_page

pytestmark = pytest.mark.browser

HOSTILE_TITLE = '"><img src=x onerror=alert(1)>'


def test_opens_everywhere(page, address):
    open_page(page, address)
    expect(page).to_have_title("Golden <site>")
    expect(document_heading(page, "A cat")).to_be_visible()


def test_shows_another_document(page, address):
    open_page(page, address)
    open_document(page, "Who sat?", heading="pair")
    expect(page.get_by_role("article").get_by_text("The immeasurably old cat.")).to_be_visible()


def test_shows_hostile_text_as_text(page, address):
    open_page(page, address)
    open_document(page, HOSTILE_TITLE)
    expect(page.get_by_role("article")).to_contain_text("</script> <!--<script> مرحبا 😀")
    expect(page.locator("img")).to_have_count(0)


def test_address_leads_back_to_what_was_shown(page, address):
    open_page(page, address, "#doc=pair&view=model&layer=1&head=2")
    expect(document_heading(page, "pair")).to_be_visible()
    expect(page.get_by_role("tab", name="Model")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox", name="Layer")).to_have_value("1")


def test_choices_are_written_into_the_address(page, some_address):
    open_page(page, some_address)
    page.get_by_role("tab", name="Model").click()
    page.get_by_role("button", name="Next layer").click()
    expect(page).to_have_url(re.compile(r"#.*view=model.*layer=1"))
    page.reload()
    expect(page.get_by_role("tab", name="Model")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox", name="Layer")).to_have_value("1")


def test_back_returns_to_the_document_before(page, some_address):
    open_page(page, some_address)
    open_document(page, HOSTILE_TITLE)
    expect(page).to_have_url(re.compile("doc=hostile"))
    page.go_back()
    expect(document_heading(page, "A cat")).to_be_visible()


def test_nonsense_in_the_address_is_survived(page, some_address):
    open_page(page, some_address, "#doc=%3Cscript%3E&layer=-7&head=999&view=nothing&%E0%A4%A")
    expect(document_heading(page, "A cat")).to_be_visible()
    expect(page.get_by_text("There is no document “<script>” on this page.")).to_be_visible()


def test_method_is_shown_in_a_dialog(page, some_address):
    open_page(page, some_address)
    page.get_by_role("button", name="Method").click()
    dialog = page.get_by_role("dialog", name="Method")
    expect(dialog).to_contain_text("Attention is not an explanation.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_method_explains_every_field(page, some_address):
    open_page(page, some_address)
    page.get_by_role("button", name="Method").click()
    dialog = page.get_by_role("dialog", name="Method")
    dialog.get_by_text("Every field of an export, and what it means").click()
    expect(dialog.get_by_role("heading", name="PackedArray")).to_be_visible()
    expect(dialog.get_by_text("Probabilities, axes (head, query, key)")).to_be_visible()


@pytest.mark.parametrize(("model", "n_kinds"), [("Tiny encoder", 0), ("Tiny translator", 3)])
def test_kinds_of_attention_are_those_of_the_model(page, some_address, model, n_kinds):
    open_page(page, some_address)
    page.get_by_role("combobox", name="Model").select_option(model)
    expect(page.get_by_role("group", name="Kind of attention").get_by_role("button")).to_have_count(n_kinds)
