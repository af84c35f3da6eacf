"""While nothing can be recorded every page says so, the operator still reads, and it ends by itself."""

import pytest
from benches import app_at, press, seen_on

from assistant.journal.refusals import Why
from assistant.screens.columns import Span
from assistant.screens.stopped import banner
from assistant.screens.words import wording


@pytest.mark.parametrize(("lang", "said"), [("ja", "記録停止"), ("en", "RECORDING STOPPED")])
async def test_a_key_that_was_not_recorded_raises_the_banner_until_one_is(tmp_path, lang, said):
    app = app_at(tmp_path, lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e")
        before = app.desk.case
        file = app.seat.journal.path
        file.rename(tmp_path / "away")
        await press(pilot, "1")
        assert said in seen_on(app)
        assert app.desk.case == before
        await press(pilot, "f2")
        assert said in seen_on(app)  # on every page, and the page is there to be read
        await press(pilot, "escape")

        (tmp_path / "away").rename(file)
        await press(pilot, "1")
        assert said not in seen_on(app)
        assert app.desk.case != before


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("why", Why)
def test_the_banner_is_one_row_whatever_the_reason(lang, why):
    class Stopped:
        journal = type("Journal", (), {"stopped": why})

    said = banner(Stopped, wording(lang))

    assert isinstance(said, Span)
    assert said.cells <= 79
    assert banner(None, wording(lang)) is None
