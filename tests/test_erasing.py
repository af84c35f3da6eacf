"""Private words that are gone are gone from every file, and the record still holds what it promised."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in, two_leaders
from journals import killed, slipped, write
from signing import PASSPHRASE, agreed_on, enrol, staffed

from assistant import erasure
from assistant.call import events as ev
from assistant.call.events import KINDS
from assistant.doors.front import front
from assistant.inbox import Inbox
from assistant.journal import own, retention, showing
from assistant.journal.door import PRAGMAS, plain, sqlite3
from assistant.journal.erasing import Consent, agreement, erase
from assistant.journal.hand import Lot
from assistant.journal.refusals import NotWritten, Why
from assistant.journal.verify import alone
from assistant.listen.utterance import Utterance
from assistant.seat import JOURNAL

NAME, PHONE, QUOTE = "権田原 みつ子", "090-1234-5678", "息子の名義で頼んだおぼえはないと泣いておられた"
THEIRS = ("別件の方の言葉は残る",)
SHIPPED = (retention.files("assistant.journal") / retention.FILE).read_text("utf-8")


def run(*words, data, secret=PASSPHRASE):
    """Say words to the front door; whoever is to confirm gives their passphrase on a descriptor of its own."""
    more = []
    if "--confirmed-by" in words:
        read, write = os.pipe()
        os.write(write, secret.encode())
        os.close(write)
        more = ["--passphrase-fd", str(read)]
    ran = CliRunner().invoke(front, [*(str(each) for each in (*words, *more)), "--data", str(data)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def told(ran):
    return json.loads(ran.stdout)


def held_in(folder):
    """Return every byte of every file under a folder."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def spellings(words):
    """Return the bytes by which words could lie in a file of ours."""
    yield words.encode()
    yield words.encode("utf-16-le")
    yield json.dumps(words)[1:-1].encode()


def files_with(folder, *words):
    """Name the files in which some of these words can be read."""
    found = held_in(folder)
    return sorted(
        {path.name for path, content in found.items() for each in words for one in spellings(each) if one in content}
    )


def filled(folder):
    """Keep a closed case with private words in every place we know of, and another case beside it."""
    seat = staffed(seat_in(folder))
    desk = case_2011(seat)
    two_leaders(desk)
    desk.instruct("leader", NAME, "phone", "2011-10-19", "bill", QUOTE)
    desk.reply("sv", "do_not_bill", NAME, QUOTE)
    desk.note(f"{NAME} {PHONE}")
    desk.note(QUOTE * 60)  # spills over many pages of the file
    desk.heed(ev.ProposalAnswered("c", "v", "order_evidence", "rejected", "p", "1", 0, 3, QUOTE))
    desk.save_mail("confirmation", "ja")
    for form in ("md", "html", "json"):
        desk.papers.save_report("ja", form)
    desk.papers.save_note("ja")
    desk.papers.save_ics("ja")
    desk.papers.save_golden()
    desk.hand_over("sv", "shift_end", f"{NAME} {PHONE}")
    desk.close()
    other = case_2011(seat)
    other.note(THEIRS[0])
    other.papers.save_note("ja")
    Inbox(folder).put("K-0001", Utterance(QUOTE, "customer"))
    seat.close()
    return folder


@pytest.fixture
def data(tmp_path):
    return filled(tmp_path)


ASKED = ("--why", "request", "--by", "op-3", "--confirmed-by", "sv-1")


def test_after_erasing_no_byte_of_the_words_is_in_any_file_and_the_record_verifies(data):
    assert files_with(data, NAME, QUOTE) != []

    ran = run("erase", "K-0001", *ASKED, "--json", data=data)

    assert (ran.exit_code, told(ran)["whole"]) == (0, True)
    assert files_with(data, NAME, PHONE, QUOTE, "権田原", QUOTE[:9], "当然かかります") == []
    assert files_with(data, *THEIRS) != []
    assert run("journal", "verify", data=data).exit_code == 0
    assert run("journal", "verify", "--from-checkpoint", data=data).exit_code == 0


