"""Two people at the same moment, on a database where they really can be."""

import threading

import pytest
import sqlalchemy as sa
from factories import NOW, make_tenant
from registry_files import file, many

from accounts.models import Account, RegistryImport, Tenant
from accounts.service.opening import open_account
from accounts.service.registry import import_registry
from foundation import sheets
from foundation.db import db as the_db
from foundation.db import transaction
from foundation.errors import Refused


def together(app, *works):
    """Run these at once, each with a session of its own; gives back what each returned or raised."""
    start, out = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    out[number] = work()
            except Exception as error:  # noqa: BLE001
                out[number] = error
            the_db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


@pytest.mark.race
def test_two_imports_at_once_are_one_after_the_other(app, db):
    sheet = sheets.read(file(*many(200)), "x.csv")
    out = together(app, *[lambda: import_registry(sheet, None, NOW)] * 2)
    assert sorted(one["added"] for one in out) == [0, 200]
    assert sorted(one["unchanged"] for one in out) == [0, 200]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Tenant)) == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RegistryImport)) == 2


@pytest.mark.parametrize("same", ["alias", "tenant"])
@pytest.mark.race
def test_two_accounts_at_once_are_one_account_and_one_no(app, db, same):
    with transaction():
        one, two = make_tenant().id, make_tenant().id
    second = (two, "Zonnebloem") if same == "alias" else (one, "Tuinman")
    out = together(
        app,
        lambda: open_account(one, "Zonnebloem", "a@x.nl", None, "nl", NOW).id,
        lambda: open_account(*second, "b@x.nl", None, "nl", NOW).id,
    )
    assert sorted(type(answer) for answer in out if not isinstance(answer, int)) == [Refused]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1
