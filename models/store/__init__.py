"""The store: the only SQL, a file per concept. Rooms meet here and nowhere else."""

from functools import cached_property
from pathlib import Path

from models.store.alerts import Alerts
from models.store.arrivals import Arrivals
from models.store.attempts import Attempts
from models.store.audit import Audit
from models.store.authors import Authors
from models.store.batches import Batches
from models.store.belonging import Belonging
from models.store.cases import Cases
from models.store.clusters import Clusters
from models.store.decisions import Decisions
from models.store.digests import Digests
from models.store.drafts import Drafts
from models.store.errands import Errands
from models.store.figures import Figures
from models.store.gaps import Gaps
from models.store.hooks import Hooks
from models.store.imports import Imports
from models.store.incidents import Incidents
from models.store.invitations import Invitations
from models.store.learning import Learning
from models.store.lexicon import Lexicon
from models.store.link import Link, StoreError
from models.store.marks import Marks
from models.store.mentions import Mentions
from models.store.mutes import Mutes
from models.store.opinions import Opinions
from models.store.presence import Presence
from models.store.purges import Purges
from models.store.queue import Queue
from models.store.replies import Replies
from models.store.responses import Responses
from models.store.rules import Rules
from models.store.search import Search
from models.store.sources import Sources
from models.store.stops import Stops
from models.store.suspicions import Suspicions
from models.store.tags import Tags
from models.store.templates import Templates
from models.store.threads import Threads
from models.store.trainings import Trainings
from models.store.users import Users
from models.store.verdicts import Verdicts
from models.store.views import Views

__all__ = ["Store", "StoreError"]


class Store:
    """One database file. Every thread that uses it gets a connection of its own.

    Raises StoreError, with words for a person, where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.link = Link(path)

    def close(self) -> None:
        """Close this thread's connection; when it goes on it gets a new one."""
        self.link.close()

    def close_all(self) -> None:
        """Close the connections of all threads, none of which may be at work."""
        self.link.close_all()

    def backup(self, target: Path) -> None:
        """Copy everything into a new file, the service going on; StoreError when that file stands already."""
        self.link.backup(target)

    @cached_property
    def mentions(self) -> Mentions:
        """What people said."""
        return Mentions(self.link)

    @cached_property
    def stops(self) -> Stops:
        """Who is not told any more by which way."""
        return Stops(self.link)

    @cached_property
    def threads(self) -> Threads:
        """How far each thread has been read, and what is known of it."""
        return Threads(self.link)

    @cached_property
    def sources(self) -> Sources:
        """How each source is doing."""
        return Sources(self.link)

    @cached_property
    def hooks(self) -> Hooks:
        """What platforms tell by calling."""
        return Hooks(self.link)

    @cached_property
    def errands(self) -> Errands:
        """What people ask of sources."""
        return Errands(self.link)

    @cached_property
    def gaps(self) -> Gaps:
        """When sources were not heard."""
        return Gaps(self.link)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the machine says."""
        return Verdicts(self.link)

    @cached_property
    def decisions(self) -> Decisions:
        """What people say of the machine's verdicts."""
        return Decisions(self.link)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words that a brand's staff know better than the machine does."""
        return Lexicon(self.link)

    @cached_property
    def learning(self) -> Learning:
        """What to label next, and the random share that figures are made of."""
        return Learning(self.link)

    @cached_property
    def trainings(self) -> Trainings:
        """Trainings asked for at the board."""
        return Trainings(self.link)

    @cached_property
    def opinions(self) -> Opinions:
        """All that was said of one mention."""
        return Opinions(self.link)

    @cached_property
    def cases(self) -> Cases:
        """What a person has to deal with, and what was done to it."""
        return Cases(self.link)

    @cached_property
    def clusters(self) -> Clusters:
        """Cases that hold many mentions."""
        return Clusters(self.link)

    @cached_property
    def mutes(self) -> Mutes:
        """Cases that rest until it gets worse."""
        return Mutes(self.link)

    @cached_property
    def marks(self) -> Marks:
        """What the team knows of authors."""
        return Marks(self.link)

    @cached_property
    def drafts(self) -> Drafts:
        """Answers that are being written."""
        return Drafts(self.link)

    @cached_property
    def presence(self) -> Presence:
        """Who looks at a case just now."""
        return Presence(self.link)

    @cached_property
    def suspicions(self) -> Suspicions:
        """Live comments that pose as the brand."""
        return Suspicions(self.link)

    @cached_property
    def templates(self) -> Templates:
        """Ready answers of each brand."""
        return Templates(self.link)

    @cached_property
    def batches(self) -> Batches:
        """Deeds done to many cases at once."""
        return Batches(self.link)

    @cached_property
    def tags(self) -> Tags:
        """Words of the team's own on cases."""
        return Tags(self.link)

    @cached_property
    def authors(self) -> Authors:
        """What one person has written to a brand."""
        return Authors(self.link)

    @cached_property
    def replies(self) -> Replies:
        """Answers on their way to a platform."""
        return Replies(self.link)

    @cached_property
    def rules(self) -> Rules:
        """What is done to new cases by themselves."""
        return Rules(self.link)

    @cached_property
    def attempts(self) -> Attempts:
        """Attempts to sign in that have not succeeded."""
        return Attempts(self.link)

    @cached_property
    def purges(self) -> Purges:
        """What is removed for good."""
        return Purges(self.link)

    @cached_property
    def queue(self) -> Queue:
        """Cases and mentions as the board lists them."""
        return Queue(self.link)

    @cached_property
    def search(self) -> Search:
        """What the search knows of each mention."""
        return Search(self.link)

    @cached_property
    def arrivals(self) -> Arrivals:
        """The first comments of each source."""
        return Arrivals(self.link)

    @cached_property
    def figures(self) -> Figures:
        """Counts over time."""
        return Figures(self.link)

    @cached_property
    def digests(self) -> Digests:
        """What a digest counts."""
        return Digests(self.link)

    @cached_property
    def imports(self) -> Imports:
        """How files brought in are read, and what of them stands here already."""
        return Imports(self.link)

    @cached_property
    def incidents(self) -> Incidents:
        """Spikes, from opening to end."""
        return Incidents(self.link)

    @cached_property
    def responses(self) -> Responses:
        """What people say of an incident."""
        return Responses(self.link)

    @cached_property
    def alerts(self) -> Alerts:
        """What is to be sent, and what was."""
        return Alerts(self.link)

    @cached_property
    def belonging(self) -> Belonging:
        """To which brand a thing belongs."""
        return Belonging(self.link)

    @cached_property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.link)

    @cached_property
    def invitations(self) -> Invitations:
        """Who was asked to join."""
        return Invitations(self.link)

    @cached_property
    def users(self) -> Users:
        """Who works at the board."""
        return Users(self.link)

    @cached_property
    def views(self) -> Views:
        """Lists saved under a name."""
        return Views(self.link)
