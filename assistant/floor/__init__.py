"""The floor: all seats together, before a supervisor. It reads what they keep, and answers by letter.

Knows no screen and no folder. What a supervisor does here is no event until its seat has written it down.
"""

from assistant.floor.floor import Floor

__all__ = ["Floor"]
