"""The words whose probability behind a text is looked at.

Each is one token of the starter model's vocabulary, as of most. A model's last layer is a matrix,
so that the logits of enough unlike words tell much of what it has in mind about the text: also
whether it is a fact or a complaint, for which there is no one word.
"""

from __future__ import annotations

_FEELINGS = """
good okay bad great terrible excellent awful wonderful horrible amazing worst best perfect poor
brilliant boring lovely dull beautiful ugly happy sad love hate fun funny angry nice weak fine
stupid superb disappointing impressive wrong moving annoying enjoyable silly neutral mixed
average normal unclear interesting confused surprised curious positive negative thanks sorry
fair strong empty powerful fresh slow clever cheap honest sweet scary
"""

# Common English words, of which each says as much as possible that those before it do not: chosen
# one after the other by what is left of their logits behind 4,000 texts.
_OTHERS = """
aboard accent account active affairs animal anticipated appointments asks athlete backed bars
basket begun believed bench between billion branch camping cares carrying cave chain cheating
chemical cherry children city climb comic communication company complaint contagious course
cream create crow defendant department developing dictionary difficulty digging dinosaurs
diseases doors double doubt drivers dying elected event everything everywhere example fall favor
feels financial finger flag flew focus foreigners form fortunate found fountain fuel gifted
gloves goat gold grapes ground hall heavily heels here humming hung immediate immigrants
increased instead interrupted judging knew lessons letter like lived loose loud magazines math
maybe meeting melting minimum minute miracles monster morning mosquito motion needle neighbor
nerves never news nowhere numbers older online pages party password person piano pick pilot
plants point policy reach real receive records relaxing repair respect responsibilities richest
ride roof ruin ruled safely sale salty schedule scissors section settle shake shine shirt
shooting sight sisters smoked snack soccer song sons specific spill stay steady sticks stories
stroke studies sunscreen support sweat swim switch talked theater theft third this till tongue
tooth tourist translating value volume wanting waste whatsoever whenever while wine wishes work
worth youth
"""


def _spaced(text: str) -> tuple[str, ...]:
    return tuple(" " + word for word in text.split())


FEELINGS = _spaced(_FEELINGS)
WORDS = FEELINGS + _spaced(_OTHERS)
