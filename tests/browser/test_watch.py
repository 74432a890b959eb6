"""The watch over every test sees what it is there for."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("console.error('oh')", "console: oh"),
        ("setTimeout(() => { throw new Error('oh') })", "exception: oh"),
        ("new Image().src = 'http://example.org/pixel'", "request: http://example.org/pixel"),
        ("new Image().src = 'http://192.0.2.1/pixel'", "request: http://192.0.2.1/pixel"),
    ],
)
def test_fault_is_noted(page, watch, deed, fault):
    page.goto("about:blank")
    page.evaluate(f"() => {{ {deed} }}")
    page.wait_for_timeout(100)
    noted, watch.faults[:] = list(watch.faults), []
    watch.pardoned = ("net::ERR",)
    assert any(each.startswith(fault) for each in noted)
