"""The prompts every contender answers."""

from __future__ import annotations

SHORT = "Name three things to see in a harbour town, and say why."

_PASSAGE = """\
The old salt road ran from the coast to the market towns inland, and for four hundred years \
everything that came ashore went along it on the backs of mules. The carriers walked at night in \
summer, because the flies were worse than the dark, and slept at inns that knew each of them by \
the sound of his bells. When the canal was opened the mules were sold within two years, and the \
road was left to shepherds, who had no use for its bridges and let the smaller ones fall. The \
canal in its turn lasted sixty years. It froze in hard winters and ran dry in hot ones, and the \
toll at every lock was argued over so long that the fish was no longer fresh when it arrived. \
The railway came by another valley altogether, to please a landowner who wanted a station near \
his house, and the towns along the road and the canal grew quiet together. \
In recent years walkers have found the road again. The council has put up signs, a bakery has \
opened in what used to be the smithy, and the three bridges that still stand have been repaired \
by volunteers, who found coins between the stones, a child's shoe, and a letter that had never \
been delivered, complaining about the price of salt. Nobody has decided yet what to do with the \
canal. One party wants to fill it with water again and run boats for visitors; another says that \
the frogs, the dragonflies and a rare kind of orchid have lived in the dry bed for generations \
and were there first. A meeting was held in the school, at which everybody spoke and no vote was \
taken. The minutes record that the discussion was lively and that it will be continued, and that \
the tea was provided by the bakery. The railway station, whose last train left before anybody at \
the meeting was born, has been bought by a couple who repair clocks. All of theirs show the right \
time, which visitors find surprising in a place where so little has happened on schedule."""

LONG = f"Read this and tell me in three sentences what happened.\n\n{_PASSAGE}"

TEXTS = (SHORT, LONG)


def question(text: str, labels: list[str]) -> str:
    """Ask a model that only writes for a label."""
    choice = ", ".join(labels[:-1]) + f" or {labels[-1]}"
    return f"Is the sentiment of this text {choice}? Answer with one word only.\n\nText: {text}"
