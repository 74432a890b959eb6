"""A page of two exports: every document is shown with the models that read it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import document_heading, document_row, open_document, open_page
from payloads import document, encoder_run, translator_run, write_export

pytestmark = pytest.mark.browser

SHAPES = ("page.html", "site/index.html")


@pytest.fixture(scope="session")
def exports(tmp_path_factory) -> list[Path]:
    """Write an export of an encoder and one of an encoder and a translator."""
    folder = tmp_path_factory.mktemp("exports")
    read = [document("read", [encoder_run("The cat sat")], "The cat sat", title="A cat")]
    compared = [
        document(name, [encoder_run(text), translator_run(text, target)], text, title=title)
        for name, text, target, title in (
            ("dog", "The old dog", "Le vieux chien", "A dog"),
            ("owl", "An owl", "Un hibou", "An owl"),
        )
    ]
    translated = [document("hen", [translator_run("A hen", "Une poule")], "A hen", title="A hen")]
    made = {"read": read, "compared": compared, "translated": translated}
    return [write_export(folder / f"{name}.export", documents) for name, documents in made.items()]


@pytest.fixture(scope="session")
def several(exports, tmp_path_factory) -> Path:
    """Build the page of these exports in both shapes."""
    folder = tmp_path_factory.mktemp("several")
    for shape in SHAPES:
        attlas.build(exports, folder / shape.removesuffix("/index.html"))
    return folder


@pytest.fixture(params=SHAPES)
def address(request, several) -> str:
    return (several / request.param).as_uri()


def models(page):
    """Find the choice of the model, which is there where there is one."""
    return page.get_by_role("main").get_by_role("combobox", name="Model")


def kinds(page):
    return page.get_by_role("group", name="Kind of attention").get_by_role("button")


def open_hen(page):
    open_document(page, "A hen")
    expect(kinds(page)).to_have_count(3)


def test_documents_of_all_exports_are_listed_and_opened(page, address):
    open_page(page, address)
    expect(document_heading(page, "A cat")).to_be_visible()
    expect(kinds(page)).to_have_count(0)
    for title, n_kinds in (("A hen", 3), ("A dog", 0), ("A cat", 0), ("An owl", 0), ("A hen", 3)):
        open_document(page, title)
        expect(kinds(page)).to_have_count(n_kinds)
        expect(page.get_by_role("listbox", name="Query").get_by_role("option").first).to_be_visible()


def test_models_are_those_that_read_the_document(page, address):
    open_page(page, address)
    expect(models(page)).to_have_count(0)
    expect(page.get_by_title("tiny-encoder")).to_have_text("Tiny encoder")
    open_document(page, "A dog")
    expect(models(page).get_by_role("option")).to_have_text(["Tiny encoder", "Tiny translator"])
    open_document(page, "A hen")
    expect(models(page)).to_have_count(0)
    expect(page.get_by_title("tiny-translator")).to_have_text("Tiny translator")


def test_the_selected_model_stays_where_it_can(page, address):
    open_page(page, address)
    open_document(page, "A dog")
    models(page).select_option("Tiny translator")
    open_document(page, "An owl")
    expect(models(page)).to_have_value("m2")
    open_document(page, "A cat")
    expect(page.get_by_title("tiny-encoder")).to_be_visible()


def test_address_names_the_model_that_is_shown(page, address):
    open_page(page, address)
    open_hen(page)
    expect(page).to_have_url(re.compile(r"#doc=hen&model=m3$"))
    kinds(page).nth(2).click()
    page.get_by_role("button", name="Next layer").click()
    expect(page).to_have_url(re.compile(r"#doc=hen&model=m3&kind=cross&layer=1$"))
    page.reload()
    expect(kinds(page).nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("combobox", name="Layer")).to_have_value("1")


@pytest.mark.parametrize("asked", ["m0", "m3", "m9"])
def test_address_with_a_model_that_did_not_read_the_document_leads_to_one_that_did(page, several, asked):
    open_page(page, (several / "page.html").as_uri(), f"#doc=owl&model={asked}&kind=cross&layer=7")
    expect(document_heading(page, "An owl")).to_be_visible()
    expect(models(page)).to_have_value("m1")
    expect(page).to_have_url(re.compile(r"#doc=owl&model=m1&layer=1$"))


def test_back_returns_to_the_model_before(page, address):
    open_page(page, address)
    open_hen(page)
    expect(page).to_have_url(re.compile("doc=hen"))
    page.go_back()
    expect(document_heading(page, "A cat")).to_be_visible()
    expect(kinds(page)).to_have_count(0)


def test_table_shows_what_a_model_that_read_the_document_made_of_it(page, several):
    open_page(page, (several / "page.html").as_uri())
    expect(document_row(page, "A hen")).to_contain_text("Une poule")
    expect(document_row(page, "A dog")).to_contain_text("calm")
    open_document(page, "A dog")
    models(page).select_option("Tiny translator")
    expect(document_row(page, "A dog")).to_contain_text("Le vieux chien")
    expect(document_row(page, "A cat")).to_contain_text("calm")


def test_documents_are_filtered_by_model(page, several):
    open_page(page, (several / "page.html").as_uri())
    choice = page.get_by_role("combobox", name="Filter by model")
    expect(choice.get_by_role("option")).to_have_text(
        ["Any model", "Tiny encoder (3)", "Tiny translator (3)"]
    )
    choice.select_option("Tiny translator (3)")
    expect(page.get_by_text("3 of 4 documents")).to_be_visible()
    expect(document_row(page, "A cat")).to_have_count(0)


def test_models_that_read_everything_are_no_filter(page, sites):
    open_page(page, (sites / "page.html").as_uri())
    expect(page.get_by_role("combobox", name="Filter by model")).to_have_count(0)


def test_method_tells_how_each_export_was_made(page, several):
    open_page(page, (several / "page.html").as_uri())
    page.get_by_role("button", name="Method").click()
    headings = page.get_by_role("dialog", name="Method").get_by_role("heading", level=4)
    expect(headings.filter(has_text="Export")).to_have_text(
        [
            "Export 1: Tiny encoder, 1 document",
            "Export 2: Tiny encoder and Tiny translator, 2 documents",
            "Export 3: Tiny translator, 1 document",
        ]
    )
