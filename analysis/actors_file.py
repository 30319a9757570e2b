"""``actors.toml``: who the study's actors are, and by which names the articles call them."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import StudyError

ALIAS_LISTS = ("people", "institutions", "metonyms", "demonyms", "forces", "places")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ID = re.compile(r"[\w-]{1,30}")


@dataclass(frozen=True)
class Actor:
    """An actor of the study. ``places`` are names of its places (cities, regions), which are never the actor itself
    unless the grammar says so; all other lists name the actor or those who act for it."""

    id: str
    name: str
    colour: str = ""
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def aliases(self) -> dict[str, str]:
        """Every alias → the list it stands in (``names`` for the name and its spellings)."""
        found = {self.name: "names"} | dict.fromkeys(self.names, "names")
        for kind in ALIAS_LISTS:
            for alias in getattr(self, kind):
                found.setdefault(alias, kind)
        return found


def load_actors(folder: Path) -> tuple[Actor, ...]:
    """The actors of the study in ``folder``; none where it has no ``actors.toml``. Raises StudyError."""
    path = folder / "actors.toml"
    if not path.exists():
        return ()
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError("actors.toml: not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f", line {line[1]}" if line else ""
        raise StudyError(f"actors.toml{where}: not valid TOML ({str(error).split(' (at')[0]})") from None
    entries = data.get("actor", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise StudyError("actors.toml: actors must be written as [[actor]] tables, each with id and name")
    actors = tuple(_read_actor(entry, number) for number, entry in enumerate(entries, 1))
    _refuse_shared(actors)
    return actors


def _read_actor(entry: dict, number: int) -> Actor:
    for key in ("id", "name"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise StudyError(f"actors.toml: actor {number} has no {key} (a text is needed)")
    if not _ID.fullmatch(entry["id"]):
        raise StudyError(f"actors.toml: id {entry['id'][:30]!r} of actor {number} must be 1 to 30 letters, digits, '_' or '-'")
    unknown = sorted(set(entry) - {"id", "name", "colour", "names", *ALIAS_LISTS})
    if unknown:
        raise StudyError(
            f"actors.toml: actor '{entry['id']}' has unknown key(s) {', '.join(unknown)}; valid are names, {', '.join(ALIAS_LISTS)}"
        )
    colour = entry.get("colour", "")
    if colour and not (isinstance(colour, str) and _COLOUR.fullmatch(colour)):
        raise StudyError(f"actors.toml: colour of actor '{entry['id']}' must look like \"#0072B2\"")
    lists = {key: _read_list(entry, key) for key in ("names", *ALIAS_LISTS)}
    return Actor(entry["id"], entry["name"].strip(), colour, **lists)


def _read_list(entry: dict, key: str) -> tuple[str, ...]:
    values = entry.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise StudyError(f"actors.toml: '{key}' of actor '{entry['id']}' must be a list of texts")
    if any(not any(character.isalnum() for character in value) for value in values):
        raise StudyError(f"actors.toml: '{key}' of actor '{entry['id']}' holds an alias without a letter or digit")
    return tuple(value.strip() for value in values)


def _refuse_shared(actors: tuple[Actor, ...]) -> None:
    """Ids and aliases must tell the actors apart."""
    seen: dict[str, str] = {}
    for actor in actors:
        if any(other.id == actor.id for other in actors if other is not actor):
            raise StudyError(f"actors.toml: two actors share the id '{actor.id}'; ids must differ")
        for alias in actor.aliases():
            owner = seen.setdefault(alias.casefold(), actor.id)
            if owner != actor.id:
                raise StudyError(f"actors.toml: '{alias}' is an alias of both '{owner}' and '{actor.id}'; an alias can name one actor only")
