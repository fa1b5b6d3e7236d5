"""Rasa's generator of replies over both: the responses of the domain and those that only actions say."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain

from bot import speech


class Generator(TemplatedNaturalLanguageGenerator):
    """Picks a wording and fills it, as Rasa does; named in ``endpoints.yml``."""

    def __init__(self, endpoint_config: Any, domain: Domain) -> None:
        super().__init__(domain.responses)

    @property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        """Return all wordings; Rasa sets the domain's anew with each model it loads."""
        return self._responses

    @responses.setter
    def responses(self, of_domain: dict[str, list[dict[str, Any]]]) -> None:
        self._responses = {**of_domain, **speech.responses()}
