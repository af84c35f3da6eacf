"""The shelf: packs as they lie on disk, read as text and proved before anyone uses them."""

from __future__ import annotations

from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import house
from assistant.folder import FILES_MAX, shelf_folder, text_of, texts_at, texts_of
from assistant.rules.clean import clean
from assistant.rules.compile import Rulebook, load
from assistant.rules.heads import Head, read_head
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem, near, problem
from assistant.signature import signed

if TYPE_CHECKING:
    from assistant.call.asking import Questions
    from assistant.listen.ear import Ear

DEFAULT = "hikari_option_fee"


class NotLoaded(Exception):
    """A pack that could not be loaded, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__("; ".join(each.text("en") for each in problems[:3]))
        self.problems = problems


def pack_names() -> tuple[str, ...]:
    """Return the packs on the shelf: those that come with the program, and those put there."""
    shipped = {each.name for each in shelf_folder().iterdir() if each.joinpath("pack.toml").is_file()}
    return tuple(sorted(shipped | set(_PLACED)))


@cache
def heads() -> tuple[Head, ...]:
    """Return the packs on the shelf as they are chosen, the usual one first; none is loaded for it."""
    names = sorted(pack_names(), key=lambda name: (name != DEFAULT, name))
    return tuple(read_head(name, text_of(_lying(name).joinpath("pack.toml"))) for name in names)


def take(name: str = DEFAULT) -> Rulebook:
    """Return a pack that comes with the program, proved once however it is asked for, or raise NotLoaded."""
    return _taken(name, house.folder())


def take_under(name: str, company: Path) -> Rulebook:
    """Return a pack under the house in this folder, or raise NotLoaded."""
    return _taken(name, company)


_PLACED: dict[str, Path] = {}
"""Packs of folders that were put on the shelf for this run, by their id."""


def place(path: Path) -> str:
    """Put the pack of a folder on the shelf, before one of the same id; return its id, or raise NotLoaded."""
    found = take_from(path).policy.id
    _PLACED[found] = path
    _forget()
    return found


def clear() -> None:
    """Take down what was put on the shelf for this run."""
    if _PLACED:
        _PLACED.clear()
        _forget()


def _forget() -> None:
    for kept in (_taken, _asked, ear, heads):
        kept.cache_clear()


def _lying(name: str) -> Traversable:
    """Return the folder of a pack on the shelf."""
    return _PLACED.get(name) or shelf_folder().joinpath(name)


@cache
def _taken(name: str, company: Path | None) -> Rulebook:
    if name not in pack_names():
        raise NotLoaded([problem("unknown_pack", found=clean(name, 80), near=near(name, pack_names()))])
    return _housed(name, texts_at(_lying(name)), company, _lying(name))


def take_from(path: Path) -> Rulebook:
    """Return the pack in a folder, or raise NotLoaded."""
    return _housed(path.name, texts_in(path), house.folder(), path)


def questions(name: str = DEFAULT) -> Questions:
    """Return what can be asked of a case under a pack that comes with the program, or raise NotLoaded."""
    return _asked(name)


@cache
def _asked(name: str) -> Questions:
    policy = take(name).policy
    return questions_in(texts_at(_lying(name)), policy)


def questions_in(texts: dict[str, str], policy: Policy) -> Questions:
    """Return what can be asked under a pack of these texts, or raise NotLoaded."""
    from assistant.call.asking import Questions as Asked  # noqa: PLC0415  # the first frame asks nothing

    found, problems = Asked.of(texts, policy)
    if found is None:
        raise NotLoaded(problems)
    return found


def read(path: Path | None) -> tuple[str, dict[str, str]]:
    """Return the name and the texts of a pack: the one in a folder, or the default."""
    if path is None:
        return DEFAULT, texts_of(DEFAULT)
    return path.name, texts_in(path)


def folder_of(path: Path | None) -> Traversable:
    """Return the folder of a pack: the one given, or that of the default."""
    return _lying(DEFAULT) if path is None else path


def texts_in(path: Path) -> dict[str, str]:
    """Return a folder's texts, or raise NotLoaded where there is no pack in it."""
    if not path.joinpath("pack.toml").is_file():
        raise NotLoaded([problem("missing_file", f"{path.name}/pack.toml")])
    try:
        return texts_at(path)
    except OSError as error:
        raise NotLoaded([problem("unreadable", path.name, detail=error.strerror)]) from error


