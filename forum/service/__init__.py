"""What people do on the forum. Nothing here commits."""

from forum.service.agenda import (
    Proposal,
    agree_if_both,
    change_topic,
    decide,
    note_advice_asked,
    note_advice_came,
    propose_topic,
    publish_summary,
    sign_sixth,
    sign_topic,
    withdraw_topic,
)
from forum.service.cards import Assisted
from forum.service.closing import close_topic, reasons_not_to_close
from forum.service.drafts import drop_draft, keep_draft, on_account_erased
from forum.service.importing import import_by_year, import_into_topic, link_author_posts, read_posts
from forum.service.indexing import count_words, index_batch, keep_words, learn_words, rebuild_index, settle
from forum.service.mentions import rendered
from forum.service.moderating import hide_post, hold_post, lock_thread, mask_post, move_thread, restore_post, unlock_thread
from forum.service.privacy_guard import guard_privacy, hide_private
from forum.service.reading import forget_reading, mark_read, mark_topic_read, set_mark
from forum.service.service_desk import offer_service_desk
from forum.service.writing import NoticeFirst, edit_post, render_batch, reply, start_thread, withdraw_post

__all__ = [
    "Assisted",
    "NoticeFirst",
    "Proposal",
    "agree_if_both",
    "change_topic",
    "close_topic",
    "count_words",
    "decide",
    "drop_draft",
    "edit_post",
    "forget_reading",
    "guard_privacy",
    "hide_post",
    "hide_private",
    "hold_post",
    "import_by_year",
    "import_into_topic",
    "index_batch",
    "keep_draft",
    "keep_words",
    "learn_words",
    "link_author_posts",
    "lock_thread",
    "mark_read",
    "mark_topic_read",
    "mask_post",
    "move_thread",
    "note_advice_asked",
    "note_advice_came",
    "offer_service_desk",
    "on_account_erased",
    "propose_topic",
    "publish_summary",
    "read_posts",
    "reasons_not_to_close",
    "rebuild_index",
    "render_batch",
    "rendered",
    "reply",
    "restore_post",
    "set_mark",
    "settle",
    "sign_sixth",
    "sign_topic",
    "start_thread",
    "unlock_thread",
    "withdraw_post",
    "withdraw_topic",
]  # fmt: skip
