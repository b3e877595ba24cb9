"""What the VK adapter gives, for the table of all platforms."""

from listener.sources.adapter import Declaration

VK = Declaration(
    title="VK",
    reads="posts of a wall and the comments under them",
    comments="yes",
    replies="yes",
    edits="yes; their time for posts only",
    deletions="yes, proved by counts",
    likes="yes",
    brand_replies="yes, by the wall's owner",
    reply_window="none",
    limits="3 requests a second for a token, and quotas for each method that VK does not tell",
    unverified=(
        "how the daily quotas of a method are counted",
        "how a deleted comment with replies under it is shown and counted",
        "the addresses of comments",
    ),
)
