"""What a channel says when it could not hand an alert over."""


class ChannelError(Exception):
    """An alert could not be handed over.

    `permanent`: this recipient or this message will never be taken. `gone`: nor will anything else that
    goes there. `everyone`: the fault lies with the channel, so that whatever else waits for it waits as
    well. The text holds no address and no secret.
    """

    def __init__(
        self,
        channel: str,
        reason: str,
        permanent: bool = False,
        everyone: bool = False,
        *,
        gone: bool = False,
    ) -> None:
        super().__init__(f"{channel}: {reason}")
        self.channel = channel
        self.reason = reason
        self.permanent = permanent or gone
        self.everyone = everyone
        self.gone = gone
