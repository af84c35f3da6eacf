"""The pile of pages: home at the bottom, the call on it, and what was opened over the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.screens.call import CallPage
    from assistant.screens.conversation import Conversation
    from assistant.screens.stage import Page


class Pile:
    """Which pages lie open, the one on top seen from row `scroll` on."""

    def __init__(self, first: Page) -> None:
        """Begin with a page."""
        self._pages: list[Page] = [first]
        self.scroll = 0

    @property
    def top(self) -> Page:
        """The page that is seen."""
        return self._pages[-1]

    @property
    def conversation(self) -> Conversation | None:
        """What is said on the call that lies open; None where there is none."""
        return next((each for page in self._pages if (each := getattr(page, "conversation", None))), None)

    def lay(self, page: Page) -> None:
        """Lay a page over this one."""
        self._pages.append(page)
        self.scroll = 0

    def lift(self) -> None:
        """Take the top page away; home stays."""
        if len(self._pages) > 1:
            self._pages.pop()
        self.scroll = 0

    def home(self) -> None:
        """Take everything away; home lists the cases anew."""
        from assistant.screens.home import HomePage  # noqa: PLC0415  # with the rules, after the first frame

        self._pages = [HomePage()]
        self.scroll = 0

    def call(self) -> None:
        """Begin a call over home."""
        from assistant.screens.call import CallPage  # noqa: PLC0415  # with the rules, after the first frame

        self.home()
        self.lay(CallPage())

    def down_to_call(self) -> CallPage | None:
        """Take away what lies over the call, and return it; None where there is no call."""
        from assistant.screens.call import CallPage  # noqa: PLC0415  # with the rules, after the first frame

        while len(self._pages) > 1 and not isinstance(self.top, CallPage):
            self.lift()
        return self.top if isinstance(self.top, CallPage) else None
