"""From engagement to a seat in the room: scoring, panels, invitations, the draw, the evening and what was done with it."""
