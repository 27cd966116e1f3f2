"""From token bytes to text: UTF-8 that is cut anywhere, and stop strings.

A token of a byte-level vocabulary may end inside a character; the bytes wait here until it is
whole. Likewise the beginning of a stop string waits until it is one or is not.
"""

from __future__ import annotations

import codecs


class TextDecoder:
    """Feed it token bytes; it gives text that is safe to show.

    Bytes that are no UTF-8 become U+FFFD; of a character that never became whole nothing is given,
    because an answer that reaches its limit breaks off anywhere. Once a stop string is complete,
    ``stopped`` is true, the text before it has been given, and nothing more comes.
    ``skip_leading_space`` drops white space until there is a word.
    """

    def __init__(self, stop: tuple[str, ...] = (), *, skip_leading_space: bool = False) -> None:
        self._skipping = skip_leading_space
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = tuple(text for text in stop if text)
        self._held = ""
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """Text that became certain with these bytes; often empty or longer than the piece."""
        return self._release(self._utf8.decode(piece))

    def flush(self) -> str:
        """All whole characters that were held back, at the end of the answer."""
        rest, self._held = self._held, ""
        return rest

    def _release(self, text: str) -> str:
        if self._skipping:
            text = text.lstrip()
            self._skipping = not text
        if self.stopped:
            return ""
        self._held += text
        found = [(at + len(stop), at) for stop in self._stop if (at := self._held.find(stop)) >= 0]
        if found:
            # The one that is complete first, so that the cut does not depend on token borders.
            self.stopped = True
            given, self._held = self._held[: min(found)[1]], ""
            return given
        keep = self._possible_stop_length()
        cut = len(self._held) - keep
        given, self._held = self._held[:cut], self._held[cut:]
        return given

    def _possible_stop_length(self) -> int:
        """Length of the longest tail of the held text that begins a stop string."""
        longest = 0
        for stop in self._stop:
            for length in range(min(len(stop) - 1, len(self._held)), longest, -1):
                if self._held.endswith(stop[:length]):
                    longest = length
                    break
        return longest
