"""What a transcript says, whoever wrote it: finals only, by the right person, and never a traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.listen.transcript import FORMATS, LENGTH_MAX, Assembler, Transcript, detect
from assistant.listen.utterance import UNKNOWN, Broken, Utterance, Who
from assistant.listen.vendors import ADAPTERS, adapter
from assistant.rules.clean import clean

CUSTOMER, OPERATOR = "customer", "operator"
CALLER = Who(CUSTOMER)


def js(value):
    return json.dumps(value, ensure_ascii=False)


def amazon(text, *, partial=False, **more):
    result = {"Alternatives": [{"Transcript": text, "Items": []}], "IsPartial": partial, "ResultId": "r1"}
    return {"Transcript": {"Results": [{**result, "StartTime": 1.5, "EndTime": 3.25, **more}]}}


def google(text, **more):
    return {"results": [{"alternatives": [{"transcript": text, "confidence": 0.9}], "languageCode": "ja-jp", **more}]}


def amivoice(text, **more):
    token = {"written": text, "confidence": 1, "starttime": 250, "endtime": 900, "spoken": text}
    results = [{"tokens": [token], "confidence": 0.9, "starttime": 250, "endtime": 1794, "text": text}]
    return {"results": results, "utteranceid": "u-1", "text": text, "code": "", "message": "", **more}


def read(text, form="auto", who=CALLER):
    """Read a whole transcript, and what could not be read of it."""
    transcript, said, broken = Transcript(who, form), [], []
    for at, line in enumerate(text.splitlines(), 1):
        try:
            said.extend(transcript.line(line))
        except Broken as error:
            broken.append((at, error.code))
    said.extend(transcript.end())
    return said, broken


def spoken(text, form="auto", who=CALLER):
    return [(each.speaker, each.text) for each in read(text, form, who)[0]]


# --- one line of each shape ---

FINALS = [
    ("jsonl", js({"v": 1, "text": "頼んでない", "speaker": "customer", "final": True, "start": 1.5, "end": 3.25})),
    ("amazon", js(amazon("頼んでない"))),
    ("amazon", js({"TranscriptEvent": amazon("頼んでない")})),
    (
        "amazon",
        js(
            {
                "UtteranceEvent": {
                    "UtteranceId": "u",
                    "IsPartial": False,
                    "ParticipantRole": "CUSTOMER",
                    "BeginOffsetMillis": 1500,
                    "EndOffsetMillis": 3250,
                    "Transcript": "頼んでない",
                }
            }
        ),
    ),
    (
        "google",
        js(
            {
                "results": [
                    {
                        "alternatives": [{"transcript": "頼んでない", "words": [{"startTime": "1.5s"}]}],
                        "isFinal": True,
                        "resultEndTime": "3.250s",
                    }
                ]
            }
        ),
    ),
    (
        "google",
        js(
            {
                "results": [
                    {
                        "alternatives": [
                            {
                                "transcript": "頼んでない",
                                "words": [{"start_time": {"seconds": 1, "nanos": 500_000_000}}],
                            }
                        ],
                        "is_final": True,
                        "result_end_time": {"seconds": "3", "nanos": 250_000_000},
                    }
                ]
            }
        ),
    ),
    ("amivoice", "A " + js(amivoice("頼んでない", results=[{"starttime": 1500, "endtime": 3250}]))),
    ("amivoice", js(amivoice("頼んでない", results=[{"starttime": 1500, "endtime": 3250}]))),
    ("whisper", "1500 3250 頼んでない"),
    ("whisper", "2691.4399 1500 3250 頼んでない"),
]


@pytest.mark.parametrize(("form", "line"), FINALS)
def test_what_is_final_is_said_with_its_times(form, line):
    assert detect(line) == form
    (said,) = adapter(form)(line, CALLER)

    assert (said.text, said.speaker, said.start, said.end) == ("頼んでない", CUSTOMER, 1.5, 3.25)


PARTIALS = [
    ("jsonl", js({"v": 1, "text": "頼んで", "speaker": "customer", "final": False})),
    ("amazon", js(amazon("頼んで", partial=True))),
    ("amazon", js(amazon("頼んで", IsPartial=None))),
    ("amazon", js({"UtteranceEvent": {"IsPartial": True, "ParticipantRole": "CUSTOMER", "Transcript": "頼んで"}})),
    ("google", js(google("頼んで", stability=0.9))),
    ("google", js(google("頼んで", isFinal=False))),
    ("google", js(google("頼んで", isFinal="true"))),
    ("amivoice", "U " + js({"results": [{"tokens": [{"written": "頼んで"}], "text": "頼んで"}], "text": "頼んで"})),
    ("amivoice", js({"results": [{"tokens": [{"written": "頼んで"}], "text": "頼んで"}], "text": "頼んで"})),
    ("amivoice", "A " + js(amivoice("", code="o", message="recognition result is rejected"))),
    ("amivoice", "S 250"),
    ("amivoice", "C"),
]


@pytest.mark.parametrize(("form", "line"), PARTIALS)
def test_what_may_still_change_is_never_said(form, line):
    assert adapter(form)(line, CALLER) == ()


def test_a_decoded_object_is_read_like_its_line():
    assert adapter("amazon")(amazon("はい"), CALLER) == adapter("amazon")(js(amazon("はい")), CALLER)


def test_of_several_results_every_final_one_is_said():
    event = amazon("はい")
    event["Transcript"]["Results"] += amazon("いいえ", partial=True)["Transcript"]["Results"]
    event["Transcript"]["Results"] += amazon("そうです")["Transcript"]["Results"]

    assert [each.text for each in adapter("amazon")(event, CALLER)] == ["はい", "そうです"]


# --- who is speaking ---


def test_a_label_nobody_explained_is_nobody_and_never_the_customer():
    """Two channels, and only one of them can be the customer: a guess would put our words into the customer's mouth."""
    labelled = js(amazon("必ず請求します", ChannelId="ch_1"))

    assert spoken(labelled) == [(UNKNOWN, "必ず請求します")]
    assert spoken(labelled, who=Who(CUSTOMER, {"ch_1": OPERATOR})) == [(OPERATOR, "必ず請求します")]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (js(google("はい", isFinal=True, channelTag=2)), "2"),
        (
            js(
                {
                    "results": [
                        {
                            "isFinal": True,
                            "alternatives": [{"transcript": "はい", "words": [{"speakerTag": 2}]}],
                        }
                    ]
                }
            ),
            "2",
        ),
        ("A " + js(amivoice("はい", results=[{"tokens": [{"label": "speaker0"}]}])), "speaker0"),
        (js(amazon("はい", Alternatives=[{"Transcript": "はい", "Items": [{"Speaker": "0"}]}])), "0"),
    ],
)
def test_every_recognisers_label_can_be_explained(line, label):
    assert spoken(line) == [(UNKNOWN, "はい")]
    assert spoken(line, who=Who(CUSTOMER, {label: OPERATOR})) == [(OPERATOR, "はい")]


