"""The built-in translator on everyday sentences of our own, both ways, by chrF++."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_lm import bootstrap
from desktop_lm.bench.translation.parallel_text import read
from desktop_lm.bench.translation.scores import score
from desktop_lm.bench.translation.translator import OWNER, Translator
from desktop_lm.cli.session import Session
from desktop_lm.tasks.translation.prompt import Direction

DATA = Path(__file__).parents[1] / "data" / "parallel"
# Some ten points below what it came to when this was written: a floor, not an aim.
FLOORS = {
    ("en", "fr"): 78,
    ("en", "de"): 78,
    ("en", "es"): 83,
    ("en", "zh"): 54,
    ("fr", "en"): 66,
    ("de", "en"): 72,
    ("es", "en"): 68,
    ("zh", "en"): 62,
}


@pytest.mark.model
def test_the_built_in_translator_comes_near_to_what_people_wrote() -> None:
    found: dict[tuple[str, str], float] = {}
    with Session(bootstrap.build_runner()) as session:
        session.open_model(bootstrap.translation_model("en", "fr"), OWNER)
        for pair in FLOORS:
            text = read(DATA / f"en-{max(pair, key=lambda code: code != 'en')}.tsv", pair=pair)
            assert text.swapped == (pair[0] != "en")
            written, _ = Translator(session, Direction(*pair)).translate(text.sources)
            found[pair] = score(written, text, pair[1]).chrf
    assert {pair: chrf for pair, chrf in found.items() if chrf < FLOORS[pair]} == {}
