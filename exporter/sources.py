"""Where models come from: names, folders and hub repositories, before any weights are loaded."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Literal, cast

import torch
import transformers
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers.utils import CONFIG_NAME, cached_file
from transformers.utils.hub import extract_commit_hash

from attlas.precompute.checksums import file_sha256
from attlas.precompute.contract import ModelFile, ModelOrigin
from attlas.precompute.errors import AttlasError
from attlas.precompute.paths import is_there

from .documents import without_surrogates

Task = Literal["classes", "next_token", "masked_tokens", "generated"]
"""What a head predicts; the names are those of the contract's predictions."""

MODEL_FILES = ("*.json", "*.safetensors", "*.bin", "*.model", "*.spm", "*.txt", "*.py")
WEIGHT_FILES = ("*.safetensors", "*.bin", "*.safetensors.index.json")
ADAPTER_CONFIG = "adapter_config.json"

UNREADABLE = (
    *(OSError, ValueError, ImportError),
    *(SafetensorError, StrictDataclassError, UnpicklingError, struct.error),
)
"""What transformers raises for names that it does not know, and files that are missing, damaged or would run code."""


@dataclass(frozen=True)
class ModelSpec:
    """A model as the author named it.

    Parameters
    ----------
    source : str
        Hub name or folder.
    label : str
        Name shown to the reader.
    """

    source: str
    label: str

    @classmethod
    def parse(cls, text: str) -> ModelSpec:
        """Read ``NAME_OR_FOLDER[=LABEL]``; without a label the last part of the name is shown.

        Where there is a folder with '=' in its name, as ``runs/lr=1e-5``, it is meant; of several, the longest name.
        """
        if text.startswith("=") or not text:
            raise AttlasError(f"model {text!r} has no name, expected NAME_OR_FOLDER or NAME_OR_FOLDER=LABEL")
        ends = [place for place, character in enumerate(text) if character == "="]
        folders = (end for end in reversed([*ends, len(text)]) if _folder(text[:end]))
        end = next(folders, min(ends, default=len(text)))
        source, label = text[:end], text[end + 1 :]
        return cls(source=source, label=without_surrogates(label or Path(source).name or source))

    @property
    def folder(self) -> Path | None:
        """The folder it names; None for a hub name."""
        return _folder(self.source)


@dataclass(frozen=True)
class LoadOptions:
    """How to load models; the same for all models of an export.

    Parameters
    ----------
    device : {"auto", "cpu", "cuda", "mps"}
        Where to run; automatic takes an accelerator when there is one.
    dtype : {"auto", "float32", "bfloat16", "float16"}
        Type of the weights; automatic is float32 on the CPU and the checkpoint's own elsewhere.
    revision : str, optional
        Branch, tag or commit of hub models.
    trust_remote_code : bool
        Whether a hub repository may bring its own code.
    device_map : str, optional
        How accelerate spreads a model over devices: 'auto', 'balanced', 'sequential'…; None for one device.
    """

    device: str = "auto"
    dtype: str = "auto"
    revision: str | None = None
    trust_remote_code: bool = False
    device_map: str | None = None

    @property
    def torch_device(self) -> torch.device:
        """The device that `device` means on this machine."""
        available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
        name = self.device
        if name == "auto":
            name = next(device for device in ("cuda", "mps", "cpu") if available[device])
        if not available.get(name, False):
            usable = ", ".join(device for device, there in available.items() if there)
            raise AttlasError(f"device {self.device!r} is not here, expected one of: auto, {usable}")
        return torch.device(name)

    @property
    def torch_dtype(self) -> torch.dtype | Literal["auto"]:
        """The type to ask transformers for."""
        if self.dtype != "auto":
            dtype: torch.dtype = getattr(torch, self.dtype)
            return dtype
        return torch.float32 if self.torch_device.type == "cpu" else "auto"

    @property
    def hub(self) -> dict[str, Any]:
        """Keyword arguments that every `from_pretrained` takes."""
        return {"revision": self.revision or "main", "trust_remote_code": self.trust_remote_code}


