"""Every sample message, from the door to the post or to the mail that says why not."""

import pytest
from mail_samples import SAMPLES, sample
from mailing import JAN, a_mailed_answer, mailed, posted, returned, take


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_becomes_what_it_should(db, app, mailbox, name):
    made, text = SAMPLES[name]
    with a_mailed_answer(app) as place:
        raw = sample(name, **mailed(app, mailbox), recipient=JAN)
        assert take(raw) == made
        assert posted(place["told"]) == ([text] if made == "placed" else [])
        assert take(raw) in ("seen", "machine", "bounce", "stopped"), "the same mail again is nothing new"
        assert len(posted(place["told"])) == (made == "placed")
        back = returned(app, mailbox)
        if made == "refused":
            assert len(back) == 1 and text in back[0]
        elif made in ("machine", "bounce", "person"):
            assert back == [], "a machine is never answered, and a stranger by a person"
