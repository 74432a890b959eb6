"""Runs an export again and again and kills it at random moments: a program of its own, started by `test_killed`.

It loads the libraries once and forks for every run, so that the moments fall into the export and not into imports,
which take longer. No thread runs before a fork.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from importlib import import_module
from pathlib import Path

import torch

from attlas.exporter.run import export

TEXTS = [{"id": f"text {number}", "text": "the cat saw a dog and " * (1 + number)} for number in range(4)]
AHEAD = (
    "scipy.cluster.hierarchy",
    "sklearn.cluster",
    "transformers.models.auto.tokenization_auto",
    "transformers.models.bert.modeling_bert",
    "transformers.models.t5.modeling_t5",
)
"""Modules that an export imports on its way."""

KILLS_OF_ONE = 5
LONGEST = 600.0
"""Seconds after which a run is given up."""

OPTIONS = {
    "views": ["all"],
    "lens": TEXTS,
    "clusters": 2,
    "language": None,
    "batch_size": 2,
    "max_tokens": 16,
    "device": "cpu",
}
"""Everything but the tagging of words, which takes as long as all the rest and writes nothing."""


def run(models: list[str], folder: Path) -> int:
    """Export in a process of its own, and give its number."""
    child = os.fork()
    if child:
        return child
    try:
        torch.set_num_threads(1)
        export(models, TEXTS, folder, **OPTIONS)
    except BaseException as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        sys.stdout.flush()
        os._exit(1)
    os._exit(0)


def ended(child: int, seconds: float) -> bool:
    """Wait for a run; kill it when its time is up. Tell whether it came to its end before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        number, status = os.waitpid(child, os.WNOHANG)
        if number:
            if status:
                raise SystemExit("an export failed; its error stands above")
            return True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def main(root: Path, models: list[str], n_kills: int) -> None:
    """Kill exports until enough are killed; every one is left to end after a few kills."""
    for module in AHEAD:
        import_module(module)
    began = time.monotonic()
    ended(run(models, root / "whole"), LONGEST)
    usual, moments, n_killed, number = time.monotonic() - began, random.Random(0), 0, 0
    while n_killed < n_kills:
        folder, number = root / f"killed-{number}", number + 1
        for _ in range(KILLS_OF_ONE):
            if ended(run(models, folder), moments.uniform(0, usual)):
                break
            n_killed += 1
        else:
            ended(run(models, folder), LONGEST)
    sys.stdout.write(f"killed {n_killed}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3:], int(sys.argv[2]))
