"""The page's Content Security Policy: it runs our script, shows our style, and can call nobody.

Elements and attributes that hostile text injects neither run nor load: what is not listed is refused.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

SELF = "'self'"
"""Files beside the page; browsers apply it to ``file:`` pages too."""

_TRUSTED_TYPES = "attlas-client attlas-shards svelte-trusted-html"


def hash_source(text: str) -> str:
    """Give the source expression that admits an inline element with exactly this text.

    Source: Content Security Policy Level 3, Section 2.3.1 (hash-source).
    """
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"


def content_policy(*, scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Write the policy of a page whose scripts and styles come from these source expressions.

    Images are made in the page (``data:``, ``blob:``). Trusted Types let the text of a script through only in the
    script that unpacks the client, where its hash is checked still, and script addresses only where the client's own
    policy has checked that they name one of our shards.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            f"style-src {' '.join(styles)}",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            f"trusted-types {_TRUSTED_TYPES}",
        ]
    )
