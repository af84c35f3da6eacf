"""Every class of hostile text through the whole seat: typed, kept, drawn, mailed, reported, searched, handed out."""

import csv
import io
import re
import unicodedata
from email import message_from_bytes, policy

import pytest
from benches import Bench, seat_at, text_of
from cases import ORDERED, OUR_ERROR, VERIFIED, WRONG
from click.testing import CliRunner
from desks import tell_facts

from assistant.call.case import ChargeLine
from assistant.doors.front import front
from assistant.screens.brief import PARTS
from assistant.screens.safe import LIMIT, lit

PAYLOADS = {
    "escape sequence": "\x1b]52;c;eA==\x07\x1b[2J\x1b]0;title\x1b\\",
    "C1": "\x9b31m\x90q\x9c\x85",
    "enquiry and bell": "\x05\x07\x08\x7f",
    "NUL": "a\x00b",
    "half a character": "\ud800x",
    "markup": "[/b] [@click=app.quit]x[/] [link=http://x]",
    "braces": "{amount:yen} {0.__class__} {{}} %s $x {{7*7}}",
    "header": "x\r\nBcc: all@example.com\r\n\r\nbody",
    "line separators": "x\u2028Bcc: a@b\u2029\x0b\x0c",
    "comma": '"a, b" <c@d>, e@f',
    "formula": "=cmd|' /C calc'!A0",
    "formula in full width": "\uff1dHYPERLINK(1)",
    "formula after a tab": "\t=1+1",
    "formula after a return": "\r=1+1",
    "bidi": "a\u202eb\u2066c\u2069",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "tags": "\U000e0041\U000e007f",
    "blank letters": "\u3164\u115f",
    "html": "<script>alert(1)</script><img src=x onerror=1>&amp;",
    "path": "../../etc/passwd\\..\\x:NUL",
    "quotes": "'; DROP TABLE event; --\"`",
    "long": "\u8ee2" * 3_000,
    "combining": "e" + "\u0301" * 500,
    "digits": "\uff15\u00b2\u0665_5",
}


def unseen(text):
    """Return what a terminal would obey, or the eye would miss, but for ends of lines."""
    return {char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_hostile_text_is_a_text_and_nothing_else_wherever_it_comes_out(tmp_path, name):
    odd, folder = PAYLOADS[name], tmp_path / "seat"
    seat = seat_at(folder)
    desk = seat.new([WRONG, ORDERED, ChargeLine("odd", "disputed_option", odd, 525)])
    tell_facts(desk, {**VERIFIED, **OUR_ERROR})
    desk.instruct("leader", odd, "email", "2011-10-19", "bill", odd)
    desk.reply("sv", "do_not_bill", odd, odd)
    desk.note(odd)
    bench = Bench(seat, "en")
    bench.sit(desk)
    pages = [bench.rows()]
    bench.do("brief")
    for at in range(len(PARTS)):
        bench.pick(str(at + 1))
        pages.append(bench.whole(80, 24))
    mail = message_from_bytes(desk.save_mail("confirmation", "en").read_bytes(), policy=policy.default)
    seat.close()

    assert not unseen("".join(map(text_of, pages)))
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1
    assert "\n" not in mail["Subject"]
    for words in (
        ("report", "K-0001", "--form", "html"),
        ("report", "K-0001"),
        ("note", "K-0001"),
        ("journal", "list"),
        ("journal", "show", "K-0001"),
        ("journal", "show", "K-0001", "--json"),
        ("journal", "verify"),
        ("search", "e", "--json"),
    ):
        ran = CliRunner().invoke(front, [*words, "--data", str(folder), "--lang", "en"])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), words
        assert not unseen(ran.output), words
        assert "<script" not in ran.output or "html" not in words
    CliRunner().invoke(front, ["journal", "export", str(tmp_path / "t"), "--form", "csv", "--data", str(folder)])
    table = (tmp_path / "t" / "events.csv").read_bytes().decode("utf-8-sig")
    cells = [cell for each in csv.reader(io.StringIO(table, newline="")) for cell in each]
    assert not [each for each in cells if re.match(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]", each)]
    assert {each.name for each in folder.rglob("*") if not re.fullmatch(r"[\w.-]+", each.name, re.ASCII)} == set()


def test_a_paste_is_cut_at_its_limit():
    assert len(lit("x" * (LIMIT * 3))) == LIMIT == 20_000
