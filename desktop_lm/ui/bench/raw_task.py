"""The Prompt tab's task on a text as it stands."""

from __future__ import annotations

from desktop_lm.messages import Generate, PromptPart, Request, Sampling
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from desktop_lm.tasks.task import LoadedModel


class RawTask(PromptTask):
    """No chat template stands around the text, so that the model has no turn to end."""

    def __init__(self, model: LoadedModel, text: str, sampling: Sampling, max_tokens: int) -> None:
        given = PromptInput(text, sampling=sampling, max_tokens=max_tokens)
        super().__init__(model, given)
        self._request_made = False

    def next_request(self, request_id: int) -> Request | None:
        """The one request."""
        if self._request_made:
            return None
        self._request_made = True
        return Generate(
            id=request_id,
            parts=(PromptPart(self._given.text),),
            sampling=self._given.sampling,
            max_tokens=self._given.max_tokens,
        )