def test_what_says_that_it_does_not_know_is_as_was_said_beforehand():
    assert spoken('{"v":1,"text":"a","speaker":"unknown","final":true}', who=Who(OPERATOR)) == [(OPERATOR, "a")]


def test_plain_lines_begin_with_a_speaker_or_with_words():
    text = "客：転送は頼んでない\nｵﾍﾟ: 確認します\nCustomer: no\n10:30 に電話した\n営業の方:聞いてない\n\n田中"

    assert spoken(text, "plain") == [
        (CUSTOMER, "転送は頼んでない"),
        (OPERATOR, "確認します"),
        (CUSTOMER, "no"),
        (CUSTOMER, "10:30 に電話した"),
        (CUSTOMER, "営業の方:聞いてない"),
        (CUSTOMER, "田中"),
    ]


# --- subtitles ---

VTT = """WEBVTT - a call
Kind: captions

NOTE 客: nobody says this
nor this

STYLE
::cue(v) { color: red }

1
00:01.000 --> 00:02.500 align:start
<v 客>転送は<00:01.500><c.loud>頼んで</c>ない&amp;使ってない
<v.first オペ>確認します

00:01:03.000 --> 00:01:04.000
オペ: 少々
お待ちください
00:01:05.000 --> 00:01:06.000
<v 田中>はい"""

SRT = """1
00:00:01,000 --> 00:00:02,500
客: 頼んでない

2
00:00:03,000 --> 00:00:04,000
<i>番号表示</i>です
"""


