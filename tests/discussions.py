"""Discussions of other forums for tests: lines as an import reads them, and the real set of Madrid."""

import json

import servers
import sqlalchemy as sa

from forum.models import Post, Thread


def row(post, parent=None, thread="T1", author="a1", at="2025-03-01T12:00:00", body=None, **more):
    found = {
        "id": post,
        "thread_id": thread,
        "parent_id": parent,
        "author": author,
        "created_at": at,
        "body": f"tekst {post}" if body is None else body,
    }
    if parent is None:
        found["title"] = f"titel {post}"
    return {**found, **more}


def lines(*rows):
    return [r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in rows]


def madrid(threads):
    """The real set, cut to its first conversations."""
    rows = [json.loads(line) for line in servers.shared_data("forum/madrid_posts.jsonl").read_text().splitlines()]
    kept = {r["id"] for r in [r for r in rows if r["parent_id"] is None][:threads]}
    return [r for r in rows if r["thread_id"] in kept]


def check(db, rows):
    posts = {post.source_id: post for post in db.session.scalars(sa.select(Post))}
    assert len(posts) == len(rows)
    by_id = {post.id: post for post in posts.values()}
    for source in rows:
        post = posts[source["id"]]
        assert (by_id[post.parent_id].source_id if post.parent_id else None) == source["parent_id"]
        assert post.body == source["body"].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        assert "<script" not in post.body_html
    children = {}
    for source in sorted(rows, key=lambda r: (r["created_at"], r["id"])):
        children.setdefault(source["parent_id"], []).append(source["id"])
    for opening in children[None]:
        walked, stack = [], [opening]
        while stack:
            walked.append(stack.pop())
            stack += reversed(children.get(walked[-1], []))
        thread = db.session.scalar(sa.select(Thread).where(Thread.source_id == opening))
        stored = db.session.scalars(sa.select(Post.source_id).where(Post.thread_id == thread.id).order_by(Post.path)).all()
        assert stored == walked and thread.post_count == len(walked)
