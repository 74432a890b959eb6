"""``python -m attlas`` is the ``attlas`` command."""

from attlas.cli import main

main()