def test_the_auditors_own_verifier_finds_nothing_wrong_after_erasing(data, tmp_path_factory):
    run("erase", "K-0001", *ASKED, data=data)
    script = tmp_path_factory.mktemp("auditor") / "verify.py"
    script.write_text(alone.alone(), encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, "-I", "-S", script, data / JOURNAL, "--json"], capture_output=True, check=False
    )

    assert ran.returncode == 0
    assert json.loads(ran.stdout)["erased"] > 5


def test_erasing_is_told_in_the_record_by_whom_and_why_and_without_a_word(data):
    ran = run("erase", "K-0001", *ASKED, "--json", data=data)
    shown = [json.loads(line) for line in run("journal", "show", "", "--json", data=data).stdout.splitlines()]

    (agreed,) = [each["data"] for each in shown if each["type"] == "erasure.agreed"]
    erased = [each["data"] for each in shown if each["type"] == "pii.erased"]
    assert (agreed["by"], agreed["confirmed_by"], agreed["basis"]) == ("op-3", "sv-1", "request")
    assert agreed["papers"] == told(ran)["papers"]
    assert agreed["words"] == told(ran)["words"] == sum(len(each["names"]) for each in erased)
    assert {each["words"] == {} for each in shown} == {True}
    assert len(agreed["papers"]) == 6
    assert not [each for each in (data / "reports").iterdir() if each.name.startswith("K-0001")]
    assert [each for each in (data / "reports").iterdir() if each.name.startswith("K-0002")]


def test_an_erased_case_can_still_be_shown_reported_and_folded(data):
    run("erase", "K-0001", *ASKED, data=data)

    report = run("report", "K-0001", "--form", "html", data=data)

    assert report.exit_code == 0
    assert NAME not in report.stdout
    assert run("journal", "show", "K-0001", data=data).exit_code == 0
    seat = seat_in(data)
    assert seat.resume("K-0001").case.step == "closed"
    assert [each.case_id for each in seat.cases()] == ["K-0002"]
    seat.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--why", "request", "--by", "sv-1", "--confirmed-by", "sv-1"), "two people"),
        (("--why", "request", "--by", "op-3", "--confirmed-by", "sv-9"), "not registered"),
        (("--why", "request", "--by", NAME, "--confirmed-by", "sv-1"), "pseudonym"),
        (("--why", "because", "--by", "op-3", "--confirmed-by", "sv-1"), "no ground"),
        (("--why", "retention", "--by", "op-3", "--confirmed-by", "sv-1"), "nobody has decided"),
        ((*ASKED, "--class", "unheard-of"), "no class"),
    ],
)
def test_what_is_not_agreed_by_two_on_a_known_ground_is_refused(data, words, said):
    before = held_in(data)

    ran = run("erase", "K-0001", *words, "--lang", "en", data=data)

    assert ran.exit_code == 2
    assert said in ran.stderr
    assert "Nothing was changed" in ran.stderr
    assert {path: content for path, content in held_in(data).items() if path.suffix != ".db"} == {
        path: content for path, content in before.items() if path.suffix != ".db"
    }


def test_an_open_case_an_unknown_one_and_an_open_seat_are_refused(data):
    assert "not closed" in run("erase", "K-0002", *ASKED, "--lang", "en", data=data).stderr
    for odd in ("K-9999", "", "../K-0001", "K-0001-"):
        assert run("erase", odd, *ASKED, data=data).exit_code == 2
    seat = seat_in(data)
    ran = run("erase", "K-0001", *ASKED, "--lang", "en", data=data)
    seat.close()

    assert (ran.exit_code, "open elsewhere" in ran.stderr) == (1, True)
    assert len(list((data / "drafts").iterdir())) == 1
    assert run("erase", "K-0001", *ASKED, data=data / "nowhere").exit_code == 2


