"""Any tool that signs its calls: mentions come by `POST /hooks/<source>`, and nobody is asked."""

from listener.sources.adapter import Adapter, Declaration, called

ADAPTER = Adapter(
    called,
    "",
    gives=Declaration(
        title="Webhook",
        reads="whatever another tool delivers by a signed call",
        comments="yes",
        replies="where the tool tells `parent`",
        edits="yes, with their time",
        deletions="yes",
        likes="yes",
        brand_replies="where the tool tells `by_brand`, or by the authors that the options name",
        reply_window="what the tool's own platform gives",
        limits="500 mentions and 1 MB a call; 30,000 deliveries and 64 MB an hour",
    ),
)