def find_model(spec: ModelSpec, options: LoadOptions) -> ModelOrigin:
    """Say where a model comes from without loading its weights.

    Raises
    ------
    AttlasError
        If there is no such folder or hub repository, or the network does not answer.
    """
    folder = spec.folder
    if folder is None:
        read_config(spec, options)
        commit = hub_commit(spec.source, revision=options.revision)
        return ModelOrigin(label=spec.label, name=spec.source, commit=commit, files=())
    if not (folder / "config.json").exists() and not (folder / ADAPTER_CONFIG).exists():
        raise AttlasError(f"{folder} has no config.json, expected a folder written by save_pretrained")
    if not any(path for pattern in WEIGHT_FILES for path in folder.glob(pattern)):
        raise AttlasError(
            f"{folder} holds no weights, expected model.safetensors; save the model with save_pretrained"
        )
    return ModelOrigin(
        label=spec.label, name=folder.resolve().name, commit=None, files=tuple(_hashed_files(folder))
    )


def hub_commit(name: str, *, revision: str | None = None) -> str | None:
    """Find the commit of a hub repository that is on this machine, once its config has been read.

    Parameters
    ----------
    name : str
        Hub name.
    revision : str, optional
        Branch, tag or commit; by default what is current.

    Returns
    -------
    str or None
        None if the machine has no such repository.
    """
    try:
        config = cached_file(name, CONFIG_NAME, revision=revision, local_files_only=True)
    except (OSError, ValueError):
        return None
    return cast("str | None", extract_commit_hash(config, None))


def read_config(spec: ModelSpec, options: LoadOptions) -> Any:
    """Read a model's config."""
    return from_pretrained(transformers.AutoConfig, spec, options)


def from_pretrained(loader: Any, spec: ModelSpec, options: LoadOptions) -> Any:
    """Call a transformers loader; what goes wrong is said in one line.

    Parameters
    ----------
    loader : class
        A model, config or tokenizer class of transformers, or an automatic one.

    Raises
    ------
    AttlasError
        If the name is not known, files are missing, or the network does not answer.
    """
    is_model = not issubclass(loader, transformers.AutoConfig | transformers.AutoTokenizer)
    # Eager attention is what both fall-back captures read; the interface replaces it while it captures.
    extra = {"dtype": options.torch_dtype, "attn_implementation": "eager"} if is_model else {}
    if is_model and options.device_map:
        extra["device_map"] = options.device_map
        _check_accelerate(spec)
    _check_source(spec)
    try:
        return loader.from_pretrained(spec.source, **options.hub, **extra)
    except UNREADABLE as error:
        raise AttlasError(f"cannot load {loader.__name__} of {spec.source!r}: {one_line(error)}") from error


def _folder(name: str) -> Path | None:
    path = Path(name)
    return path if is_there(path) and path.is_dir() else None


def _check_accelerate(spec: ModelSpec) -> None:
    if find_spec("accelerate") is None:
        raise AttlasError(
            f"accelerate, which spreads {spec.source!r} over devices, is not installed; "
            "pip install 'attlas[accelerate]'"
        )


def _check_source(spec: ModelSpec) -> None:
    looks_like_path = spec.source.startswith((".", "/", "~")) or spec.source.count("/") > 1
    if spec.folder is None and (looks_like_path or is_there(Path(spec.source))):
        raise AttlasError(f"{spec.source!r} is not a folder, expected a model folder or a hub name")


def one_line(error: Exception) -> str:
    """Say in a line what a loader raised; of a pickle, transformers opens nothing but tensors."""
    text = str(error)
    if isinstance(error, UnpicklingError | struct.error):
        return (
            "its pickled weights hold more than tensors, or are damaged, so they are not opened; "
            "ask for them as model.safetensors"
        )
    if isinstance(error, SafetensorError):
        return f"its weights are damaged ({text}); copy them again"
    if "couldn't connect" in text or "offline mode" in text:
        return "it is not on this machine and the hub does not answer; check the name, or pass a model folder"
    if "trust_remote_code" in text:
        return "it needs code of its own; read that code, then pass --trust-remote-code"
    if "no file named" in text:
        return "its folder holds no weights, expected model.safetensors"
    first = text.strip().split("\n", 1)[0].strip()
    return first.rstrip(".") or type(error).__name__


def _hashed_files(folder: Path) -> list[ModelFile]:
    paths = {path for pattern in MODEL_FILES for path in folder.glob(pattern) if path.is_file()}
    return [
        ModelFile(name=path.name, n_bytes=path.stat().st_size, sha256=file_sha256(path))
        for path in sorted(paths)
    ]
