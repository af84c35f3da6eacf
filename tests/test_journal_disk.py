"""What was acknowledged survives a power cut and a refusing disk; and these trials can tell when it would not."""

import trials
from assistant.journal.hand import Hand
from assistant.journal.refusals import NotWritten


def test_after_two_hundred_power_cuts_nothing_acknowledged_is_lost(tmp_path):
    assert trials.power_cuts(tmp_path, 200, seed=1021) == {"states": 200, "lost": 0, "corrupt": 0}


def test_with_less_than_full_syncing_the_same_trial_loses_events(tmp_path):
    """The negative control: were nothing lost here either, the trial above would prove nothing."""
    tally = trials.power_cuts(tmp_path, 60, seed=1021, synchronous=1)

    assert tally["lost"] > 0
    assert tally["corrupt"] == 0


def test_what_a_refusing_disk_took_was_kept_and_what_it_refused_was_not(tmp_path):
    """Sixty plans: the n-th write, sync or cut fails once or for a while, broken or full."""
    tally = trials.faults(tmp_path, 60, seed=1021)

    assert tally["refused"] > 30
    assert {name: tally[name] for name in ("lost", "corrupt", "twice", "unsaid")} == dict.fromkeys(
        ("lost", "corrupt", "twice", "unsaid"), 0
    )


class Blind(Hand):
    """The planted fault: after any trouble it just tries again."""

    def _trouble(self, kept, error):  # noqa: ARG002  # it does not look
        self._drop()
        return super()._undone(error)

    def keep(self, lots):
        """Try twice."""
        try:
            return super().keep(lots)
        except NotWritten:
            return super().keep(lots)


def test_a_writer_that_tries_again_blindly_is_seen_to_write_twice(tmp_path):
    assert trials.faults(tmp_path, 60, seed=1021, hand=Blind)["twice"] > 0


class Trusting(Hand):
    """Another: it takes a COMMIT that raised for one that did not happen."""

    def _trouble(self, kept, error):  # noqa: ARG002  # it does not look
        self._drop()
        return super()._undone(error)


def test_a_writer_that_does_not_look_again_is_seen_to_refuse_what_it_kept(tmp_path):
    assert trials.faults(tmp_path, 60, seed=1021, hand=Trusting)["unsaid"] > 0
