"""The schema, step by step. A step is never edited once it has been released."""

from sqlite_utils import Database, Migrations

from models import (
    steps,
    steps_alerts,
    steps_clusters,
    steps_data,
    steps_hooks,
    steps_learning,
    steps_people,
    steps_replies,
    steps_rules,
)
from models.foundation import FOUNDATION

migrations = Migrations("vidhuk")


@migrations()
def m0001_foundation(db: Database) -> None:
    """Mentions, verdicts, decisions, cases, incidents, alerts, and who works with them."""
    _each(db, FOUNDATION)


@migrations()
def m0002_drafts(db: Database) -> None:
    """Answers that are being written, and who looks at a case."""
    _each(db, steps.DRAFTS)


@migrations()
def m0003_search(db: Database) -> None:
    """What people look for by any form of its words."""
    _each(db, steps.SEARCH)


@migrations()
def m0004_telling(db: Database) -> None:
    """Alerts that wait for a better hour; what people said of an incident, and who has seen it."""
    _each(db, steps.TELLING)


@migrations()
def m0005_impostors(db: Database) -> None:
    """Live comments that pose as the brand, and which texts have been looked at."""
    _each(db, steps.IMPOSTORS)


@migrations()
def m0006_templates(db: Database) -> None:
    """Ready answers of each brand, in three languages."""
    _each(db, steps.TEMPLATES)


@migrations()
def m0007_batches(db: Database) -> None:
    """Deeds done to many cases at once."""
    _each(db, steps.BATCHES)


@migrations()
def m0008_tags(db: Database) -> None:
    """Tags of cases, and what one author has written."""
    _each(db, steps.TAGS)


@migrations()
def m0009_attempts(db: Database) -> None:
    """Attempts to sign in that have not succeeded."""
    _each(db, steps.ATTEMPTS)


@migrations()
def m0010_views(db: Database) -> None:
    """Lists saved under a name."""
    _each(db, steps.VIEWS)


@migrations()
def m0011_lists(db: Database) -> None:
    """All that a list of cases is chosen and counted by, in one index."""
    _each(db, steps.LISTS)


@migrations()
def m0012_imports(db: Database) -> None:
    """How files of other tools are read."""
    _each(db, steps_data.IMPORTS)


@migrations()
def m0013_hooks(db: Database) -> None:
    """Calls of platforms: which came, which events are known, how new each version is."""
    _each(db, steps_hooks.HOOKS)


@migrations()
def m0014_rights(db: Database) -> None:
    """What each person may do at which brand, and their mail."""
    _each(db, steps_people.RIGHTS)


@migrations()
def m0015_audit(db: Database) -> None:
    """Who did what at the board, only ever added to."""
    _each(db, steps_people.AUDIT)


@migrations()
def m0016_invitations(db: Database) -> None:
    """People who were asked to join by mail."""
    _each(db, steps_people.INVITATIONS)


@migrations()
def m0017_erasure(db: Database) -> None:
    """What was removed for good, and who is never to be collected again."""
    _each(db, steps_data.ERASURE)


@migrations()
def m0018_errands(db: Database) -> None:
    """What people ask of a source at the board, and which sources rest."""
    _each(db, steps_people.ERRANDS)


@migrations()
def m0019_lexicon(db: Database) -> None:
    """Words that mean something else to a brand than they do elsewhere."""
    _each(db, steps_learning.LEXICON)


@migrations()
def m0020_learning(db: Database) -> None:
    """What to label next, a random share of it apart, and trainings asked for at the board."""
    _each(db, steps_learning.LEARNING)


@migrations()
def m0021_rules(db: Database) -> None:
    """What is done to new cases by themselves."""
    _each(db, steps_rules.RULES)


@migrations()
def m0022_clusters(db: Database) -> None:
    """What each text speaks of, and cases that hold many mentions of one story."""
    _each(db, steps_clusters.CLUSTERS)


@migrations()
def m0023_stops(db: Database) -> None:
    """Who is not told any more by which way."""
    _each(db, steps_alerts.STOPS)


@migrations()
def m0024_replies(db: Database) -> None:
    """Answers that are sent from the board."""
    _each(db, steps_replies.REPLIES)


@migrations()
def m0025_places(db: Database) -> None:
    """The place of each case in the queue, and cases that rest until it gets worse."""
    _each(db, steps_clusters.PLACES)


@migrations()
def m0026_marks(db: Database) -> None:
    """What the team knows of authors."""
    _each(db, steps_clusters.MARKS)


@migrations()
def m0027_case_search(db: Database) -> None:
    """The search forms of what stands in cases once more, so that few are looked through for the queue."""
    _each(db, steps_clusters.CASE_SEARCH)


@migrations()
def m0028_counted(db: Database) -> None:
    """Cases counted by status and label in the order of one index."""
    _each(db, steps_clusters.COUNTED)


def _each(db: Database, script: str) -> None:
    """Run statements one by one: executescript would commit the migration's transaction."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement.strip().removesuffix(";"))
