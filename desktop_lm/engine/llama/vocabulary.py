"""Text to tokens and back."""

from __future__ import annotations

import ctypes

from desktop_lm.engine.llama.native import lib
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import PromptPart

_LSTRIP, _RSTRIP = 1 << 8, 1 << 9  # enum llama_token_attr
_FIRST_PIECE_BYTES = 64
_ANCHOR = ":"
_BROKEN = "\ufffd"  # what stands for half a character
_BLANKS = " \t\n\v\f\r"  # what llama.cpp strips beside such tokens


class Vocabulary:
    """A loaded model's vocabulary.

    ``encode`` gives what llama.cpp's own tokeniser gives for the joined text, except that control
    tokens are only parsed in parts marked special. llama.cpp cuts a text at its special tokens
    and tokenises the stretches between them alone; the same is done here, so that a stretch may
    run from a template part into a user's part without a seam.
    """

    def __init__(self, model: object) -> None:
        self._vocab = lib.llama_model_get_vocab(model)
        self.size: int = lib.llama_vocab_n_tokens(self._vocab)
        self._add_bos: bool = lib.llama_vocab_get_add_bos(self._vocab)
        self._bos: int = lib.llama_vocab_bos(self._vocab)
        self._eos: int = lib.llama_vocab_eos(self._vocab)
        self._buffer = ctypes.create_string_buffer(_FIRST_PIECE_BYTES)

    @property
    def handle(self) -> object:
        """llama.cpp's own pointer, for its grammar sampler."""
        return self._vocab

    @property
    def start(self) -> int | None:
        """The token that a text begins with; None where the model expects none."""
        return self._bos if self._add_bos and self._bos >= 0 else None

    @property
    def bos_text(self) -> str:
        return self._token_text(self._bos)

    @property
    def eos_text(self) -> str:
        return self._token_text(self._eos)

    def is_end(self, token: int) -> bool:
        """Whether the model ends its answer with this token."""
        return bool(lib.llama_vocab_is_eog(self._vocab, token))

    def encode(self, parts: tuple[PromptPart, ...]) -> list[int]:
        """Token ids of the joined parts, with the beginning-of-text token the model expects.

        Raises AppError(TOKENS_FOREIGN) for ids that do not say a part's text in this vocabulary.
        """
        tokens: list[int] = []
        stretch = ""
        strip_next = False
        for part in parts:
            if part.ids:
                tokens += self._tokenise(stretch) + self._given(part)
                stretch, strip_next = "", False
                continue
            for piece in self._cut_at_control(part) if part.special else [part.text]:
                if isinstance(piece, str):
                    stretch += piece.lstrip(_BLANKS) if strip_next else piece
                    strip_next = strip_next and not stretch
                    continue
                attributes = lib.llama_vocab_get_attr(self._vocab, piece)
                tokens += self._tokenise(
                    stretch.rstrip(_BLANKS) if attributes & _LSTRIP else stretch
                )
                tokens.append(piece)
                stretch, strip_next = "", bool(attributes & _RSTRIP)
        tokens += self._tokenise(stretch)
        if self.start is not None and tokens[:1] != [self.start]:
            tokens.insert(0, self.start)
        return tokens

    def encode_plain(self, text: str) -> list[int]:
        """Token ids of a stretch of text with no control tokens and nothing added."""
        return self._tokenise(text)

    def encode_continuation(self, text: str) -> list[int]:
        """Token ids of a text that follows another one.

        Some vocabularies put a space before the first word of whatever they are given, so the
        text is tokenised behind another and that one is taken off again.
        """
        before = self._tokenise(_ANCHOR)
        both = self._tokenise(_ANCHOR + text)
        return both[len(before) :] if both[: len(before)] == before else self._tokenise(text)

    def piece(self, token: int) -> bytes:
        """The bytes of a token; none for control tokens.

        The buffer grows on demand: tokens of 40 bytes and more exist in vocabularies that cover
        Hindi or Bengali, and must not be cut.
        """
        length = lib.llama_token_to_piece(
            self._vocab, token, self._buffer, len(self._buffer), 0, False
        )
        if length < 0:
            self._buffer = ctypes.create_string_buffer(-length)
            length = lib.llama_token_to_piece(
                self._vocab, token, self._buffer, len(self._buffer), 0, False
            )
        return self._buffer.raw[:length]

    def is_control(self, token: int) -> bool:
        """Whether it is a control token, which has a name and no text."""
        return bool(lib.llama_vocab_is_control(self._vocab, token))

    def name_of(self, token: int) -> str:
        """A token as the vocabulary itself spells it."""
        return self._token_text(token)

    def _given(self, part: PromptPart) -> list[int]:
        """The ids of a part that names them, once it is sure that they are of this vocabulary."""
        if not all(0 <= token < self.size for token in part.ids):
            raise AppError(Code.TOKENS_FOREIGN)
        said = b"".join(map(self.piece, part.ids)).decode("utf-8", "replace")
        if said.rstrip(_BROKEN) != part.text.rstrip(_BROKEN):
            raise AppError(Code.TOKENS_FOREIGN)
        return list(part.ids)

    def _cut_at_control(self, part: PromptPart) -> list[str | int]:
        """A template's text as stretches of plain text and ids of control tokens, in order."""
        pieces: list[str | int] = []
        rest = part.text
        for token in self._tokenise(part.text, parse_special=True):
            if not self.is_control(token):
                continue
            before, found, after = rest.partition(self._token_text(token))
            if found:
                pieces += [before, token]
                rest = after
        return [*pieces, rest]

    def _token_text(self, token: int) -> str:
        text = lib.llama_vocab_get_text(self._vocab, token) if token >= 0 else b""
        return text.decode("utf-8", "replace") if text else ""

    def _tokenise(self, text: str, *, parse_special: bool = False) -> list[int]:
        if not text:
            return []
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (lib.llama_token * room)()
        count = lib.llama_tokenize(self._vocab, data, len(data), tokens, room, False, parse_special)
        if count < 0:  # more tokens than bytes: never seen, but llama.cpp may say so
            room = -count
            tokens = (lib.llama_token * room)()
            count = lib.llama_tokenize(
                self._vocab, data, len(data), tokens, room, False, parse_special
            )
        return list(tokens[:count])
