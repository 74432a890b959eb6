"""What a reader does to a page, in the words of a test."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def open_page(page: Page, address: str, fragment: str = "") -> None:
    """Go to a page and wait until its first view is drawn."""
    page.goto(f"{address}{fragment}")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def document_row(page: Page, text: str) -> Locator:
    """Find a document's line in the table."""
    return page.get_by_role("grid", name="Documents").get_by_role("row").filter(has_text=text)


def document_heading(page: Page, title: str) -> Locator:
    """Find the heading above the document that is shown."""
    return page.get_by_role("heading", level=2, name=title, exact=True)


def open_document(page: Page, row: str, *, heading: str | None = None) -> None:
    """Choose a document by a text in its line, and wait until it is shown under its title."""
    document_row(page, row).click()
    expect(document_heading(page, heading or row)).to_be_visible()


def all_of(locator: Locator) -> list[Locator]:
    """Give all that a locator finds, once there is one; what a page adds comes in one piece."""
    expect(locator).not_to_have_count(0)
    return locator.all()
