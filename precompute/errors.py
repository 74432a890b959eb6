"""The one error that attlas raises on purpose."""


class AttlasError(Exception):
    """Input, model or export that attlas cannot use.

    The message is one line: the value met, what was expected, and the remedy, in that order. The command line
    prints it and exits with code 1.
    """
