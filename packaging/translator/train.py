"""Step 2: the training loop; stopped, killed and gone on with at any moment."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import FrameType

import torch
from torch import Tensor
from torch.nn import functional

from translator import batches, device, optimiser, schedule
from translator.batches import Batch, Tags
from translator.checkpoint import Checkpoint, Progress
from translator.evaluate import torch_scores
from translator.journal import Journal
from translator.languages import directions
from translator.metadata import Training
from translator.model import Translator
from translator.prepare import Prepared
from translator.settings import PRESETS, Pace, Shape

_LOG_EVERY = 20  # steps


@dataclass(frozen=True)
class Options:
    """One run. The budget is ``hours``, over all its sessions, or ``steps`` where these are
    given; a session ends earlier after ``stop_after`` hours."""

    work: Path
    preset: str = "cpu"
    hours: float = 2.5
    steps: int = 0
    stop_after: float = 0.0
    rate: float = 0.0  # 0: the preset's
    batch_tokens: int = 0  # 0: the preset's
    optimiser: str = "muon"
    smoothing: float = 0.1
    temperature: float = 1.5
    favour: Mapping[str, float] = field(default_factory=dict)  # by direction, such as "en-fr"; 1
    average: float = 0.998  # how much of the averaged weights stays each step
    seed: int = 1
    threads: int = 0  # 0: PyTorch's own choice
    device: str = "auto"
    precision: str = "auto"
    compiled: bool = False
    save_minutes: float = 5.0
    evaluate_minutes: float = 20.0
    evaluate_sentences: int = 60  # of each direction
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True)
class Start:
    """Weights to begin with, of a file, and how far their training was."""

    shape: Shape
    weights: dict[str, Tensor]
    training: Training


class Trainer:
    """A run in memory."""

    def __init__(self, options: Options, prepared: Prepared, start: Start | None = None) -> None:
        self.options = options
        self.preset = PRESETS[options.preset]
        self.prepared = prepared
        self.checkpoint_file = options.work / "checkpoint.pt"
        self.journal = Journal(options.work / "log.jsonl")
        if options.threads:
            torch.set_num_threads(options.threads)
        torch.manual_seed(options.seed)
        self.device = device.choose_device(options.device)
        self.precision = device.choose_precision(options.precision, self.device)
        shape = start.shape if start else self.preset.shape
        model = Translator(shape, len(prepared.vocabulary), self.preset.dropout)
        self.model = model.to(self.device)
        rate = options.rate or self.preset.rate
        self.optimisers = optimiser.build(self.model, rate, options.optimiser, self.precision)
        self.tags = Tags.of(prepared.vocabulary, ("en", *prepared.partners))
        self.names = directions(prepared.partners)
        self.progress = Progress(tokens={one.name: 0 for one in self.names})
        self.interrupted = False
        self._lately = torch.zeros((), device=self.device)  # sum of losses since the last line
        self._steps_lately = 0
        if start:
            self._begin_with(start)
        self.average = {name: value.clone() for name, value in self._weights().items()}
        self._loss = (
            torch.compile(self._plain_loss, dynamic=True) if options.compiled else self._plain_loss
        )

    def run(self) -> bool:
        """Train until the budget or the session is over; whether the budget is.

        ``interrupted`` then says whether a signal ended it.
        """
        if self.fraction >= 1:
            return True
        began = saved = judged = monotonic()
        already = self.progress.seconds
        self._announce()
        with _stop_signals() as stopped:
            for batch, counts in self._batches():
                self._lately += self._step(batch)
                self._steps_lately += 1
                self._count(counts)
                now = monotonic()
                self.progress.seconds = already + now - began
                self._log()
                if now - judged > 60 * self.options.evaluate_minutes:
                    self._judge()
                    judged = monotonic()
                if now - saved > 60 * self.options.save_minutes:
                    self.save()
                    saved = monotonic()
                session_over = 0 < 3600 * self.options.stop_after < now - began
                if stopped or session_over or self.fraction >= 1:
                    break
        self.interrupted = bool(stopped)
        self.save()
        self._judge()
        return self.fraction >= 1

    @property
    def fraction(self) -> float:
        """How much of the budget is spent."""
        if self.options.steps:
            return self.progress.steps / self.options.steps
        return self.progress.seconds / (3600 * self.options.hours)

    def save(self) -> None:
        """Write the checkpoint."""
        Checkpoint(
            self.model.shape,
            self.prepared.partners,
            self.progress,
            self._weights(),
            self.average,
            [one.state_dict() for one in self.optimisers],
            torch.get_rng_state(),
        ).save(self.checkpoint_file)

    def resume(self, found: Checkpoint) -> None:
        """Go on where the checkpoint was written. Raises RuntimeError for another shape."""
        self.model.load_state_dict(found.weights, strict=True)
        self.average = {name: value.to(self.device) for name, value in found.average.items()}
        for one, state in zip(self.optimisers, found.optimisers, strict=True):
            one.load_state_dict(state)
        torch.set_rng_state(found.random)
        self.progress = found.progress

    def _begin_with(self, start: Start) -> None:
        self.model.load_state_dict(start.weights, strict=True)
        self.progress.steps = start.training.steps
        self.progress.seconds = start.training.seconds
        self.progress.tokens |= start.training.tokens
        self.progress.started_at = self.fraction
        # The order of the epochs that were seen is not known here: begin with one that was not.
        self.progress.epoch = 1000 + start.training.steps

    def _batches(self) -> Iterator[tuple[Batch, list[int]]]:
        while True:
            order = batches.plan(
                self.prepared.corpus,
                self.options.seed,
                self.progress.epoch,
                self.options.batch_tokens or self.preset.batch_tokens,
                self.options.temperature,
                [self.options.favour.get(one.name, 1.0) for one in self.names]
                if self.options.favour
                else (),
            )
            while self.progress.batch < len(order):
                items = order[self.progress.batch]
                self.progress.batch += 1
                counts = batches.inputs_by_direction(self.prepared.corpus, items, self.names)
                yield batches.compose(self.prepared.corpus, self.tags, items), counts.tolist()
            self.progress.epoch += 1
            self.progress.batch = 0

    def _step(self, batch: Batch) -> Tensor:
        rate = schedule.factor(
            self.fraction, self.options.pace, self.fraction - self.progress.started_at + 1e-4
        )
        for one in self.optimisers:
            for group in one.param_groups:
                group["lr"] = group["peak"] * rate
        arrays = (batch.tokens, batch.places, batch.wanted)
        tensors = [torch.from_numpy(one).to(self.device, non_blocking=True) for one in arrays]
        mixed = self.precision != torch.float32
        with torch.autocast(self.device.type, self.precision, enabled=mixed):
            loss = self._loss(*tensors)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for one in self.optimisers:
            one.step()
            one.zero_grad(set_to_none=True)
        self.progress.steps += 1
        self._follow()
        return loss.detach()

    def _plain_loss(self, tokens: Tensor, places: Tensor, wanted: Tensor) -> Tensor:
        logits = self.model.logits(self.model(tokens, places)).float()
        return functional.cross_entropy(logits, wanted, label_smoothing=self.options.smoothing)

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average; over fewer steps while there are few."""
        stays = min(self.options.average, self.progress.steps / (self.progress.steps + 9))
        present = self._weights()
        values = [present[name] for name in self.average]
        torch._foreach_lerp_(list(self.average.values()), values, 1 - stays)

    def _weights(self) -> dict[str, Tensor]:
        return {name: value.detach() for name, value in self.model.state_dict().items()}

    def _count(self, counts: list[int]) -> None:
        for one, count in zip(self.names, counts, strict=True):
            self.progress.tokens[one.name] += count

    def _announce(self) -> None:
        shape = self.model.shape
        self.journal.add(
            "start",
            parameters=shape.parameters(len(self.prepared.vocabulary)),
            device=str(self.device),
            precision=str(self.precision),
            threads=torch.get_num_threads(),
            optimiser=self.options.optimiser,
            compiled=self.options.compiled,
            steps=self.progress.steps,
            fraction=self.fraction,
        )

    def _log(self) -> None:
        """The mean loss of the steps since the last line: batches of short sentences lose less."""
        if self.progress.steps % _LOG_EVERY:
            return
        loss = float(self._lately) / self._steps_lately
        self._lately.zero_()
        self._steps_lately = 0
        self.journal.add(
            "step",
            steps=self.progress.steps,
            tokens=sum(self.progress.tokens.values()),
            seconds=self.progress.seconds,
            fraction=self.fraction,
            rate=self.optimisers[0].param_groups[0]["lr"],
            loss=loss,
        )

    def _judge(self) -> None:
        """Greedy BLEU of the averaged weights on the first dev sentences of each direction."""
        model = Translator(self.model.shape, len(self.prepared.vocabulary)).to(self.device)
        model.load_state_dict(self.average)
        results = torch_scores(model, self.prepared, self.options.evaluate_sentences)
        self.journal.add(
            "dev",
            steps=self.progress.steps,
            tokens=sum(self.progress.tokens.values()),
            by_direction=self.progress.tokens,
            bleu={one.direction: round(one.bleu, 2) for one in results},
            chrf={one.direction: round(one.chrf, 2) for one in results},
        )


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """A list that SIGTERM and Ctrl-C put something into."""
    heard: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    before = {one: signal.signal(one, note) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield heard
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
