"""Verbs of recruitment."""

from recruitment.service.dirty import (
    on_post_changed,
    on_posts_imported,
)
from recruitment.service.listening import (
    notice_before_post,
    on_account_erased,
    on_topic_closed,
)
from recruitment.service.policies import (
    propose_policy,
    sign_policy,
)
from recruitment.service.scoring import (
    ensure_first_policy,
    release,
    score,
    start_scoring,
    stop_scoring,
)

__all__ = [
    "ensure_first_policy",
    "notice_before_post",
    "on_account_erased",
    "on_post_changed",
    "on_posts_imported",
    "on_topic_closed",
    "propose_policy",
    "release",
    "score",
    "sign_policy",
    "start_scoring",
    "stop_scoring",
]
