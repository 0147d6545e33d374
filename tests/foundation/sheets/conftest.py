from __future__ import annotations

from collections.abc import Callable

import pytest

from foundation import sheets


@pytest.fixture
def refused() -> Callable[..., sheets.Unreadable]:
    """Reads what must not be readable and gives back how it was refused."""

    def read(data: bytes | str, name: str = "lijst.csv", limits: sheets.Limits = sheets.LIMITS) -> sheets.Unreadable:
        with pytest.raises(sheets.Unreadable) as caught:
            sheets.read(data.encode() if isinstance(data, str) else data, name, limits)
        wrong = caught.value
        assert str(wrong) == wrong.message == wrong.msgid % wrong.params
        assert "%(" not in str(wrong)
        return wrong

    return read
