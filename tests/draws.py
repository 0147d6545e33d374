"""A panel with volunteers, frozen, solved and drawn; the two parties' hands; and a lottery that needs no solver."""

from __future__ import annotations

from evenings import volunteer
from factories import NOW, make_complex, make_household, make_panel, make_staff, make_tenant

from accounts.models import Account, Party, Role
from foundation.db import db
from recruitment.models import Panel, Quota
from recruitment.queries.drawing import find_draw
from recruitment.service import drawing

PHRASES = {Party.LANDLORD: "de lift ruikt naar koffie", Party.TENANTS: "e\u0301e\u0301n merel op het dak"}


class Draws:
    """Eight volunteers for three seats: five in Noord, three in Zuid; at least one of each. Ids only, so that they outlive transactions."""

    def __init__(self, north=5, south=3, seats=3, quotas=(("Noord", 1, 2), ("Zuid", 1, 2)), couple=False, **more):
        panel = make_panel(seats=seats, **more)
        self.panel_id = panel.id
        homes = {name: make_complex(district=name) for name in ("Noord", "Zuid")}
        for name, count in (("Noord", north), ("Zuid", south)):
            for number in range(count):
                if not (couple and name == "Noord" and number == 1):
                    household = make_household(homes[name])
                volunteer(panel, make_tenant(household, email=None if number == 0 else ""))
        for value, least, most in quotas:
            db.session.add(Quota(panel_id=panel.id, feature="district", value=value, min=least, max=most))
        db.session.flush()
        staff = {role: make_staff(role) for role in (Role.COORDINATOR, Role.POLICY_OWNER, Role.BOARD)}
        self.staff = {role: one.id for role, one in staff.items()}

    def by(self, role=Role.COORDINATOR):
        return db.session.get_one(Account, self.staff[role])

    def signer(self, party):
        return self.by(Role.POLICY_OWNER if party is Party.LANDLORD else Role.BOARD)

    @property
    def panel(self):
        return db.session.get_one(Panel, self.panel_id)

    @property
    def draw(self):
        found = find_draw(self.panel_id)
        assert found is not None
        return found

    def freeze(self):
        return drawing.freeze(self.panel, self.by(), NOW)

    def deposit(self):
        return {party: drawing.deposit(self.draw, self.signer(party), PHRASES[party], NOW) for party in Party}

    def reveal(self, codes):
        return [drawing.reveal(self.draw, self.signer(party), PHRASES[party], codes[party], NOW) for party in Party]