def test_subtitles_give_words_voices_and_times():
    said, broken = read(VTT)

    assert broken == []
    assert [(each.speaker, each.text, each.start) for each in said] == [
        (CUSTOMER, "転送は頼んでない&使ってない", 1.0),
        (OPERATOR, "確認します", 1.0),
        (OPERATOR, "少々 お待ちください", 63.0),
        (UNKNOWN, "はい", 65.0),
    ]
    assert [(each.text, each.end) for each in read(SRT)[0]] == [("頼んでない", 2.5), ("番号表示です", 4.0)]


def test_a_cue_whose_times_cannot_be_read_is_told_and_left_out():
    text = "WEBVTT\n\n00:01.000 -> 00:02.000\nlost\n\n00:0x --> 2\nlost\n\n00:09.000 --> 00:01.000\nlost\n\n"
    text += "00:03.000 --> 00:04.000\nkept\n"
    said, broken = read(text)

    assert [each.text for each in said] == ["kept"]
    assert broken == [(6, "timing"), (9, "timing")]


# --- what it is written in ---


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (VTT, "vtt"),
        ("\ufeffWEBVTT".removeprefix("\ufeff"), "vtt"),
        (SRT, "srt"),
        ("\n\n" + SRT, "srt"),
        ("00:01.000 --> 00:02.000\na\n", "vtt"),
        ("客: はい\n", "plain"),
        ("525\n", "plain"),
        ("525\n円です\n", "plain"),
        ("S 250\n" + FINALS[6][1], "amivoice"),
        ("{broken\n" + FINALS[0][1], "jsonl"),
        ('{"some": "thing"}\n' + FINALS[1][1], "amazon"),
        *((line, form) for form, line in FINALS),
    ],
)
def test_the_first_line_that_can_be_read_tells_the_form(text, form):
    transcript = Transcript(CALLER)
    for line in text.splitlines():
        try:
            transcript.line(line)
        except Broken:
            assert transcript.form == "auto"
    transcript.end()

    assert transcript.form == form


def test_a_number_held_back_is_not_lost():
    assert spoken("525\n円です") == [(CUSTOMER, "525"), (CUSTOMER, "円です")]


# --- strangers ---

HOSTILE = [
    ("{", "json"),
    ("[1]", "shape"),
    ("null", "shape"),
    ("[" * 100_000, "json"),
    ('{"v":1,"text":' + "[" * 5_000 + "]" * 5_000 + ',"final":true}', None),
    ('{"v":' + "9" * 5_000 + ',"text":"a","final":true}', "json"),
    ('{"v":1,"text":"a","final":true,"start":NaN}', "json"),
    ('{"v":2,"text":"a","final":true}', "version"),
    ('{"v":true,"text":"a","final":true}', "version"),
    ('{"v":1,"text":"a"}', "final"),
    ('{"v":1,"text":"a","final":1}', "final"),
    ('{"v":1,"text":["a"],"final":true}', "shape"),
]


@pytest.mark.parametrize(("line", "code"), HOSTILE)
def test_a_line_that_cannot_be_read_says_why(line, code):
    with pytest.raises(Broken) as refused:
        adapter("jsonl")(line, CALLER)

    assert code in {None, refused.value.code}


@pytest.mark.parametrize("times", [(True, "1"), (1e300, -1.0), (10**29, [1]), (None, {}), ("1e5", float("inf"))])
def test_times_that_are_none_are_left_out(times):
    start, end = times
    line = {"v": 1, "text": "a", "final": True, "start": start, "end": end}
    (said,) = adapter("jsonl")(line, CALLER)

    assert (said.start, said.end) == (None, None)


def test_what_a_terminal_obeys_and_what_is_too_long_stay_outside():
    (said,) = adapter("plain")("客:\x1b[2J\x00\x07あ\tい" + "う" * 9_000, CALLER)

    assert said.text.startswith("␛[2J\ufffd␇あ い")
    assert len(said.text) <= 4_000
    (half,) = adapter("jsonl")('{"v":1,"text":"\\ud800\\u001b","seg":"\\u001b","final":true}', CALLER)
    assert (half.text, half.seg) == ("\ufffd␛", "␛")


