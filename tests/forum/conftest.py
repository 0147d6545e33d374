import pytest

from forum import events


@pytest.fixture(autouse=True)
def _nobody_is_asked(monkeypatch):
    """The forum by itself: what other floors say to a post or a closing is tested with them."""
    monkeypatch.setattr(events, "before_post", [])
    monkeypatch.setattr(events, "before_close", [])
