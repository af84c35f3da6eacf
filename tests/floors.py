"""What the tests of a floor share: several seats in folders beside each other, and a floor over them."""

from __future__ import annotations

from datetime import datetime

from desks import START, case_2011, seat_in, two_leaders
from signing import staffed

from assistant.floor import Floor
from assistant.floor.persons import Supervisor
from assistant.journal.floor_files import Folders

NOON = START.replace(hour=12)
SV = Supervisor("sv-1", "高橋")
SV2 = Supervisor("sv-2", "中村")
COMPLIANCE = Supervisor("co-1", "法務")


class NoBox:
    """A post box for a floor that sends nothing."""

    def __init__(self, _folder):
        self.letters = []

    def put(self, letter):
        """Take a letter in."""
        self.letters.append(letter)

    def names(self):
        """Return the ids of the letters taken in."""
        return frozenset(each.id for each in self.letters)


def floor_over(*folders, now: datetime = NOON, box=NoBox):
    """Return a floor over these folders, turned once."""
    floor = Floor(Folders(folders, box), lambda: now)
    floor.turn()
    return floor


def seat_on(floor_folder, name):
    """Sit down at a seat of the floor at which the supervisors are registered."""
    folder = floor_folder / name
    folder.mkdir()
    return staffed(seat_in(folder))


def contested(seat):
    """Open the case of 2011 with two leaders who want it billed."""
    desk = case_2011(seat)
    two_leaders(desk)
    return desk