NAMES = [
    "v",
    "text",
    "final",
    "speaker",
    "start",
    "end",
    "Transcript",
    "TranscriptEvent",
    "UtteranceEvent",
    "Results",
    "IsPartial",
    "Alternatives",
    "Items",
    "ChannelId",
    "results",
    "alternatives",
    "transcript",
    "isFinal",
    "resultEndTime",
    "words",
    "startTime",
    "tokens",
    "code",
    "utteranceid",
    "ParticipantRole",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inside,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(VALUES, st.sampled_from(sorted(ADAPTERS)))
def test_whatever_a_stranger_sends_is_read_or_refused(value, form):
    for line in (value, json.dumps(value)):
        try:
            said = adapter(form)(line, CALLER)
        except Broken:
            continue
        for each in said:
            assert each.text == clean(each.text, 4_000).strip() != ""
            assert each.speaker in {CUSTOMER, OPERATOR, UNKNOWN}


@given(
    st.lists(
        st.text(max_size=20)
        | st.sampled_from([*VTT.splitlines(), *SRT.splitlines(), *(line for _, line in [*FINALS, *PARTIALS])]),
        max_size=12,
    ),
    st.sampled_from(FORMATS),
)
@settings(max_examples=150)
def test_any_lines_in_any_order_end_in_peace(lines, form):
    for each in read("\n".join(lines), form)[0]:
        assert each.text == clean(each.text, 4_000).strip() != ""


# --- putting together ---


def assembled(*pieces):
    whole = Assembler()
    said = [each for piece in pieces for each in whole.add(piece)]
    return [(each.speaker[0], each.text) for each in (*said, *whole.flush())]


def piece(text, speaker=CUSTOMER, start=None, end=None, *, turn=False):
    return Utterance(text, speaker, "", start, end, turn)


def test_pieces_are_one_utterance_until_the_sentence_ends():
    assert assembled(piece("転送は"), piece("頼んでない。でも"), piece("525円？ はい")) == [
        ("c", "転送は頼んでない。"),
        ("c", "でも525円？"),
        ("c", "はい"),
    ]
    assert assembled(piece("I never"), piece("ordered it."), piece("Not"), piece("that")) == [
        ("c", "I never ordered it."),
        ("c", "Not that"),
    ]


def test_who_speaks_next_ends_it_and_so_does_a_line_with_its_own_name():
    assert assembled(piece("転送は"), piece("はい", OPERATOR), piece("頼んでない")) == [
        ("c", "転送は"),
        ("o", "はい"),
        ("c", "頼んでない"),
    ]
    assert assembled(piece("転送は", turn=True), piece("頼んでない", turn=True)) == [
        ("c", "転送は"),
        ("c", "頼んでない"),
    ]


@pytest.mark.parametrize(("start", "count"), [(2.79, 1), (2.8, 2), (9.0, 2), (None, 1)])
def test_a_pause_ends_it(start, count):
    assert len(assembled(piece("転送は", start=1.0, end=2.0), piece("頼んでない", start=start))) == count


def test_what_is_put_together_spans_its_pieces():
    whole = Assembler()
    whole.add(piece("転送は", start=1.0, end=2.0))
    (said,) = whole.add(piece("頼んでない。", start=2.5, end=3.5))

    assert (said.start, said.end) == (1.0, 3.5)


def test_who_does_not_stop_is_heard_all_the_same():
    """A recogniser without punctuation, and somebody without a breath."""
    whole = Assembler()
    said = whole.add(piece("転" * (LENGTH_MAX - 1)))
    assert said == ()
    assert [len(each.text) for each in whole.add(piece("送" * LENGTH_MAX))] == [LENGTH_MAX]


PIECES = st.lists(
    st.builds(
        piece,
        st.text("転送はa1。？. ", min_size=1, max_size=200).map(str.strip).filter(bool),
        st.sampled_from([CUSTOMER, OPERATOR]),
        st.none() | st.floats(0, 9),
        st.none() | st.floats(0, 9),
        turn=st.booleans(),
    ),
    max_size=12,
)


@given(PIECES)
def test_nothing_is_lost_added_or_given_to_somebody_else(pieces):
    said = assembled(*pieces)

    for who in (CUSTOMER, OPERATOR):
        given_ = "".join(each.text for each in pieces if each.speaker == who)
        heard = "".join(text for speaker, text in said if speaker == who[0])
        assert heard.replace(" ", "") == given_.replace(" ", "")
    assert all(0 < len(text) <= LENGTH_MAX for _, text in said)
