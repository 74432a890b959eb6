"""The browsers of this machine, and how they are started."""

from __future__ import annotations

import os
import shutil

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""Quiet, and with no name but the loopback address resolved: nothing on the network can be reached."""


def chromium() -> str | None:
    """Find Chromium: the variable CHROMIUM, or by its names."""
    return _find("CHROMIUM", "chromium", "chromium-browser", "google-chrome")


def firefox() -> str | None:
    """Find Firefox: the variable FIREFOX, or by its names."""
    return _find("FIREFOX", "firefox-esr", "firefox")


def _find(variable: str, *names: str) -> str | None:
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
