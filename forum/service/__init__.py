"""What people do on the forum. Nothing here commits."""

from forum.service.closing import close_topic
from forum.service.moderating import hide_post, hold_post, restore_post
from forum.service.writing import Assisted, NoticeFirst, edit_post, reply, start_thread, withdraw_post

__all__ = [
    "Assisted", "NoticeFirst", "close_topic", "edit_post", "hide_post", "hold_post", "reply", "restore_post", "start_thread",
    "withdraw_post",
]  # fmt: skip
