"""Other names and numbers for a conversation's own: the same for the same throughout it, so that it stays coherent.

Names are replaced word by word: Maria Rossi becomes Giulia Conti, her mail giulia.conti@example.com, and a Maria alone
Giulia. Two people who share a name go on sharing one, so that what was ambiguous stays so.
"""

import datetime as dt
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import JsonValue

from handlers.assistance.detection import COMMON_WORDS
from training_data_gen.personal_data import Found, find_personal_data
from training_data_gen.slots.people import company_name, full_name
from training_data_gen.slots.setting import Language, Setting

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
COMPANY = re.compile(
    r"^(?:PT|CV|UD|Villa|Hotel|Yayasan)\b|\b(?:Ltd|LLC|Inc|GmbH|S\.?r\.?l|S\.?p\.?A|Tbk|Group|Co)\b\.?|&|\d"
)
"""Names of clients that are companies: these are replaced as a whole, since their words are everybody's."""

COMMON: frozenset[str] = frozenset[str]().union(*COMMON_WORDS.values())
SHORTEST = 3
"""Letters of a word of a name that tells a person: not `de`, `I`, `Ni`."""
LAST_DIGITS = 7
"""Of a phone number: however it is written, these are the same and the rest is the country and the network."""


@dataclass(frozen=True)
class ClientNames:
    """The names to be replaced: words of people's names, and companies whole."""

    given: frozenset[str]
    family: frozenset[str]
    companies: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[str]) -> "ClientNames":
        companies: list[str] = []
        given: set[str] = set()
        family: set[str] = set()
        for name in names:
            if COMPANY.search(name):
                companies.append(name)
                continue
            first, *others = [word.lower() for word in WORD.findall(name)] or [""]
            given |= {first} if len(first) >= SHORTEST else set()
            family |= {word for word in others if len(word) >= SHORTEST}
        longest_first = sorted(map(re.escape, companies), key=len, reverse=True)
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE) if companies else None
        return cls(frozenset(given), frozenset(family - given), pattern)

    def __contains__(self, word: str) -> bool:
        return word.lower() in self.given or word.lower() in self.family


class Pseudonyms:
    """The replacements of one conversation. `seed`: the same seed makes the same ones."""

    def __init__(self, clients: ClientNames, seed: str, language: Language) -> None:
        self._clients = clients
        self._rng = random.Random(seed)  # noqa: S311 (they hide nothing from whoever holds the journal)
        self._setting = Setting(self._rng, language, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        self._known: dict[str, str] = {}

    def value(self, value: JsonValue) -> JsonValue:
        """A JSON value with every text in it replaced; the keys stay."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [self.value(part) for part in value]
            case dict():
                return {key: self.value(part) for key, part in value.items()}
            case _:
                return value

    def text(self, text: str) -> str:
        """The text with personal data and clients' names replaced."""
        parts: list[str] = []
        end = 0
        for found in find_personal_data(text):
            parts += [self._names(text[end : found.start]), self._replaced(found, text[found.start : found.end])]
            end = found.end
        return "".join([*parts, self._names(text[end:])])

    def _names(self, text: str) -> str:
        if self._clients.companies is not None:
            text = self._clients.companies.sub(self._company, text)
        return WORD.sub(self._word, text)

    def _company(self, found: re.Match[str]) -> str:
        key = found[0].lower()
        return self._known.setdefault(key, company_name(self._setting))

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        possessive = word[-2:] if word[-2:] in ("'s", "’s") else ""
        stem = word.removesuffix(possessive)
        if stem not in self._clients or (stem.islower() and stem in COMMON):
            return word
        name = self._name(stem.lower())
        return (name.lower() if stem.islower() else name.upper() if stem.isupper() else name) + possessive

    def _name(self, word: str) -> str:
        """Another given name for a given name, another family name for a family name; nobody's of the clients."""
        if word not in self._known:
            position = 0 if word in self._clients.given else -1
            taken = set(self._known.values())
            names = (full_name(self._setting).split()[position] for _ in range(100))
            free = (name for name in names if name not in self._clients and name not in taken and len(name) >= SHORTEST)
            self._known[word] = next(free, f"Person{len(self._known)}")
        return self._known[word]

    def _replaced(self, found: Found, said: str) -> str:
        match found.kind:
            case "email":
                return self._email(said.lower())
            case "phone":
                return self._phone(said)
            case "passport" | "number":
                return self._shape(said)

    def _email(self, address: str) -> str:
        if address not in self._known:
            local = self._names(address.partition("@")[0])
            if local == address.partition("@")[0]:
                local = ".".join(WORD.findall(full_name(self._setting).lower()))
            self._known[address] = f"{local}@example.com"
        return self._known[address]

    def _phone(self, said: str) -> str:
        digits = [character for character in said if character.isdigit()]
        last = "".join(digits[-LAST_DIGITS:])
        if last not in self._known:
            self._known[last] = "".join(str(self._rng.randrange(10)) for _ in last)
        fresh = iter([*digits[: -len(last)], *self._known[last]])
        return "".join(next(fresh) if character.isdigit() else character for character in said)

    def _shape(self, said: str) -> str:
        """Other digits and letters in the places of these."""
        plain = "".join(character for character in said.upper() if character.isalnum())
        if plain not in self._known:
            self._known[plain] = "".join(
                str(self._rng.randrange(10)) if character.isdigit() else chr(self._rng.randrange(65, 91))
                for character in plain
            )
        fresh = iter(self._known[plain])
        return "".join(next(fresh) if character.isalnum() else character for character in said)
