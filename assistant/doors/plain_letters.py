"""What the floor sends while a call goes on in lines: taken before each prompt, and told as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call import floor_words
from assistant.taking import take_letters

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.doors.talk import Talk
    from assistant.post import Post
    from assistant.seat import Seat


def tell_letters(seat: Seat, post: Post, talk: Talk, desk: Desk | None) -> None:
    """Take what waits in the box, and tell it; an empty box is one look at a folder."""
    for each in take_letters(seat, post, desk):
        if each.erased:
            talk.tell(floor_words.erased(each.case_id, talk.lang))
            continue
        if each.event is None:
            talk.tell(floor_words.refused(each.refused, talk.lang))
            continue
        here = desk is not None and desk.case_id == each.case_id
        about = desk if desk is not None and here else seat.resume(each.case_id)
        talk.tell(floor_words.news(about.scene(talk.lang), each.event, here=here))
