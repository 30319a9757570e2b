"""Two invented lands and their people, for tests on invented sentences."""

from analysis.actors_file import Actor

ACTORS = (
    Actor(
        "TA", "Tarsia", names=("T.F.", "Tarsian Federation"), people=("Ana Silva", "Alexander Vronsky"), institutions=("Red Palace",),
        metonyms=("Tarsk",), demonyms=("Tarsian", "Tarsians"), forces=("Tarsian forces",), places=("Orm",),
    ),
    Actor("LO", "Lomia", people=("Ben Okoye", "Mira von Trapp"), demonyms=("Lomian", "Lomians"), places=("Port Vell",)),
    Actor("WE", "The West", names=("West",), demonyms=("Western",)),
)  # fmt: skip