def test_a_case_on_hold_is_not_erased_until_two_people_release_it(data):
    assert run("hold-erasure", "K-0001", "--by", "sv-1", data=data).exit_code == 0
    assert "on hold" in run("erase", "K-0001", *ASKED, "--lang", "en", data=data).stderr
    assert run("hold-erasure", "K-0001", "--by", "sv-1", data=data).exit_code == 2
    alone_ = run("hold-erasure", "K-0001", "--by", "sv-1", "--release", "--confirmed-by", "sv-1", data=data)
    assert alone_.exit_code == 2
    assert run("hold-erasure", "K-0001", "--by", "sv-1", "--release", data=data).exit_code == 2
    assert files_with(data, QUOTE) != []

    released = run("hold-erasure", "K-0001", "--by", "sv-1", "--release", "--confirmed-by", "sv-2", data=data)

    assert released.exit_code == 0
    assert (
        run("hold-erasure", "K-0001", "--by", "sv-1", "--release", "--confirmed-by", "sv-2", data=data).exit_code == 2
    )
    assert run("hold-erasure", "K-7", "--by", "sv-1", data=data).exit_code == 2
    assert run("erase", "K-0001", *ASKED, data=data).exit_code == 0


def test_one_class_of_words_can_go_while_the_other_stays(data):
    ran = run("erase", "K-0001", *ASKED, "--class", "call", "--json", data=data)

    assert ran.exit_code == 0
    shown = [json.loads(line) for line in run("journal", "show", "K-0001", "--json", data=data).stdout.splitlines()]
    assert {each["type"] for each in shown if each["words"]} == {"instruction.given", "instruction.confirmed"}
    assert run("journal", "verify", data=data).exit_code == 0


def test_erasing_twice_erases_nothing_more_and_tells_so(data):
    run("erase", "K-0001", *ASKED, data=data)
    ran = run("erase", "K-0001", *ASKED, "--json", data=data)

    assert (ran.exit_code, told(ran)["words"], told(ran)["papers"]) == (0, 0, [])
    shown = run("journal", "show", "", "--json", data=data).stdout
    assert shown.count('"type": "erasure.agreed"') == 1


def test_a_copy_under_the_folder_that_still_holds_the_words_is_named(data):
    showing.copy(data / JOURNAL, data / "for-somebody.db")
    sqlite3.connect(data / "strange.db").execute("CREATE TABLE secret (x)")

    ran = run("erase", "K-0001", *ASKED, "--lang", "en", data=data)

    assert ran.exit_code == 1
    assert "for-somebody.db" in ran.stderr


def test_the_log_that_somebody_is_reading_is_told_and_emptied_the_next_time(data, monkeypatch):
    monkeypatch.setitem(PRAGMAS, "busy_timeout", 50)
    seat = seat_in(data)
    seat.resume("K-0002").note("いま書いた")
    killed(seat.journal)
    seat.journal._writer.end()
    reader = plain(data / JOURNAL)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM event").fetchone()
    ran = run("erase", "K-0001", *ASKED, "--json", data=data)
    reader.close()

    assert (ran.exit_code, told(ran)["rubbed_out"]) == (1, False)
    assert run("erase", "K-0001", *ASKED, data=data).exit_code == 0
    assert files_with(data, NAME, QUOTE) == []


def test_deleting_alone_may_leave_an_older_page_and_rubbing_out_does_not(tmp_path):
    """SQLite overwrites what it deletes; pages that were put in order meanwhile are why the file is written anew."""
    seat = staffed(seat_in(tmp_path))
    book = seat.journal
    for at in range(60):
        book.append(f"K-{at % 3}", ev.Noted(f"しるし{at:03}" * (1 + at % 7 * 40)))
    words = book.shown(lambda db: retention.words_of(db, "K-1"))
    consent = agreed_on(seat, "K-1", Consent("request", "a", "sv-1"))
    book.ask(lambda hand: erase(hand, "K-1", [each[:2] for each in words], consent, ()))
    assert book.rub_out()
    content = b"".join(held_in(tmp_path).values())
    assert not [at for at in range(1, 60, 3) if f"しるし{at:03}".encode() in content]
    assert [at for at in range(0, 60, 3) if f"しるし{at:03}".encode() not in content] == []
    assert book.first_break() is None
    seat.close()


def test_words_are_deleted_with_the_event_that_says_so_or_not_at_all(tmp_path):
    seat = staffed(seat_in(tmp_path))
    seat.journal.append("K-1", ev.Noted("まだある"))
    seq = seat.journal.entries("K-1")[0].seq
    consent = agreed_on(seat, "K-1", Consent("request", "a", "sv-1"))

    with pytest.raises(NotWritten) as unfit:
        seat.journal.ask(lambda hand: erase(hand, "K-1", [(seq, "words")], consent, ("\ud800",)))

    assert unfit.value.why is Why.UNFIT
    assert seat.journal.events("K-1") == [ev.Noted("まだある")]
    seat.close()


