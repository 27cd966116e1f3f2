"""The recipe's command: ``python packaging/translator/recipe.py STEP ...``; see the README.

prepare DATA      vocabulary and encoded pairs from the data folder
train             until the budget is spent; again with the same words to go on
resume            the same, from a checkpoint or ``--from-gguf FILE``
convert           the averaged weights as a GGUF file, and how much each input matters
quantise          that file in fewer bits
evaluate [FILE]   BLEU and chrF++ of a checkpoint, or of a GGUF file through the engine
plot              the log's picture
ship TYPE         put the file of this type into the program, with its card and its hash
all DATA          everything in this order
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from translator import engine, evaluate
from translator.data import DevItem
from translator.journal import Journal, plot, read
from translator.languages import PARTNERS, directions
from translator.settings import PRESETS, Pace

if TYPE_CHECKING:
    from translator.prepare import Prepared

_INTERRUPTED = 3  # exit status: a signal came, and the steps after this one are not done
_TYPES = ("Q8_0", "Q5_K_M", "Q4_K_M", "Q4_0")


def main(arguments: list[str] | None = None) -> int:
    """Run a step."""
    options = _parser().parse_args(arguments)
    result: int = options.run(options)
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="recipe.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--work", type=Path, default=engine.ROOT / "build" / "translator")
    common.add_argument("--seed", type=int, default=1)
    parents = {
        "prepare": [common, _prepare_options()],
        "train": [common, _train_options()],
        "resume": [common, _train_options()],
        "convert": [common],
        "quantise": [common, _engine_options()],
        "evaluate": [common, _engine_options()],
        "plot": [common],
        "ship": [common],
        "all": [common, _prepare_options(), _train_options(), _engine_options()],
    }
    runs = {"prepare": _prepare, "train": _train, "resume": _train, "convert": _convert}
    runs |= {
        "quantise": _quantise,
        "evaluate": _evaluate,
        "plot": _plot,
        "ship": _ship,
        "all": _all,
    }
    made = {}
    for name, extra in parents.items():
        made[name] = steps.add_parser(name, parents=extra, help=str(runs[name].__doc__))
        made[name].set_defaults(run=runs[name], step=name, file=None)
    made["evaluate"].add_argument("file", nargs="?", type=Path, help="a checkpoint or GGUF file")
    made["evaluate"].add_argument("--limit", type=int, default=0, help="sentences a direction")
    made["evaluate"].add_argument(
        "--beams", type=int, default=0, help="of GGUF files (default: as the file wants)"
    )
    made["all"].set_defaults(limit=0, beams=0)
    made["ship"].add_argument("type", metavar="TYPE", help="such as Q4_0")
    made["ship"].add_argument("--to", type=Path, default=engine.ROOT / "resources" / "models")
    return parser


def _prepare_options() -> argparse.ArgumentParser:
    group = argparse.ArgumentParser(add_help=False)
    group.add_argument("data", type=Path, help="folder with en-XX.train.tsv.gz and en-XX.dev.tsv")
    group.add_argument("--partners", nargs="+", default=list(PARTNERS), choices=PARTNERS)
    group.add_argument("--vocabulary", type=int, default=8192, help="tokens (default 8192)")
    group.add_argument("--vocabulary-of", type=Path, metavar="GGUF", help="keep that file's")
    group.add_argument("--rows", type=int, default=0, help="pairs of each language; 0: all")
    group.add_argument("--join", type=float, default=0.05, help="share of joined pairs added")
    return group


def _train_options() -> argparse.ArgumentParser:
    group = argparse.ArgumentParser(add_help=False)
    add = group.add_argument
    add("--preset", choices=PRESETS, default="", help="default: gpu where there is one, else cpu")
    add("--hours", type=float, default=2.5, help="the whole budget, all sessions together")
    add("--steps", type=int, default=0, help="a budget in steps instead")
    add("--stop-after", type=float, default=0.0, help="hours of this session; the rest later")
    add("--from-gguf", type=Path, metavar="FILE", help="begin with these weights")
    add("--rate", type=float, default=0.0, help="highest learning rate (default: the preset's)")
    add("--batch-tokens", type=int, default=0)
    add("--optimiser", choices=("muon", "adamw"), default="muon")
    add("--smoothing", type=float, default=0.1)
    add("--temperature", type=float, default=1.5)
    add("--favour", type=_favour, default={}, metavar="en-fr=1.5,...", help="draw these more often")
    add("--decay", type=float, default=Pace().decay, help="part of the budget with a falling rate")
    add("--threads", type=int, default=0)
    add("--device", default="auto")
    add("--precision", choices=("auto", "bf16", "fp32"), default="auto")
    add(
        "--compile",
        action="store_true",
        dest="compiled",
        help="torch.compile; needs a C++ compiler",
    )
    add("--save-minutes", type=float, default=5.0)
    add("--evaluate-minutes", type=float, default=20.0)
    add("--evaluate-sentences", type=int, default=60)
    return group


def _favour(text: str) -> dict[str, float]:
    """How often the items of some directions are drawn. Raises ValueError."""
    found = {
        name: float(times) for name, _, times in (one.partition("=") for one in text.split(","))
    }
    if unknown := found.keys() - {one.name for one in directions()}:
        raise ValueError(f"no such direction: {', '.join(sorted(unknown))}")
    return found


def _engine_options() -> argparse.ArgumentParser:
    group = argparse.ArgumentParser(add_help=False)
    group.add_argument("--python", type=Path, default=engine.default_python())
    group.add_argument("--types", nargs="+", default=list(_TYPES), metavar="TYPE")
    group.add_argument("--engine-threads", type=int, default=2)
    group.add_argument(
        "--importance", action="store_true", help="keep inputs more exactly that matter more"
    )
    return group


def _prepare(options: argparse.Namespace) -> int:
    """Make the vocabulary and encode the pairs"""
    from translator.prepare import Choices, prepare

    vocabulary = None
    if options.vocabulary_of:
        from translator.convert import from_gguf

        _, vocabulary = from_gguf(options.vocabulary_of)
    choices = Choices(
        tuple(options.partners), options.vocabulary, options.rows, options.join, options.seed
    )
    done = prepare(options.data, options.work, choices, vocabulary)
    Journal(options.work / "log.jsonl").add("prepared", **done)
    return 0


def _train(options: argparse.Namespace) -> int:
    """train, or go on where the checkpoint is"""
    from translator import prepare
    from translator.checkpoint import Checkpoint
    from translator.convert import from_gguf
    from translator.train import Options, Trainer

    names = {field.name for field in dataclasses.fields(Options)}
    given = {name: value for name, value in vars(options).items() if name in names}
    given["preset"] = options.preset or _preset_here()
    found = Options(**given, pace=dataclasses.replace(Pace(), decay=options.decay))
    prepared = prepare.load(options.work)
    checkpoint = options.work / "checkpoint.pt"
    if checkpoint.exists():  # also where a file was given: it is where that run began
        trainer = Trainer(found, prepared)
        trainer.resume(Checkpoint.load(checkpoint))
    elif options.from_gguf:
        start, vocabulary = from_gguf(options.from_gguf)
        if vocabulary != prepared.vocabulary:
            print("the file has another vocabulary: prepare with --vocabulary-of", file=sys.stderr)
            return 2
        trainer = Trainer(found, prepared, start)
    elif options.step == "resume":
        print(f"there is no {checkpoint} and no --from-gguf", file=sys.stderr)
        return 2
    else:
        trainer = Trainer(found, prepared)
    finished = trainer.run()
    print("the budget is spent" if finished else "stopped; the same command goes on")
    return _INTERRUPTED if trainer.interrupted else 0


def _preset_here() -> str:
    import torch

    return "gpu" if torch.cuda.is_available() else "cpu"


def _convert(options: argparse.Namespace) -> int:
    """Write the averaged weights as F16 and F32 GGUF files, and how much each input matters"""
    from translator import importance, prepare
    from translator.checkpoint import Checkpoint
    from translator.convert import to_gguf
    from translator.vocabulary import Vocabulary

    found = Checkpoint.load(options.work / "checkpoint.pt")
    vocabulary = Vocabulary.load(options.work / "vocabulary.json")
    for kind in ("F32", "F16"):
        to_gguf(found, vocabulary, _model_file(options, kind), kind)
        print(_model_file(options, kind))
    tensors = importance.measure(found, prepare.load(options.work), options.seed)
    importance.write(_importance_file(options), tensors)
    print(_importance_file(options))
    return 0


def _quantise(options: argparse.Namespace) -> int:
    """Make the smaller files from the F32 one"""
    for kind in options.types:
        target = _model_file(options, kind)
        importance = _importance_file(options) if options.importance else None
        engine.quantise(_model_file(options, "F32"), target, kind, options.python, importance)
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    """Score a checkpoint or a GGUF file; without one, all that there are"""
    from translator import prepare

    prepared = prepare.load(options.work)
    items = evaluate.chosen(prepared.dev, options.limit)
    files = (
        [options.file]
        if options.file
        else [
            options.work / "checkpoint.pt",
            *(_model_file(options, kind) for kind in ("F16", *options.types)),
        ]
    )
    journal = Journal(options.work / "log.jsonl")
    for file in files:
        if file.suffix == ".gguf":
            _score_gguf(file, items, options, journal)
        else:
            _score_checkpoint(file, prepared, options.limit, journal)
    return 0


def _plot(options: argparse.Namespace) -> int:
    """Draw the log's picture"""
    picture = options.work / "log.png"
    plot(read(options.work / "log.jsonl"), picture)
    print(picture)
    return 0


