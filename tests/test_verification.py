"""Whether an export is whole: every file is read, and what was done to it is said by file."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import orjson
import pytest
from click.testing import CliRunner

from attlas import AttlasError, export, from_tensors, verify
from attlas.cli import main
from attlas.exporter.rerun import differences
from attlas.precompute.codec import decode_codes, pack
from attlas.precompute.contract import ModelRun, PackedArray
from attlas.site_template.reader import open_export, read_document
from tiny import save_tiny

TEXTS = [
    {"text": "The cat did not see the dog.", "label": "calm", "title": "One"},
    {"text": "The dog ran.", "text_b": "It barked."},
    {"text": "It rained all day."},
]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", "classes")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, model):
    return export([str(model)], TEXTS, tmp_path_factory.mktemp("made") / "x.export", views=["all"])


@pytest.fixture
def made(tmp_path, whole):
    """An export to be harmed."""
    return Path(copytree(whole, tmp_path / "x.export"))


def edit(path, change):
    content = orjson.loads(path.read_bytes())
    change(content)
    path.write_bytes(orjson.dumps(content))


def layer_of(content):
    return content["runs"][0]["attention"][0]["layers"][0]


@pytest.mark.parametrize(
    ("family", "task", "options"),
    [
        ("gpt2", "next_token", {"generate": 3}),
        ("llama", "next_token", {"window": (2, 5)}),
        ("marian", "generated", {"max_tokens": 8}),
        ("bert", "classes", {"lens": TEXTS, "clusters": 2}),
    ],
)
def test_nothing_is_wrong_with_an_export(tmp_path, family, task, options):
    folder = save_tiny(tmp_path / "tiny", family, task)
    texts = [{"text": each["text"]} for each in TEXTS]
    made = export([str(folder)], texts, tmp_path / "x.export", views=["all"], **options)
    assert verify(made) == []
    assert verify(made, rerun=2, models=[str(folder)]) == []


def test_a_missing_and_a_cut_file_are_named(made):
    (made / "documents" / "1.json").unlink()
    cut = made / "documents" / "2.json"
    cut.write_bytes(cut.read_bytes()[:-100])
    faults = verify(made)
    assert [Path(fault.split(" is ")[0]).name for fault in faults] == ["1.json", "2.json"]
    assert ("missing" in faults[0], "damaged (not JSON" in faults[1]) == (True, True)


def test_a_text_that_was_edited_is_found_by_its_hash(made):
    edit(made / "documents" / "3.json", lambda content: content.update(text="It rained all night."))
    of_file, of_texts = verify(made)
    assert "3.json: has other content than SHA256SUMS records" in of_file
    assert "the documents' texts, labels or order have sha256" in of_texts


def test_a_label_that_is_not_the_manifests_is_found(made):
    edit(made / "documents" / "1.json", lambda content: content.update(label="wild"))
    assert any("has the title 'One' and the label 'wild'" in fault for fault in verify(made))


def test_weights_of_another_head_are_found_by_the_vectors(made):
    def swap(content):
        layers = content["runs"][0]["attention"][0]["layers"]
        layers[0]["weights"], layers[1]["weights"] = layers[1]["weights"], layers[0]["weights"]

    edit(made / "documents" / "1.json", swap)
    faults = verify(made)
    assert [fault.partition(": ")[2].partition(":")[0] for fault in faults] == [
        "runs.0.attention.0.layers.0.vectors.query",
        "runs.0.attention.0.layers.1.vectors.query",
    ]


def test_vectors_that_do_not_fit_are_named(made):
    def misplace(content):
        layer_of(content)["vectors"]["key_heads"][0] = 9

    edit(made / "documents" / "1.json", misplace)
    assert all("layers.0.vectors." in fault for fault in verify(made))
    assert verify(made)


def test_damage_to_the_averages_is_found(made):
    def double(content):
        layer = content["patterns"][0]["layers"][1]
        layer["patterns"]["scale"] = 2.0

    edit(made / "corpus" / "m0.json", double)
    faults = verify(made)
    assert all("m0.json: patterns.0.layers.1.patterns: " in fault for fault in faults)
    assert "its codes make 0.00783" in faults[0]
    assert "sums to 2." in faults[1]


@pytest.fixture(scope="module")
def usual(tmp_path_factory, model):
    """Make an export without vectors, against which weights could be held."""
    return export([str(model)], TEXTS, tmp_path_factory.mktemp("usual") / "x.export")


def swap_layers(content):
    layers = content["runs"][0]["attention"][0]["layers"]
    layers[0]["weights"], layers[1]["weights"] = layers[1]["weights"], layers[0]["weights"]


def turn_rows(content):
    weights = PackedArray.model_validate(layer_of(content)["weights"])
    layer_of(content)["weights"] = pack(decode_codes(weights)[..., ::-1]).model_dump()


def rewrite_token(content):
    content["runs"][0]["source"]["tokens"][1] = "a"


def count_others(content):
    content["parts"][0]["n_types"] += 1


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("documents/1.json", swap_layers),
        ("documents/1.json", turn_rows),
        ("documents/1.json", rewrite_token),
        ("statistics/m0.json", count_others),
        ("manifest.json", lambda content: content["models"][0].update(label="another")),
    ],
)
def test_an_edit_that_leaves_plausible_numbers_is_found_by_its_hash(tmp_path, usual, file, change):
    made = Path(copytree(usual, tmp_path / "x.export"))
    assert verify(made) == []
    edit(made / file, change)
    (fault,) = verify(made)
    assert fault == f"{made / file}: has other content than SHA256SUMS records; export again"


def test_a_prediction_that_is_not_the_manifests_is_found(tmp_path, usual):
    made = Path(copytree(usual, tmp_path / "x.export"))

    def prefer(content):
        content["runs"][0]["prediction"]["classes"][0]["probability"] = 1.0

    edit(made / "documents" / "1.json", prefer)
    assert any(
        "1.json: runs.0: has probability 1.0, the manifest lists 0." in fault for fault in verify(made)
    )


@pytest.mark.parametrize(
    ("family", "task", "change"),
    [
        (
            "gpt2",
            "next_token",
            lambda run: run["prediction"]["tokens"][0].update(label="other", probability=0.99),
        ),
        (
            "gpt2",
            "next_token",
            lambda run: run["continuation"]["steps"][0]["tokens"][0].update(probability=0.99),
        ),
        ("gpt2", "next_token", lambda run: run["continuation"].update(text="other")),
        ("marian", "generated", lambda run: run["prediction"].update(text="other")),
        (
            "bert",
            "masked_tokens",
            lambda run: run["prediction"]["positions"][0]["tokens"][0].update(probability=1),
        ),
    ],
)
def test_every_prediction_is_computed_again(tmp_path, family, task, change):
    folder = save_tiny(tmp_path / "tiny", family, task)
    text = "The cat did not [MASK] the dog." if family == "bert" else "The cat did not see the dog."
    made = export(
        [str(folder)],
        [{"text": text}],
        tmp_path / "x.export",
        max_tokens=12,
        generate=2 if family == "gpt2" else None,
    )
    assert verify(made, rerun=1, models=[str(folder)]) == []
    run = open_export(made)
    document = read_document(run, run.manifest.documents[0])
    content = orjson.loads((made / "documents" / "1.json").read_bytes())["runs"][0]
    change(content)
    (fault,) = differences(ModelRun.model_validate(content), document.runs[0])
    assert "run again" in fault


def test_an_error_that_is_stated_too_small_is_found(made):
    edit(made / "documents" / "1.json", lambda content: layer_of(content)["weights"].update(max_error=1e-9))
    faults = verify(made)
    assert "layers.0.weights: states an error of 1e-09, its codes make 0.00391" in faults[0]


def test_the_list_of_hashes_is_what_the_usual_program_checks(made):
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], check=True, cwd=made)
    listed = {line.split("  ")[1] for line in (made / "SHA256SUMS").read_text("utf-8").splitlines()}
    files = {str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()}
    assert listed == files - {"SHA256SUMS"}


def test_a_list_of_hashes_that_is_missing_or_damaged_is_named(made):
    (made / "SHA256SUMS").write_text("no hashes\n", "utf-8")
    (fault,) = verify(made)
    assert "SHA256SUMS is damaged, expected a hash and a name per line" in fault
    (made / "SHA256SUMS").unlink()
    (fault,) = verify(made)
    assert "SHA256SUMS is missing" in fault


def test_damage_to_the_statistics_is_found(made):
    def cut(content):
        scores = content["parts"][0]["scores"][0]
        scores["means"]["data"] = "AAAA"

    edit(made / "statistics" / "m0.json", cut)
    (fault,) = verify(made)
    assert "m0.json" in fault


def test_a_model_that_changed_is_found_by_running_it_again(tmp_path, made, model):
    other = save_tiny(tmp_path / "tiny", "bert", "classes", seed=7)
    faults = verify(made, rerun=1, models=[str(other)])
    assert "model.safetensors has other content" in faults[0]
    assert any("layer 0 is off by" in fault for fault in faults)
    assert all("2.json" not in fault for fault in faults[1:])


def test_a_hub_model_is_run_as_it_was_then(tmp_path):
    """The recorded commit, whatever the name stands for by now; from a cache, as the hub's own library keeps it."""
    repository = tmp_path / "hub" / "models--atlas--tiny"
    (repository / "refs").mkdir(parents=True)
    for seed, commit in enumerate(("a" * 40, "b" * 40)):
        save_tiny(repository / "snapshots" / commit, "bert", "classes", seed=seed)
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}

    def run(*arguments: str) -> None:
        command = [sys.executable, "-m", "attlas", *arguments]
        done = subprocess.run(
            command, check=False, env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    (repository / "refs" / "main").write_text("a" * 40)
    (tmp_path / "texts.txt").write_text("the cat saw a dog")
    run("export", "texts.txt", "--model", "atlas/tiny", "-o", "x.export")
    assert (
        orjson.loads((tmp_path / "x.export" / "manifest.json").read_bytes())["models"][0]["commit"]
        == "a" * 40
    )
    (repository / "refs" / "main").write_text("b" * 40)
    run("verify", "x.export", "--rerun", "1")


def test_a_model_from_a_folder_must_be_named(made):
    with pytest.raises(AttlasError, match="came from a folder, whose path an export does not keep"):
        verify(made, rerun=1)
    with pytest.raises(AttlasError, match="2 models are named, expected 1"):
        verify(made, rerun=1, models=["a", "b"])


def test_what_was_given_cannot_be_run_again(tmp_path):
    made = from_tensors(["a", "b"], [[[[0.5, 0.5], [1.0, 0.0]]]], output=tmp_path / "x.export")
    assert verify(made) == []
    with pytest.raises(AttlasError, match="was not run by attlas"):
        verify(made, rerun=1)


def test_the_command_lists_faults_and_exits_with_1(made, model):
    sound = CliRunner().invoke(main, ["verify", str(made), "--rerun", "2", "--model", str(model)])
    assert (sound.exit_code, sound.stdout) == (0, ""), sound.output
    assert "nothing is wrong" in sound.stderr
    (made / "documents" / "2.json").write_bytes(b"{}")
    broken = CliRunner().invoke(main, ["verify", str(made)])
    assert (broken.exit_code, len(broken.stdout.splitlines())) == (1, 1)
    assert "2.json is damaged" in broken.stdout