# --- the supervisor's key ---


def refused_by_the_hand(seat, case_id, words, consent):
    with pytest.raises(NotWritten) as why:
        seat.journal.ask(lambda hand: erase(hand, case_id, words, consent, ()))
    return why.value.why


def test_the_hand_erases_nothing_that_the_supervisor_did_not_sign_for_this_case_as_it_stands(tmp_path):
    seat = staffed(seat_in(tmp_path))
    book = seat.journal
    for each in ("K-1", "K-2"):
        book.append(each, ev.Noted("まだある"))
    (one,), (two,) = ([each.seq for each in book.entries(case)] for case in ("K-1", "K-2"))
    signed = agreed_on(seat, "K-1", Consent("request", "op-3", "sv-1"))
    mine = [(one, "words")]

    def held(case_id="K-1", words=mine, **changed):
        return refused_by_the_hand(seat, case_id, words, replace(signed, **changed))

    assert held(signature="") is Why.UNSIGNED
    assert held(basis="mistake") is Why.UNSIGNED
    assert held(by="op-4") is Why.UNSIGNED
    assert held(only="call") is Why.UNSIGNED
    assert held(confirmed_by="sv-2") is Why.UNSIGNED
    assert held(by="sv-1") is Why.UNSIGNED
    assert held("K-2", [(two, "words")]) is Why.UNSIGNED
    assert held("K-1", [(two, "words")]) is Why.UNSIGNED  # another case's word under this case's signature
    worked_on = agreed_on(seat, "K-1", Consent("request", "op-3", "sv-2"))
    slipped(book, "K-1", ev.encode(ev.Noted("あとから")))
    assert held() is Why.UNSIGNED  # the case has gone on
    assert refused_by_the_hand(seat, "K-1", mine, worked_on) is Why.UNSIGNED
    for bare in (own.erased(one, ("words",), "request"), own.Encoded("erasure.agreed", 1, dict(OLD), {})):
        with pytest.raises(NotWritten):
            book.ask(lambda hand, each=bare: hand.keep([Lot("", (each,))]))
    enrol(seat, "op-7", "岡", by="sv-1")
    own_case = agreed_on(seat, "K-1", Consent("request", "op-3", "op-7"))
    assert refused_by_the_hand(seat, "K-1", mine, own_case) is Why.UNSIGNED
    again = agreed_on(seat, "K-1", Consent("request", "op-3", "sv-1"))
    book.ask(lambda hand: erase(hand, "K-1", mine, again, ()))
    assert book.first_break() is None
    seat.close()


OLD = {"case": "K-1", "basis": "request", "by": "op-3", "confirmed_by": "sv-1", "words": 1, "papers": []}


