"""Addresses and numbers by which people are reached, in the notations in which they are typed."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from training_data_gen.slots.lists import written_list
from training_data_gen.slots.people import company_name, full_name, person_name
from training_data_gen.slots.setting import Filled, Generator, Setting
from training_data_gen.slots.vocabulary import pick

DOMAINS = (
    *("gmail.com", "gmail.com", "gmail.com", "yahoo.com", "yahoo.co.id", "outlook.com", "hotmail.com", "icloud.com"),
    *("libero.it", "protonmail.com", "example.com", "example.org", "web.de", "mail.ru", "live.com", "balizero.com"),
)
DEPARTMENTS = ("info", "office", "admin", "hello", "finance", "hr", "sales", "legal", "contact")
ENDINGS = ("com", "co.id", "id", "it", "com.au", "net", "de", "co", "eu")
PHONES = (
    *("081########", "0812########", "0812 #### ####", "0812-####-####", "0813 #### ####", "0857########"),
    *("0878-####-####", "0896 #### ####", "0361 ######", "(0361) ######", "021-########", "0821########"),
    *(
        "+62 812 #### ####",
        "+62812########",
        "+62 812-####-####",
        "62812########",
        "+62 878 #### ####",
        "+62 361 ######",
    ),
    *("+39 333 ### ####", "+39 3## #######", "+39 347#######", "0039 333 #######", "+39 06 ########", "333 #######"),
    *("+44 7700 900###", "+447700900###", "07700 900###", "+61 491 570 ###", "+61491570###", "0491 570 ###"),
    *(
        "+49 151 ########",
        "+49 30 #######",
        "+33 6 ## ## ## ##",
        "+1 415 555 01##",
        "+1 (212) 555-01##",
        "+7 916 ###-##-##",
    ),
    *("+31 6 ########", "+65 9### ####", "+41 79 ### ## ##", "+91 98### #####", "+81 90 #### ####", "+971 50 ### ####"),
)


def email(setting: Setting) -> Filled:
    return Filled.as_written(_email(setting))


def emails(setting: Setting) -> Filled:
    """One to three addresses."""
    return written_list(setting, [_email(setting) for _ in range(setting.weighted([(5, 1), (4, 2), (2, 3)]))])


def phone(setting: Setting) -> Filled:
    return Filled.as_written(_phone(setting))


def contact(setting: Setting) -> Filled:
    """Whoever a message goes to: mostly a name, else a number."""
    return Filled.as_written(_phone(setting) if setting.chance(0.22) else _name(setting))


def contact_email(setting: Setting) -> Filled:
    """Whoever a mail goes to: a name or an address."""
    return Filled.as_written(_email(setting) if setting.chance(0.5) else _name(setting))


def instagram_user(setting: Setting) -> Filled:
    handle = _handle(setting, ("", ".", "_"), pick("instagram_word", setting))
    return Filled.as_written(f"@{handle}" if setting.chance(0.6) else handle)


def telegram_chat(setting: Setting) -> Filled:
    """A group by its name, a user by the handle, or a person."""
    kind = setting.weighted([(5, "group"), (3, "user"), (2, "person")])
    if kind == "group":
        return Filled.as_written(pick("telegram_chat", setting))
    if kind == "person":
        return Filled.as_written(_name(setting))
    return Filled.as_written("@" + _handle(setting, ("_",), pick("instagram_word", setting)))


def slack_channel(setting: Setting) -> Filled:
    name = pick("slack_channel", setting)
    return Filled.as_written(f"#{name}" if setting.chance(0.55) else name)


def _email(setting: Setting) -> str:
    name = _plain(full_name(setting)).split()
    domain = setting.pick(DOMAINS)
    if setting.chance(0.35):
        domain = f"{''.join(_plain(company_name(setting)).split())[:18]}.{setting.pick(ENDINGS)}"
        if setting.chance(0.4):
            return f"{setting.pick(DEPARTMENTS)}@{domain}"
    first, last = _called(name), name[-1]
    number = str(setting.rng.randint(1, 99)) if setting.chance(0.2) else ""
    local = setting.pick(
        [f"{first}.{last}", f"{first}{last}", first, f"{first[0]}.{last}", f"{first}_{last}", f"{last}.{first}"]
    )
    return f"{local}{number}@{domain}"


def _phone(setting: Setting) -> str:
    return re.sub("#", lambda _: str(setting.rng.randint(0, 9)), setting.pick(PHONES))


def _name(setting: Setting) -> str:
    name = company_name(setting) if setting.chance(0.08) else person_name(setting)
    return name.lower() if setting.chance(0.12) else name


def _handle(setting: Setting, joints: tuple[str, ...], word: str) -> str:
    first = _called(_plain(full_name(setting)).split())
    parts = setting.pick([[first, word], [word, first], [word], [first, word, str(setting.rng.randint(1, 99))]])
    return setting.pick(joints).join(parts)


def _called(name: Sequence[str]) -> str:
    """The part of a name that its bearer goes by: `Wayan` of `I Wayan`."""
    return next((part for part in name if len(part) > 2), name[0])


def _plain(name: str) -> str:
    """In small letters, without accents and signs."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9 ]", "", bare.lower())


CONTACTS: Mapping[str, Generator] = {
    "email": email,
    "emails": emails,
    "phone": phone,
    "contact": contact,
    "contact_email": contact_email,
    "instagram_user": instagram_user,
    "telegram_chat": telegram_chat,
    "slack_channel": slack_channel,
}
