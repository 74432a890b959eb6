"""What was measured, as values that travel from the measuring process to the report and into the JSON file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Result(BaseModel):
    """Base of every result: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StartUp(Result):
    """What a process costs before the first document."""

    import_cpu_s: float = Field(description="CPU seconds (user and system) of importing libraries.")
    load_cpu_s: float = Field(description="CPU seconds of reading, hashing, loading and probing the model.")
    describe_cpu_s: float = Field(
        description="CPU seconds of its entry in the manifest, mostly its vocabulary."
    )
    peak_bytes: int = Field(description="Peak resident memory up to then.")


class ExportCost(Result):
    """One text through one model: CPU seconds are medians, memory is the peak of a process of its own."""

    n_tokens: int
    forward_cpu_s: float = Field(description="One eager forward pass that returns its attention.")
    export_cpu_s: float = Field(description="A whole export with the model in memory, its forward included.")
    peer_views_cpu_s: float = Field(
        description="The same for the views that bertviz has too: heads and model."
    )
    build_cpu_s: float = Field(description="One HTML file from the export.")
    forward_peak_bytes: int
    export_peak_bytes: int
    export_bytes: int = Field(description="All files of the export.")
    page_bytes: int = Field(description="The HTML file.")

    @property
    def passes_beyond_forward(self) -> float:
        """CPU time of the export beyond one eager forward, in eager forwards."""
        return self.export_cpu_s / self.forward_cpu_s - 1

    @property
    def passes_beyond_forward_for_peer_views(self) -> float:
        """The same for the views that bertviz has too."""
        return self.peer_views_cpu_s / self.forward_cpu_s - 1


class PeerCost(Result):
    """The views of bertviz from attention that the model has returned already."""

    n_tokens: int
    view_cpu_s: dict[str, float] = Field(description="By view: 'heads', 'model'.")
    view_bytes: dict[str, int] = Field(description="HTML by view.")
    peak_bytes: int = Field(description="Peak of a process that runs the forward and makes both views.")


class CodecCost(Result):
    """One way to store attention, over all layers of one text."""

    name: str
    n_tokens: int
    bytes_per_cell: float = Field(description="Before base64, which adds a third.")
    max_error: float
    mean_error: float
    lost: float = Field(description="Share of the cells above 0.00001 that come back as 0.")
    cpu_ns_per_cell: float = Field(description="CPU nanoseconds to encode a cell; base64 not counted.")


class CrowdCost(Result):
    """An export of many short documents."""

    n_documents: int
    n_tokens: int = Field(description="Tokens of each.")
    forward_cpu_s: float = Field(
        description="Eager forwards of the same texts in batches, attention returned."
    )
    export_cpu_s: float
    peak_bytes: int = Field(description="Peak of the process that exports.")
    n_bytes: int = Field(description="All files of the export.")

    @property
    def passes_beyond_forward(self) -> float:
        """CPU time of the export beyond the eager forwards, in eager forwards."""
        return self.export_cpu_s / self.forward_cpu_s - 1


class LongCost(Result):
    """One document before a model; CPU and memory of processes of their own, loading included."""

    page: str = Field(description="Its file.")
    n_tokens: int
    forward_cpu_s: float = Field(description="One eager forward pass that returns its attention.")
    forward_peak_bytes: int
    export_cpu_s: float
    export_peak_bytes: int
    build_cpu_s: float = Field(description="One HTML file from the export.")
    page_bytes: int


class ScaleResults(Result):
    """What long documents, a large model and very many documents cost."""

    many: CrowdCost
    long: tuple[LongCost, ...]


class ExportResults(Result):
    """All that the measuring process found; the pages it wrote are measured after it."""

    start_up: StartUp
    exports: tuple[ExportCost, ...]
    peers: tuple[PeerCost, ...]
    codecs: tuple[CodecCost, ...]
    crowds: tuple[CrowdCost, ...]


class Spread(Result):
    """Repeated measurements of one thing, in milliseconds."""

    n: int
    least: float
    median: float
    p95: float


class Opening(Result):
    """Openings of a page, each in a new browser."""

    wall: Spread = Field(description="From the navigation to the end of the frame that shows the view.")
    cpu_ms: float = Field(description="CPU time of the page's main thread until then; median.")


class Hover(Result):
    """Moves of the mouse over a view, or of a slider in it."""

    work: Spread = Field(description="From the first handler of a move to the end of the frame it leads to.")
    latency: Spread = Field(description="From the move itself, so waiting for the frame counts too.")
    cpu_ms: float = Field(description="CPU time of the page's main thread for a move; mean.")


class PageCost(Result):
    """One view of one page in Chromium, from disk."""

    view: str = Field(description="Its name, for example 'attlas heads'.")
    n_tokens: int | None = Field(description="Tokens of its text; null for a page of many documents or none.")
    n_bytes: int
    opening: Opening | None = Field(description="Null if the view never came.")
    hover: Hover | None = Field(description="Null where there is nothing to hover, or nothing to see.")


class Measurements(Result):
    """Everything of one run."""

    environment: dict[str, str]
    export: ExportResults
    pages: tuple[PageCost, ...]
    scale: ScaleResults | None = None