def test_where_nobody_is_registered_nothing_is_erased_and_it_is_said_how_to_register(tmp_path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    desk.note(QUOTE)
    desk.hand_over("sv", "shift_end")
    desk.close()
    seat.close()

    ran = run("erase", "K-0001", *ASKED, "--lang", "en", data=tmp_path)

    assert (ran.exit_code, "people add" in ran.stderr) == (2, True)
    assert files_with(tmp_path, QUOTE) != []


def test_a_wrong_passphrase_erases_nothing(data):
    ran = run("erase", "K-0001", *ASKED, "--lang", "en", data=data, secret=PASSPHRASE[:-1])

    assert (ran.exit_code, "passphrase is wrong" in ran.stderr) == (1, True)
    assert files_with(data, QUOTE) != []
    assert list((data / "drafts").iterdir()) != []


@pytest.mark.parametrize("confirms", ["sv-2", "co-2", "op-7"])
def test_whoever_said_bill_or_sat_at_the_case_does_not_have_its_words_erased(tmp_path, confirms):
    seat = staffed(seat_in(tmp_path))
    enrol(seat, "op-7", "岡", rung="compliance", by="sv-1")
    enrol(seat, "co-2", "高橋花子", rung="compliance", by="sv-1")
    desk = case_2011(seat)
    desk.instruct("sv", "高橋 花子", "phone", "2011-10-19", "bill", QUOTE)
    desk.hand_over("compliance", "shift_end")
    desk.close()
    seat.close()
    told = {"sv-2": "said bill", "co-2": "said bill", "op-7": "worked on this case"}[confirms]

    words = ("--why", "request", "--by", "op-3", "--confirmed-by")
    ran = run("erase", "K-0001", *words, confirms, "--lang", "en", data=tmp_path)

    assert (ran.exit_code, told in ran.stderr) == (2, True)
    assert files_with(tmp_path, QUOTE) != []
    assert run("erase", "K-0001", *words, "co-1", data=tmp_path).exit_code == 0


def test_what_was_asked_at_the_seat_is_erased_by_the_supervisors_signature_from_elsewhere(data):
    asked = ("--why", "request", "--by", "op-3")
    assert run("erase", "K-0001", *asked, data=data).exit_code == 2
    assert run("erase", "K-0001", *asked, "--ask", "--class", "call", data=data).exit_code == 0
    assert run("erase", "K-0001", *asked, "--ask", data=data).exit_code == 0
    assert files_with(data, QUOTE) != []
    seat = seat_in(data)
    signed = agreed_on(seat, "K-0001", Consent("request", "op-3", "sv-2"))
    stated = seat.journal.shown(lambda db: agreement(db, "K-0001", signed))["statement"]

    wish = erasure.asked(seat.journal, "K-0001", stated, "sv-2")
    with pytest.raises(erasure.Refused):
        erasure.asked(seat.journal, "K-0001", stated.replace("request", "mistake"), "sv-2")
    with pytest.raises(NotWritten):
        erasure.erase(seat.journal, "K-0001", wish, seat.now)
    done = erasure.erase(seat.journal, "K-0001", replace(wish, signature=signed.signature), seat.now)
    seat.close()

    assert done.whole
    assert files_with(data, QUOTE) == []
    assert run("journal", "verify", data=data).exit_code == 0


def test_the_auditor_finds_words_erased_under_what_was_agreed_on_for_another_case(tmp_path):
    seat = staffed(seat_in(tmp_path))
    for each in ("K-1", "K-2"):
        seat.journal.append(each, ev.Noted("まだある"))
    (other,) = (each.seq for each in seat.journal.entries("K-2"))
    consent = agreed_on(seat, "K-1", Consent("request", "op-3", "sv-1"))
    signed = seat.journal.shown(lambda db: agreement(db, "K-1", consent))
    write(seat.journal, f"DELETE FROM secret WHERE seq = {other}")
    agreed = own.erasure_agreed({**signed, "signature": consent.signature}, 1, ())
    slipped(seat.journal, "", agreed, own.erased(other, ("words",), "request"))
    seat.close()

    ran = run("journal", "verify", "--json", data=tmp_path)

    assert (ran.exit_code, [each["code"] for each in told(ran)["findings"]]) == (2, ["erased_other"])


def test_the_auditor_finds_an_erasure_that_was_slipped_in_unsigned(data):
    run("erase", "K-0001", *ASKED, "--class", "call", data=data)
    seat = seat_in(data)
    slipped(seat.journal, "", own.Encoded("erasure.agreed", 1, {**OLD, "case": "K-0002"}, {}))
    seat.close()

    ran = run("journal", "verify", "--json", data=data)

    assert ran.exit_code == 2
    assert [each["code"] for each in told(ran)["findings"]] == ["signature"]


# --- periods ---


def closed_in(folder):
    seat = staffed(seat_in(folder))
    desk = case_2011(seat)
    two_leaders(desk)
    desk.note(QUOTE)
    desk.hand_over("sv", "shift_end")
    desk.close()
    seat.close()


def test_what_is_due_is_proposed_by_class_and_only_erased_once_somebody_has_decided_on_the_periods(tmp_path):
    closed_in(tmp_path)
    rows = [json.loads(line) for line in run("retention", "--json", data=tmp_path).stdout.splitlines()]

    assert {(each["case"], each["class"], each["words"], each["held"]) for each in rows} == {
        ("K-0001", "superior", 4, False),
        ("K-0001", "call", 1, False),
    }
    assert rows[0]["closed_on"] == "2011-10-20"
    assert "decided_by" in run("retention", data=tmp_path).stderr
    up = ("--why", "retention", "--by", "op-3", "--confirmed-by", "sv-1")
    assert run("erase", "K-0001", *up, data=tmp_path).exit_code == 2

    own_text = SHIPPED.replace('decided_by = ""', 'decided_by = "sv-1"').replace('on = ""', 'on = "2026-01-01"')
    (tmp_path / retention.FILE).write_text(own_text, "utf-8")
    run("hold-erasure", "K-0001", "--by", "sv-1", data=tmp_path)
    assert all(json.loads(line)["held"] for line in run("retention", "--json", data=tmp_path).stdout.splitlines())
    assert "on hold" in run("retention", "--lang", "en", data=tmp_path).stdout
    run("hold-erasure", "K-0001", "--by", "sv-1", "--release", "--confirmed-by", "sv-2", data=tmp_path)
    assert run("erase", "K-0001", *up, data=tmp_path).exit_code == 0
    assert run("retention", "--lang", "en", data=tmp_path).stdout == "Nothing is due.\n"


def test_words_whose_time_is_not_up_are_not_erased_for_it(tmp_path):
    closed_in(tmp_path)
    long = (retention.files("assistant.journal") / retention.FILE).read_text("utf-8").replace("1825", "36500")
    (tmp_path / retention.FILE).write_text(
        long.replace('_by = ""', '_by = "x"').replace('_on = ""', '_on = "y"'), "utf-8"
    )

    ran = run(
        "erase", "K-0001", "--why", "retention", "--by", "a", "--confirmed-by", "sv-1", "--lang", "en", data=tmp_path
    )

    assert (ran.exit_code, "not up" in ran.stderr) == (2, True)


def test_the_periods_that_come_with_the_program_cover_every_kind_of_private_words():
    rules = retention.read(retention.Path("nowhere"))

    assert not rules.decided
    assert all(rules.period_of(kind).keep_days > 0 for kind in KINDS)
    assert rules.period_of("note.written").id == "call"


BROKEN = {
    "no toml": "= 1",
    "no rest": SHIPPED.replace("rest = true", 'kinds = ["note.written"]'),
    "two rests": "".join(f'[class.{n}]\nja="a"\nen="a"\nrest=true\nkeep_days=1\nfrom="case.closed"\n' for n in "ab"),
    "unknown kind": '[class.a]\nja="a"\nen="a"\nkinds=["x"]\nkeep_days=1\nfrom="case.closed"',
    "negative": '[class.a]\nja="a"\nen="a"\nrest=true\nkeep_days=-1\nfrom="case.closed"',
    "true days": '[class.a]\nja="a"\nen="a"\nrest=true\nkeep_days=true\nfrom="case.closed"',
    "other from": '[class.a]\nja="a"\nen="a"\nrest=true\nkeep_days=1\nfrom="case.opened"',
    "no English": '[class.a]\nja="a"\nrest=true\nkeep_days=1\nfrom="case.closed"',
    "no grounds": '[class.a]\nja="a"\nen="a"\nrest=true\nkeep_days=1\nfrom="case.closed"',
    "a word nobody knows": "keepdays = 3",
    "a class that is a number": "class = 3",
    "a class in a class": "[class]\na = 3",
    "too large": "#" * 300_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_periods_that_cannot_be_read_make_nothing_due_and_erase_nothing(name, tmp_path):
    with pytest.raises(retention.Unreadable):
        retention.parse(BROKEN[name])
    if name == "no toml":
        closed_in(tmp_path)
        (tmp_path / retention.FILE).write_text(BROKEN[name], "utf-8")
        assert run("retention", data=tmp_path).exit_code == 2
        assert run("erase", "K-0001", *ASKED, data=tmp_path).exit_code == 2


def test_a_day_of_decision_may_be_written_as_a_date():
    rules = retention.parse(SHIPPED.replace('_by = ""', '_by = "x"').replace('_on = ""', f"_on = {date(2026, 1, 1)}"))

    assert rules.decided
