"""Real browsers on real pages: both shapes of a site, from disk and over http, with the network refused.

Every test fails if the page writes an error to the console, throws, or asks for anything beyond itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

import attlas
from attlas.precompute.codec import decode
from attlas.precompute.contract import Document
from browser.lens_acts import lens_export
from browser.programs import CHROMIUM_FLAGS, chromium
from network_payloads import network_export
from whole_export import whole_export

GOLDEN = Path(__file__).parents[1] / "golden" / "export"

SHAPES = ("page.html", "site/index.html")


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and keeps its log to itself."""

    def log_message(self, format, *args):  # noqa: A002 - the signature is the library's
        pass


@dataclass
class Watch:
    """What a page did that a page must not do."""

    origin: str
    faults: list[str] = field(default_factory=list)
    pardoned: tuple[str, ...] = ()
    """Parts of messages that the test has provoked."""

    def over(self, context: BrowserContext) -> None:
        """Listen to all pages of a context."""
        context.on("request", self.on_request)
        context.on(
            "console", lambda message: message.type == "error" and self.note(f"console: {message.text}")
        )
        context.on("weberror", lambda error: self.note(f"exception: {error.error}"))

    def on_request(self, request: Request) -> None:
        """Note what goes beyond the page, its folder and the loopback server."""
        if not request.url.startswith(("file:", "data:", "blob:", self.origin)):
            self.note(f"request: {request.url}")

    def note(self, fault: str) -> None:
        """Keep a fault, unless the test has provoked it."""
        if not any(part in fault for part in self.pardoned):
            self.faults.append(fault)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if not path:
        pytest.skip("no Chromium here; install it, or name it in the variable CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory) -> Path:
    """Build the golden export in both shapes, with the client that is in the package."""
    folder = tmp_path_factory.mktemp("sites")
    for shape in SHAPES:
        attlas.build(GOLDEN, folder / shape.removesuffix("/index.html"), title="Golden <site>")
    return folder


@pytest.fixture(scope="session")
def origin(tmp_path_factory) -> Iterator[str]:
    """Serve all temporary files on the loopback interface."""
    root = str(tmp_path_factory.getbasetemp())
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=root)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def addresses(sites, origin, tmp_path_factory) -> dict[str, str]:
    """Give the addresses of both shapes, from disk and over http."""
    root = tmp_path_factory.getbasetemp()
    local = {f"file {shape}": (sites / shape).as_uri() for shape in SHAPES}
    served = {f"http {shape}": f"{origin}/{(sites / shape).relative_to(root)}" for shape in SHAPES}
    return local | served


@pytest.fixture(params=[f"{scheme} {shape}" for scheme in ("file", "http") for shape in SHAPES])
def address(request, addresses) -> str:
    """Give each of the addresses: for what may depend on shape or protocol."""
    return addresses[request.param]


@pytest.fixture(params=["file page.html", "http site/index.html"])
def some_address(request, addresses) -> str:
    """Give two addresses that have nothing in common: for what should depend on neither shape nor protocol."""
    return addresses[request.param]


@pytest.fixture(scope="session")
def whole_sites(tmp_path_factory) -> Path:
    """Build the export that has all that a page can show, in both shapes."""
    folder = tmp_path_factory.mktemp("whole")
    export = whole_export(folder)
    for shape in SHAPES:
        attlas.build(export, folder / shape.removesuffix("/index.html"))
    return folder


@pytest.fixture(scope="session")
def whole_address(whole_sites) -> str:
    """Give the address of its page."""
    return (whole_sites / "page.html").as_uri()


@pytest.fixture
def watch(origin) -> Watch:
    return Watch(origin)


@pytest.fixture
def options() -> dict[str, object]:
    """Give the options of the browser context; a test changes them by a parameter of this name."""
    return {}


@pytest.fixture
def page(browser, watch, options) -> Iterator[Page]:
    """Open a page whose faults fail the test at its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
    context.set_default_timeout(10_000)
    watch.over(context)
    yield context.new_page()
    context.close()
    assert watch.faults == []


@pytest.fixture(scope="session")
def lens_folder(tmp_path_factory) -> Path:
    """Write an export that has all that HeadLens shows."""
    return lens_export(tmp_path_factory.mktemp("lens") / "export")


@pytest.fixture(scope="session")
def lens_page(lens_folder) -> str:
    """Give the address of its page."""
    return attlas.build(lens_folder, lens_folder.parent / "page.html").as_uri()


@pytest.fixture(scope="session")
def network_export_folder(tmp_path_factory) -> Path:
    """Write an export that has all that the Network view shows."""
    return network_export(tmp_path_factory.mktemp("network") / "export")


@pytest.fixture(scope="session")
def network_address(network_export_folder) -> str:
    """Give the address of its page."""
    return attlas.build(network_export_folder, network_export_folder.parent / "page.html").as_uri()


@pytest.fixture(scope="session")
def network_documents(network_export_folder) -> list[Document]:
    """Read its documents."""
    files = sorted((network_export_folder / "documents").iterdir())
    return [Document.model_validate_json(file.read_bytes()) for file in files]


@pytest.fixture(scope="session")
def network_layers(network_documents) -> dict[str, npt.NDArray[np.floating]]:
    """Give the first document's attention by kind: the encoder's, the translator's from target to source.

    Axes are (layer, head, query, key).
    """
    encoder, translator = network_documents[0].runs
    cross = next(part for part in translator.attention if part.kind == "cross")
    parts = {"encoder": encoder.attention[0], "cross": cross}
    return {kind: np.stack([decode(layer.weights) for layer in part.layers]) for kind, part in parts.items()}