@cache
def ear(name: str = DEFAULT) -> Ear:
    """Return what a pack that comes with the program can hear, or raise NotLoaded."""
    from assistant.listen.ear import Ear as Hearer  # noqa: PLC0415  # a call answered by key alone need not hear

    policy = take(name).policy
    heard, problems = Hearer.of(texts_at(_lying(name)), policy)
    if heard is None:
        raise NotLoaded(problems)
    return heard


def ear_from(path: Path) -> Ear:
    """Return what the pack in a folder can hear, or raise NotLoaded."""
    from assistant.listen.ear import Ear as Hearer  # noqa: PLC0415  # a call answered by key alone need not hear

    texts = texts_in(path)
    heard, problems = Hearer.of(texts, _loaded(path.name, texts).policy)
    if heard is None:
        raise NotLoaded(problems)
    return heard


def examples(path: Path | None) -> dict[str, str]:
    """Return the texts of a pack's examples by name: of the one in a folder, or of the default."""
    return _beside(path, "examples", (".toml", ".txt"))


def goldens(path: Path | None) -> dict[str, str]:
    """Return the texts of a pack's golden cases by name: of the one in a folder, or of the default."""
    return _beside(path, "golden", (".toml", ".csv"))


def lies(pack: str | None) -> Path | None:
    """Return the folder a pack lies in, by its name or its path; None: the default."""
    if pack is None:
        return None
    if Path(pack).is_dir():
        return Path(pack)
    take(pack)
    return Path(str(_lying(pack)))


def scenarios(pack: Path | str | None) -> dict[str, str]:
    """Return the texts of a pack's scenarios by name: of one in a folder, of one on the shelf, or of the default."""
    return _beside(_lying(pack) if isinstance(pack, str) else pack, "scenarios", (".toml",))


def scenario_in(path: Path) -> dict[str, str]:
    """Return one scenario file, or those of a folder, by name; raise NotLoaded where it cannot be read."""
    try:
        if path.is_dir():
            return {each.name: text_of(each) for each in sorted(path.glob("*.toml"))[:FILES_MAX]}
        return {path.name: text_of(path)}
    except OSError as error:
        raise NotLoaded([problem("unreadable", path.name, detail=error.strerror)]) from error


def _beside(path: Traversable | None, folder: str, kinds: tuple[str, ...]) -> dict[str, str]:
    pack: Traversable = path if path is not None else shelf_folder().joinpath(DEFAULT)
    inside = pack.joinpath(folder)
    if not inside.is_dir():
        return {}
    return {each.name: text_of(each) for each in inside.iterdir() if each.name.endswith(kinds)}


def _housed(name: str, texts: dict[str, str], company: Path | None, folder: Traversable) -> Rulebook:
    """Return a pack with its house laid over it; where that is missing, wrong or laxer, nothing loads.

    A signature covers the pack and what it borrows. The reviewer saw nothing of a house:
    under one it says nothing, and the pack counts as not signed.
    """
    plain = _loaded(name, texts)
    if company is None:
        return signed(plain, folder)
    laid, problems = house.laid_over(plain, texts, _house(company))
    if laid is None or problems:
        raise NotLoaded(problems)
    return laid


def company_name(lang: str) -> str:
    """Return what the company calls itself, where its house is laid over the packs; else nothing."""
    return take().policy.names["company"].of(lang) if house.folder() is not None else ""


@cache
def _house(company: Path) -> house.House:
    return house.read(company, pack_names())


def _loaded(name: str, texts: dict[str, str]) -> Rulebook:
    book, problems = load(name, texts)
    if book is None:
        raise NotLoaded(problems)
    return book