def _ship(options: argparse.Namespace) -> int:
    """Put the file of one type into the program"""
    from translator.ship import ship

    log = options.work / "log.jsonl"
    try:
        ship(_model_file(options, options.type), read(log) if log.exists() else [], options.to)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(options.to)
    return 0


def _all(options: argparse.Namespace) -> int:
    """prepare, train, convert, quantise, evaluate, plot"""
    for step in (_prepare, _train, _convert, _quantise, _evaluate, _plot):
        if step is _prepare and (options.work / "checkpoint.pt").exists():
            continue  # a run goes on with the vocabulary it began with
        if status := step(options):
            return status
    return 0


def _score_gguf(
    file: Path, items: list[DevItem], options: argparse.Namespace, journal: Journal
) -> None:
    results, found = evaluate.engine_scores(
        file, items, options.python, options.engine_threads, options.beams
    )
    journal.add(
        "evaluated",
        file=file.name,
        bytes=file.stat().st_size,
        beams=found.beams,
        words_per_second=found.speed.words_per_second,
        tokens_per_second=found.speed.tokens_per_second,
        **_by_direction(results),
    )


def _score_checkpoint(file: Path, prepared: Prepared, limit: int, journal: Journal) -> None:
    from translator.convert import model_state
    from translator.model import Translator

    shape, state = model_state(file)
    model = Translator(shape, len(prepared.vocabulary))
    model.load_state_dict(state)
    results = evaluate.torch_scores(model, prepared, limit)
    journal.add("evaluated", file=file.name, **_by_direction(results))


def _by_direction(results: list[evaluate.Result]) -> dict[str, dict[str, float]]:
    return {
        "sentences": {one.direction: one.sentences for one in results},
        "bleu": {one.direction: round(one.bleu, 2) for one in results},
        "chrf": {one.direction: round(one.chrf, 2) for one in results},
    }


def _model_file(options: argparse.Namespace, kind: str) -> Path:
    work: Path = options.work
    return work / f"translator-{kind}.gguf"


def _importance_file(options: argparse.Namespace) -> Path:
    work: Path = options.work
    return work / "importance.gguf"


if __name__ == "__main__":
    sys.exit(main())
