"""An export that is killed, wherever it is, goes on and ends with the bytes it would have had."""

import subprocess
import sys
from pathlib import Path

from tiny import save_tiny

N_KILLS = 50


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_exports_that_were_killed_fifty_times_end_with_the_same_bytes(tmp_path):
    models = [
        str(save_tiny(tmp_path / "encoder", "bert", "classes")),
        str(save_tiny(tmp_path / "translator", "t5", "generated")),
    ]
    program = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path), str(N_KILLS), *models],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    n_killed = int(done.stdout.split()[-1])
    assert n_killed >= N_KILLS
    whole, killed = content(tmp_path / "whole"), sorted(tmp_path.glob("killed-*"))
    assert killed
    for folder in killed:
        assert content(folder) == whole, folder.name
