"""The roof: settings in, jobs on the clock, and the command line `vidhuk`."""

import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial, wraps
from pathlib import Path
from typing import IO, Any, TextIO
from urllib.parse import parse_qsl

import click
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from classifier import artefact
from classifier.artefact import ArtefactError
from classifier.curriculum import plan
from classifier.entities import entities
from classifier.evaluate import Report, evaluate, report, table
from classifier.examples import DataError, read_examples
from classifier.highlight import found_in
from classifier.judge import judge, judge_all
from classifier.lexicon import forms_of
from classifier.pipeline import Pipeline, log_odds
from classifier.registry import BASE, Registry
from classifier.search import sought, write_search_forms
from classifier.stream import classify_lines, read_lines
from classifier.train import train
from classifier.workshop import in_force, lessons_of, put_back, shelved, train_asked
from classifier.workshop import put_in_force as put_in_force_at_board
from listener import hooks
from listener.check import check_source, last_call
from listener.collect import Turn, collect
from listener.errands import run_errands
from listener.imports.bring import bring, opened
from listener.imports.lines import FileError
from listener.imports.plan import Said, prepared
from listener.imports.told import told
from listener.network import Http, SourceError
from listener.replica.stage import SECRETS, performed
from listener.replies import places, send_replies
from listener.retention import ErasureError, erase, purge
from listener.sources import SOURCES
from listener.sources.declared import manual
from models.calls import Answer, Call
from models.moments import now
from models.people import Language, Period
from models.records import Role, User
from models.retention import deletions, rules
from models.settings import Settings, SettingsError, Source, load, understand
from models.store import Store, StoreError
from models.store.purges import Purged
from web.alerts import simulate
from web.alerts.ballot import Ballot
from web.alerts.channels import ChannelError
from web.alerts.channels import check as check_channel
from web.alerts.channels import opened as opened_channels
from web.alerts.channels.mail import check as check_mail
from web.alerts.deliver import deliver
from web.alerts.digest import digest, preview
from web.alerts.hours import Memory
from web.alerts.letter import board_url
from web.alerts.page import as_text
from web.alerts.replay import replay
from web.alerts.series import SeriesError, parse_hour, read_series
from web.alerts.watch import watch
from web.app import create_app
from web.board.filters import FilterError, wanted
from web.board.starters import begin_with
from web.desk import Demo
from web.export import ROOMS, WRITERS
from web.hooks import hook_pages
from web.learning.workshop import Workshop
from web.mailbox.server import Mailbox, free_port
from web.mailbox.views import mailbox_pages
from web.people.idtoken import check_provider
from web.people.opening import invitation, opening_code
from web.people.passwords import SHORTEST, hashed
from web.people.provider import LoginError
from web.rules import apply_rules
from web.serve import ServeError, kept_secret, served

log = logging.getLogger("vidhuk")
_complaints: dict[str, str] = {}  # job → what it was last heard to complain of

EXPECTED = (
    SettingsError,
    StoreError,
    ArtefactError,
    DataError,
    SeriesError,
    ChannelError,
    ServeError,
    SourceError,
    FileError,
    ErasureError,
    LoginError,
)
JITTER = 0.1  # of a source's pace, so that sources of one pace do not all ask at once
OUTAGE_AFTER = 2.2  # minutes into the scenario
DEMO_LOGIN, DEMO_PASSWORD = "demo", "zoria-demo"


class Roof:
    """What the commands stand under: the settings, and what is opened by them when first asked for."""

    def __init__(self, config: Path, as_json: bool, settings: Settings | None = None) -> None:
        self.config = config
        self.as_json = as_json
        self._settings = settings
        self._pipeline: Pipeline | None = None

    @cached_property
    def settings(self) -> Settings:
        """config.toml with the secrets of the environment; SettingsError lists every fault."""
        return self._settings or load(self.config, SOURCES, os.environ)

    @cached_property
    def folder(self) -> Path:
        """Where the database lies, and the artefacts beside it."""
        folder = self.settings.service.database.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreError(
                f"{folder}: cannot be made ({fault.strerror}); check the path and its rights"
            ) from fault
        return folder

    @cached_property
    def store(self) -> Store:
        """The database; StoreError when it cannot be used."""
        return Store(self.folder / self.settings.service.database.name)

    @cached_property
    def registry(self) -> Registry:
        """The artefacts: the one that is shipped and, where there is a configuration, those trained by it."""
        configured = self._settings or self.config.exists()
        return Registry(self.folder / "artefacts" if configured else Path("var/artefacts"))

    def pipeline(self, name: str | None = None) -> Pipeline:
        """An artefact ready to label, the active one unless named; read once while it stays the same."""
        wanted = name or self.registry.active()
        if self._pipeline is None or self._pipeline.name != wanted:
            self._pipeline = artefact.load(self.registry.place(wanted))
        return self._pipeline

    def working_pipeline(self) -> Pipeline:
        """The active artefact, or the shipped one while that cannot be read: labelling goes on."""
        try:
            ready = self.pipeline()
        except ArtefactError as fault:
            complain("artefact", f"{fault}; labelling goes on with the shipped artefact")
            return self.pipeline(BASE)
        _complaints.pop("artefact", None)
        return ready

    @property
    def workshop(self) -> Workshop:
        """What the board may ask of the classifier."""
        return Workshop(
            forms=forms_of,
            entities=entities,
            in_force=partial(in_force, self.registry),
            shelved=partial(shelved, self.registry),
            put_in_force=partial(put_in_force_at_board, self.registry),
            put_back=partial(put_back, self.registry),
        )

    @property
    def secret(self) -> bytes:
        """What signs sessions: from the environment, else made once and kept beside the database."""
        given = self.settings.service.secret
        return given.get_secret_value().encode() if given else kept_secret(self.folder)

    @property
    def ballot(self) -> Ballot:
        """What signs the links in letters."""
        return Ballot(self.secret)

    def close(self) -> None:
        """Let the database go, where it was opened."""
        if "store" in self.__dict__:
            self.store.close()

    def say(self, text: str, **facts: object) -> None:
        """Tell a person, or with --json a program."""
        click.echo(json.dumps(facts, ensure_ascii=False, default=str) if self.as_json else text)


# Jobs on the clock


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again; it finds its own work in the store."""

    name: str
    every: timedelta
    turn: Callable[[], object]
    source: str | None = None


Turns = dict[str, tuple[float, Callable[[], object]]]  # name → seconds between two turns, and what to do


def jobs(roof: Roof, hurry: float = 1.0) -> list[Job]:
    """Everything that happens by itself; a `hurry` above 1 takes the turns more often."""
    http = Http()
    collecting = [
        Job(f"collect {each.name}", each.every, partial(collect, each, http, roof.store), each.name)
        for each in roof.settings.sources
    ]
    for job in collecting:
        roof.store.sources.retry_now(str(job.source))  # what a person has mended need not wait a day
    others = keeping_turns(roof, http) | judging_turns(roof) | telling_turns(roof)
    return collecting + [
        Job(name, timedelta(seconds=max(1.0, seconds / hurry)), turn)
        for name, (seconds, turn) in others.items()
    ]


def keeping_turns(roof: Roof, http: Http) -> Turns:
    """What people asked of sources, and what may no longer be kept."""
    settings, store = roof.settings, roof.store
    return {
        "send replies": (2, lambda: send_replies(settings.sources, http, store)),
        "run errands": (5, lambda: run_errands(settings.sources, http, store)),
        "purge": (86_400, lambda: purge(store, rules(settings.retention, now()), now())),
        "purge deleted": (3_600, lambda: purge(store, deletions(now()), now())),
    }


def judging_turns(roof: Roof) -> Turns:
    """From a comment that came to a case in the queue, and what is learned from people."""
    store = roof.store

    def open_cases() -> None:
        store.cases.open_due(now())
        store.cases.wake(now())

    def meet_rules() -> None:
        for fault in apply_rules(store, roof.settings, sought, now()).faults:
            complain("rules", fault)

    return {
        "judge": (5, lambda: judge(store, roof.working_pipeline(), now())),
        "write search forms": (5, lambda: write_search_forms(store)),
        "choose what to label": (60, lambda: plan(store, roof.working_pipeline(), now())),
        "train": (5, lambda: train_asked(store, roof.registry, now)),
        "open cases": (5, open_cases),
        "apply rules": (5, meet_rules),
    }


def telling_turns(roof: Roof) -> Turns:
    """Whether the mood turned, and the letters that say so."""
    settings, store, memory = roof.settings, roof.store, Memory(since=now())
    channels = opened_channels(settings, roof.ballot)
    return {
        "watch": (60, lambda: watch(store, settings, now(), memory)),
        "digest": (60, lambda: digest(store, settings, now())),
        "deliver": (10, lambda: deliver(store, channels, now())),
    }


def clock(todo: Sequence[Job], store: Store) -> BackgroundScheduler:
    """Put jobs on a clock: never twice at once, one turn for all that were missed, each on its own thread."""
    rules = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    pool = {"type": "threadpool", "max_workers": max(1, len(todo))}
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=rules, executors={"default": pool})
    for job in todo:
        seconds = job.every.total_seconds()
        jitter = round(seconds * JITTER) if job.source else None
        scheduler.add_job(
            take_turn,
            "interval",
            [job, store],
            id=job.name,
            seconds=seconds,
            jitter=jitter,
            next_run_time=now(),
        )
    return scheduler


def take_turn(job: Job, store: Store) -> None:
    """One turn of one job; what a person can mend is one line in the log, and the next turn tries again."""
    began = now()
    try:
        outcome = job.turn()
        if isinstance(outcome, Turn) and outcome.error:
            complain(job.name, outcome.error)
        elif not (isinstance(outcome, Turn) and outcome.skipped):
            _complaints.pop(job.name, None)  # the same fault is news again when it comes back
        if job.source:
            store.sources.plan(job.source, max(began + job.every, now()))
    except EXPECTED as fault:
        complain(job.name, str(fault))


def complain(who: str, reason: str) -> None:
    """Log what a person can mend: once, and again when it has changed or comes back."""
    if _complaints.get(who) != reason:
        _complaints[who] = reason
        log.error("%s: %s", who, reason)


def hook(roof: Roof) -> Callable[[str, Call], Answer]:
    """What takes the calls of platforms at /hooks/<source>."""
    return lambda name, call: hooks.answer(roof.settings.sources, roof.store, name, call, now())


def serve(roof: Roof, app: Flask, todo: Sequence[Job], ready: Callable[[int], None]) -> None:
    """Run the jobs and the board until the process is asked to stop."""
    stopping = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopping.set())
    with served(app, roof.settings.service.host, roof.settings.service.port) as port:
        scheduler = clock(todo, roof.store)
        scheduler.start()
        ready(port)
        stopping.wait()
        scheduler.shutdown(wait=False)


# The command line


class Commands(click.Group):
    """Commands whose expected failures are a line that says why and what to do."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit status 1 with the reason where it failed."""
        try:
            return super().invoke(context)
        except EXPECTED as fault:
            raise click.ClickException(str(fault)) from fault


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="vidhuk")
def cli() -> None:
    """Hear what people publicly say to a brand in Ukrainian and Russian, and miss nothing that matters.

    Try it without accounts or network:  vidhuk demo
    """


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command of `vidhuk` that takes --config and --json, and gets the roof they describe."""

    def wrap(function: Callable[..., None]) -> click.Command:
        @wraps(function)
        def run(config: Path, as_json: bool, **given: Any) -> None:
            roof = Roof(config, as_json)
            try:
                function(roof, **given)
            finally:
                roof.close()

        path = click.Path(path_type=Path, dir_okay=False)
        run = click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(run)
        run = click.option("--config", type=path, default=Path("config.toml"), show_default=True)(run)
        return cli.command(name)(run)

    return wrap


def several(values: Sequence[Any], label: str, as_json: bool) -> Any:
    """A progress bar over values, on a terminal and for people."""
    hidden = as_json or not sys.stderr.isatty()
    return click.progressbar(values, label=label, file=sys.stderr, hidden=hidden)


@command("demo")
@click.option("--port", default=8000, show_default=True, help="Where the board listens; 0 takes a free one.")
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="How fast the story runs."
)
def demo(roof: Roof, port: int, speed: float) -> None:
    """Show the whole service on replicas of the platforms: no account, no network.

    Example:  vidhuk demo --port 8080 --speed 4
    """
    listen_to_log()
    with (
        tempfile.TemporaryDirectory(prefix="vidhuk-demo-") as folder,
        Mailbox() as mailbox,
        performed(now(), now, speed, every="5s") as sources,
    ):
        settings = understand(
            demo_config(port or free_port(), mailbox.port, sources), SOURCES, SECRETS, "demo", Path(folder)
        )
        staged = Roof(roof.config, roof.as_json, settings)
        shown_to = staged.store.users.add(
            DEMO_LOGIN, "Оленка", Role.ADMIN, "uk", hashed(DEMO_PASSWORD), now()
        )
        begin_with(staged.store, "zoria", shown_to.id, now())
        shown = Demo(DEMO_LOGIN, DEMO_PASSWORD, mailbox="/mailbox/")
        pages = [mailbox_pages(mailbox)]
        app = create_app(
            settings,
            staged.store,
            staged.secret,
            pages,
            demo=shown,
            read_search=sought,
            mark_search=found_in,
            workshop=staged.workshop,
            places=places(settings.sources),
        )
        serve(staged, app, jobs(staged, hurry=5), partial(welcome, roof, speed))
        staged.close()


def demo_config(port: int, mail_port: int, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """What config.toml would say of the demonstration."""
    mail = {"host": "127.0.0.1", "port": mail_port, "from": "vidhuk@example.org", "to": ["smm@example.org"]}
    return {
        "service": {"address": f"127.0.0.1:{port}"},
        "brands": [{"name": "zoria", "title": "Пошта Зоря", "names": ["Зоря", "Пошта Зоря", "Zoria"]}],
        "sources": sources,
        "mail": mail,
    }


def welcome(roof: Roof, speed: float, port: int) -> None:
    """Say where the demonstration is to be seen, and what will happen."""
    address = f"http://127.0.0.1:{port}"
    roof.say(
        f"Vidhuk listens to the fictional Пошта Зоря; nothing leaves this machine.\n"
        f"  board    {address}   login {DEMO_LOGIN}, password {DEMO_PASSWORD}\n"
        f"  mailbox  {address}/mailbox/\n"
        f"In about {max(1, round(OUTAGE_AFTER / speed))} min an outage begins, and its mail arrives. "
        "Ctrl+C ends the demo.",
        board=address,
        login=DEMO_LOGIN,
        password=DEMO_PASSWORD,
        mailbox=f"{address}/mailbox/",
    )


@command("run")
def run_service(roof: Roof) -> None:
    """Run the service: every job on the clock, and the board."""
    listen_to_log()
    pages = [hook_pages(hook(roof))]
    app = create_app(
        roof.settings,
        roof.store,
        roof.secret,
        pages,
        read_search=sought,
        mark_search=found_in,
        workshop=roof.workshop,
        places=places(roof.settings.sources),
    )
    serve(roof, app, jobs(roof), partial(say_where, roof))


def say_where(roof: Roof, port: int) -> None:
    """Say where the board is and, while nobody can sign in, by which code somebody can."""
    address = f"http://{roof.settings.service.host}:{port}"
    code = None if roof.store.users.some() else opening_code(roof.secret)
    first = f"\n{invitation(address, code)}" if code else ""
    roof.say(f"Board: {address}{first}", board=address, port=port, code=code)


def listen_to_log() -> None:
    """Write what happens to the terminal; the HTTP client stays silent, for addresses may hold tokens."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    for chatty in ("httpx", "httpcore", "apscheduler", "mail.log", "pymorphy3"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


@command("check")
def check(roof: Roof) -> None:
    """Look at each source, the artefact and the mail server: OK, or what to do."""
    http, mail, faults = Http(), roof.settings.mail, 0

    def reach(source: Source) -> None:
        if fault := check_source(source, http, roof.store, now()):
            raise SourceError(source.name, fault)

    looks: dict[str, Callable[[], object]] = {
        f"source {each.name}": partial(reach, each) for each in roof.settings.sources
    }
    heard = {
        f"source {each.name}": last_call(each, roof.store, board_url(roof.settings))
        for each in roof.settings.sources
    }
    looks["artefact"] = roof.pipeline
    if mail is not None:
        looks["mail"] = partial(check_mail, mail)
    if roof.settings.login is not None:
        looks["login"] = partial(check_provider, roof.settings.login)
    looks |= {f"channel {each.name}": partial(check_channel, each) for each in roof.settings.channels}
    for what, look in looks.items():
        fault = None
        try:
            look()
        except EXPECTED as found:
            fault = getattr(found, "reason", str(found))
            faults += 1
        told = heard.get(what)
        said = f"{what}: {fault or 'OK'}{f'; {told}' if told else ''}"
        roof.say(said, what=what, ok=fault is None, fault=fault, calls=told)
    sys.exit(1 if faults else 0)


@command("platforms")
def platforms(roof: Roof) -> None:
    """Say what can be listened to, and what each platform gives: docs/platforms.md is written from it.

    Example:  vidhuk platforms > docs/platforms.md
    """
    declared = {key: asdict(each.gives) for key, each in SOURCES.items() if each.gives}
    roof.say(manual(SOURCES).rstrip("\n"), platforms=declared)


@command("collect")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Read everything back to this day.")
def collect_now(roof: Roof, names: tuple[str, ...], since: datetime | None) -> None:
    """Take one turn of the named sources, or of all.

    Example:  vidhuk collect zoria-vk --since 2026-11-01
    """
    known = {each.name: each for each in roof.settings.sources}
    if unknown := sorted(set(names) - set(known)):
        raise SettingsError(f"unknown source {unknown[0]}; config.toml has {', '.join(known)}")
    begin = since.replace(tzinfo=roof.settings.service.zone) if since else None
    chosen = [known[name] for name in names or known]
    http, broken = Http(), 0
    with several(chosen, "collecting", roof.as_json) as bar:
        turns = [collect(each, http, roof.store, since=begin, force=bool(names)) for each in bar]
    for turn in turns:
        kept = turn.kept
        said = turn.error or turn.skipped or f"{kept.new} new, {kept.edited} edited, {kept.deleted} deleted"
        broken += turn.error is not None
        roof.say(f"{turn.source}: {said}", **asdict(turn))
    sys.exit(1 if broken else 0)


@command("judge")
@click.option("--all", "everything", is_flag=True, help="Label every mention anew, not only those that wait.")
def judge_now(roof: Roof, everything: bool) -> None:
    """Label what has no verdict of the active artefact, open the cases that follow, make all findable."""
    pipeline = roof.pipeline()
    done = judge_all(roof.store, pipeline, now()) if everything else judge(roof.store, pipeline, now())
    while roof.store.cases.open_due(now()):
        pass
    write_search_forms(roof.store)
    roof.say(f"{done} labelled by {pipeline.name}", judged=done, artefact=pipeline.name)


@command("classify")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"), default="-")
@click.option("--no-evidence", is_flag=True, help="Leave out the words that made each verdict.")
@click.option("--artefact", "name", help="An artefact other than the active one.")
def classify(roof: Roof, file: TextIO, no_evidence: bool, name: str | None) -> None:
    """Label comments from a file or the input, one a line; write JSON lines. Needs no configuration.

    Example:  echo 'Де моя посилка вже місяць?' | vidhuk classify
    """
    pipeline = roof.pipeline(name)
    for verdict in classify_lines(
        pipeline, read_lines(file, getattr(file, "name", "<stdin>")), not no_evidence
    ):
        click.echo(json.dumps(verdict, ensure_ascii=False))


@command("train")
@click.option(
    "--data", "files", multiple=True, type=click.Path(path_type=Path), help="A file of labelled comments."
)
@click.option("--name", help="What to call the artefact; else by the day and time.")
@click.option("--activate", is_flag=True, help="Put it in force, if it is no worse than the active one.")
@click.option("--force", is_flag=True, help="Put it in force even if it is worse.")
def train_now(roof: Roof, files: tuple[Path, ...], name: str | None, activate: bool, force: bool) -> None:
    """Train a new artefact from the base, the staff's decisions and any files.

    Example:  vidhuk train --data labelled.jsonl --name december --activate
    """
    at = now()
    extra = read_examples(*files)
    decisions = lessons_of(roof.store)
    with click.progressbar(length=100, label="training", file=sys.stderr, hidden=roof.as_json) as bar:

        def step(done: int, of: int) -> None:
            bar.update(round(100 * done / of) - bar.pos)

        folder = roof.registry.new(name or f"{at:%Y-%m-%d-%H%M%S}")
        made = train(roof.registry.read(BASE), decisions, extra, folder, at, step).card
    roof.say(
        f"{made.name}: trained on {made.base}, {len(decisions)} decisions and {len(extra)} further comments",
        artefact=made.name,
        decisions=len(decisions),
        examples=len(extra),
    )
    if activate or force:
        put_in_force(roof, made.name, force)


@command("evaluate")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--artefact", "name", help="An artefact other than the active one.")
def evaluate_now(roof: Roof, file: Path | None, name: str | None) -> None:
    """Measure an artefact on a file of labelled comments, or on the frozen set that it ships with.

    Example:  vidhuk evaluate december.jsonl --artefact december
    """
    pipeline = roof.pipeline(name)
    found = evaluate(pipeline, read_examples(file)) if file else on_the_frozen_set(roof, pipeline)
    roof.say(table(found), artefact=pipeline.name, **found.values())


def on_the_frozen_set(roof: Roof, pipeline: Pipeline) -> Report:
    """The figures on the comments that the shipped artefact keeps apart for measuring."""
    rows, card = roof.registry.read(BASE).rows(artefact.FROZEN_FILE), pipeline.card
    return report(rows, log_odds(rows, pipeline.heads), card.thresholds, card.margin)


@command("artefacts")
@click.argument("action", type=click.Choice(["list", "activate", "rollback"]), default="list")
@click.argument("name", required=False)
@click.option("--force", is_flag=True, help="Activate even if it is worse on the frozen set.")
def artefacts(roof: Roof, action: str, name: str | None, force: bool) -> None:
    """List the trained artefacts, put one in force, or go back to the former one.

    Example:  vidhuk artefacts activate december
    """
    if action == "activate" and name is None:
        raise click.UsageError("name the artefact to activate; `vidhuk artefacts` lists them")
    if action == "activate" and name:
        put_in_force(roof, name, force)
    elif action == "rollback":
        former = roof.registry.rollback()
        roof.say(f"{former} is in force again", active=former)
    else:
        list_artefacts(roof)


def list_artefacts(roof: Roof) -> None:
    """One line for each artefact; a star marks the one in force."""
    active = roof.registry.active()
    for name in roof.registry.names():
        mark = "*" if name == active else " "
        try:
            card = roof.registry.read(name).card
        except ArtefactError as fault:
            roof.say(f"{mark} {fault}", name=name, active=name == active, fault=str(fault))
            continue
        roof.say(
            f"{mark} {name}  made {card.made_at[:10]}, {card.decisions} decisions",
            name=name,
            active=name == active,
            made_at=card.made_at,
            decisions=card.decisions,
        )


def put_in_force(roof: Roof, name: str, force: bool) -> None:
    """Activate an artefact; one that is worse on the frozen set is refused unless forced."""
    worse = roof.registry.activate(name, force)
    if worse and not force:
        parts = "; ".join(str(fall) for fall in worse)
        raise ArtefactError(
            f"{name}: is worse on the frozen set ({parts}); --force activates it all the same"
        )
    roof.say(f"{name} is in force; `vidhuk judge --all` labels the past by it", active=name)


@command("watch")
def watch_now(roof: Roof) -> None:
    """Look once whether the mood has turned, and queue the alerts."""
    happened = watch(roof.store, roof.settings, now())
    roof.say(
        "\n".join(str(each) for each in happened) or "all calm", happened=[str(each) for each in happened]
    )


@command("digest")
@click.option("--show", type=click.Choice(["daily", "weekly"]), help="Print one that ends now.")
@click.option("--language", type=click.Choice(["uk", "ru", "en"]), help="Of what is printed.")
def digest_now(roof: Roof, show: Period | None, language: Language | None) -> None:
    """Queue the digests that are due, or print what one would say now.

    Example:  vidhuk digest --show weekly --language uk
    """
    if show is None:
        made = [str(each) for each in digest(roof.store, roof.settings, now())]
        roof.say("\n".join(made) or "none is due", made=made)
        return
    for brand, letter in preview(roof.store, roof.settings, show, now(), language):
        said = f"{letter.subject}\n\n{as_text(letter)}"
        roof.say(said, brand=brand, period=show, subject=letter.subject, letter=as_text(letter))


@command("deliver")
def deliver_now(roof: Roof) -> None:
    """Send the alerts that wait."""
    done = deliver(roof.store, opened_channels(roof.settings, roof.ballot), now())
    roof.say(f"{done.sent} sent, {done.waiting} put back, {done.refused} refused", **asdict(done))


@command("replay")
@click.argument("files", metavar="SERIES.csv...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--budget",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.01, 31),
    help="Needless alerts a month.",
)
@click.option(
    "--from", "begin", required=True, help="The hour from which to watch; what lies before is history."
)
def replay_now(roof: Roof, files: tuple[Path, ...], budget: float, begin: str) -> None:
    """Run the spike detector over hourly counts and print when it would have alerted.

    Example:  vidhuk replay zoria.csv --budget 1 --from 2026-11-01T00:00+02:00
    """
    try:
        since = parse_hour(begin)
    except ValueError as fault:
        raise click.UsageError(f"--from: {fault}") from None
    with several(files, "replaying", roof.as_json) as bar:
        for file in bar:
            for alert in replay(read_series(file), since, budget):
                roof.say(str(alert), **asdict(alert))


@command("evaluate-alerts")
@click.option("--brands", type=click.IntRange(min=1), default=100, show_default=True, help="Brands a cell.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Needless alerts in 28 days.",
)
@click.option("--seed", type=click.IntRange(min=0), default=20, show_default=True, help="Of the chance.")
def evaluate_alerts(roof: Roof, brands: int, budget: float, seed: int) -> None:
    """Measure the spike detector on simulated brands: outbreaks caught, and needless alerts.

    Example:  vidhuk evaluate-alerts --brands 20
    """
    with several(simulate.STEPS, "simulating", roof.as_json) as bar:
        measured = [simulate.measure(setting, brand, brands, seed, budget) for setting, brand in bar]
    roof.say(simulate.table(measured, brands, seed, budget), measured=[each.facts() for each in measured])


@command("export")
@click.argument("file", type=click.File("wb"), default="-")
@click.option(
    "--format", "kind", type=click.Choice(list(WRITERS)), help="Else by the ending of FILE, or CSV."
)
@click.option("--room", type=click.Choice(list(ROOMS)), default="mentions", show_default=True)
@click.option("--query", default="", help="What the list is narrowed to, as in the address of the board.")
def export(roof: Roof, file: IO[bytes], kind: str | None, room: str, query: str) -> None:
    """Write a list of the board as CSV, XLSX or JSON lines, personal data masked; --json is JSON lines.

    Example:  vidhuk export complaints.xlsx --query "label=complaint&since=2026-11-01&q=посилка"
    """
    ending = Path(getattr(file, "name", "") or "").suffix.removeprefix(".")
    kind = kind or ("jsonl" if roof.as_json else ending if ending in WRITERS else "csv")
    try:
        asked = wanted(dict(parse_qsl(query)), roof.settings, 0, sought)
    except FilterError as fault:
        raise click.UsageError(f"--query: {fault}") from None
    rows = ROOMS[room](roof.store.queue, asked.filters, roof.settings.service.zone)
    WRITERS[kind](rows, file)


@command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", default="import", show_default=True, help="Under which name the lines are kept.")
@click.option("--brand", help="Whose comments these are, where config.toml has several brands.")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=HEADING", help="Which column holds what.")
@click.option("--dates", type=click.Choice(["day", "month"]), help="What comes first in 03/04/2026.")
@click.option("--encoding", help="Of a CSV file; else it is found out.")
@click.option("--dry-run", is_flag=True, help="Show what would be kept, and keep nothing.")
def import_file(roof: Roof, file: Path, encoding: str | None, dry_run: bool, **said: Any) -> None:
    """Keep what a CSV, XLSX or JSONL file of another tool holds; nothing of it alerts anybody.

    Example:  vidhuk import mentions.xlsx --source youscan --map text=Comment --dry-run
    """
    at, table = now(), opened(file, encoding)
    ready = prepared(table, file.name, roof.settings, roof.store, Said(**said), at)
    hidden = roof.as_json or not sys.stderr.isatty()
    with click.progressbar(length=ready.look.lines, label="importing", file=sys.stderr, hidden=hidden) as bar:
        outcome = bring(table, ready.plan, roof.store, at, bar.update, dry_run)
    if not dry_run:
        roof.store.imports.save(ready.remembered)
    roof.say(
        told(ready, outcome, dry_run),
        **asdict(outcome),
        columns=dict(ready.columns),
        unused=ready.unused,
        note=ready.note,
        dry_run=dry_run,
    )
    sys.exit(1 if outcome.bad and len(outcome.bad) == outcome.lines else 0)


@command("backup")
@click.argument("target", metavar="DEST", type=click.Path(path_type=Path))
def backup(roof: Roof, target: Path) -> None:
    """Copy the whole database into a new file, the service going on."""
    roof.store.backup(target)
    roof.say(f"{target}: written", written=str(target))


@command("purge")
@click.option("--author", help="Remove all of one author, by id or name, and never collect them again.")
@click.option("--platform", help="On which platform that author writes.")
@click.option("--dry-run", is_flag=True, help="Say how much would go, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether an author is really to be removed.")
@click.option("--log", "logged", is_flag=True, help="List what was removed when, without what it was.")
def purge_now(
    roof: Roof, author: str | None, platform: str | None, dry_run: bool, yes: bool, logged: bool
) -> None:
    """Remove what config.toml and the terms of platforms say is to go, or everything of one author.

    Example:  vidhuk purge --author id123456 --platform vk
    """
    at, purges = now(), roof.store.purges
    if (author is None) != (platform is None):
        raise click.UsageError("--author and --platform belong together")
    if logged:
        for entry in purges.log():
            what = (
                f"{entry.purged.mentions} mentions, {entry.purged.cases} cases, {entry.purged.alerts} alerts"
            )
            roof.say(f"{entry.at:%Y-%m-%d %H:%M} UTC  {entry.kind}  {what}", **asdict(entry))
    elif author and platform:
        found = purges.authored(platform, author)
        said = f"{len(found.numbers)} mentions of {', '.join(found.authors) or 'nobody known'}"
        if dry_run:
            roof.say(said, **asdict(found))
            return
        if not yes:
            click.confirm(f"{said}: remove all, and never collect them again?", abort=True, err=True)
        say_purged(roof, erase(roof.store, platform, author, at))
    elif dry_run:
        due = purges.due(rules(roof.settings.retention, at))
        roof.say(f"{due} mentions would lose their words and authors", due=due)
    else:
        say_purged(roof, purge(roof.store, rules(roof.settings.retention, at), at))


def say_purged(roof: Roof, done: Purged) -> None:
    """Say how much was removed."""
    what = (
        f"{done.mentions} mentions removed, {done.cases} cases emptied, {done.alerts} alerts without quotes"
    )
    roof.say(what, **asdict(done))


@command("user")
@click.argument(
    "action", type=click.Choice(["list", "add", "rights", "password", "off", "on"]), default="list"
)
@click.argument("login", required=False)
@click.option("--name", help="How colleagues see them.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="operator", show_default=True
)
@click.option("--brand", "brands", multiple=True, help="Only at this brand; repeat for several.")
@click.option("--mail", help="By which a provider of identities knows them.")
@click.option("--language", type=click.Choice(["uk", "ru", "en"]), default="uk", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the input instead of asking.")
def user(
    roof: Roof,
    action: str,
    login: str | None,
    name: str | None,
    role: str,
    brands: tuple[str, ...],
    mail: str | None,
    language: str,
    password_stdin: bool,
) -> None:
    """List the people at the board, add one, say what they may do, give a new password, or keep one out.

    \b
    Example:  vidhuk user add olena --name "Олена" --role lead
              vidhuk user rights olena --role operator --brand zoria
    """
    if action == "list":
        list_people(roof)
        return
    if login is None:
        raise click.UsageError("say whose login it is, such as: vidhuk user add olena")
    if action in ("on", "off"):
        roof.store.users.set_active(login, action == "on")
    elif action == "password":
        roof.store.users.change_password(login, hashed(asked_password(password_stdin)))
    else:
        known_brands(roof, brands)
        if action == "add":
            secret = hashed(asked_password(password_stdin))
            roof.store.users.add(login, name or login, Role(role), language, secret, now(), mail)
        roof.store.users.allow(login, Role(role), dict.fromkeys(brands, Role(role)))
        if mail is not None:
            roof.store.users.write_to(login, mail)
    roof.store.audit.note("vidhuk", "vidhuk user", now(), subject=login, details={"action": action})
    roof.say(f"{login}: done", login=login, action=action)


def list_people(roof: Roof) -> None:
    """One line for each person at the board."""
    for each in roof.store.users.all():
        roof.say(
            f"{each.login}  {each.name}  {may(each)}{'' if each.active else '  (kept out)'}",
            login=each.login,
            name=each.name,
            role=each.role,
            brands=each.rights,
            mail=each.mail,
            active=each.active,
        )


def known_brands(roof: Roof, brands: Sequence[str]) -> None:
    """SettingsError where config.toml has no such brand."""
    if not brands:
        return
    known = [each.name for each in roof.settings.brands]
    if strange := sorted(set(brands) - set(known)):
        raise SettingsError(f"unknown brand {strange[0]}; config.toml has {', '.join(known)}")


def may(user: User) -> str:
    """What somebody may do, as a line says it."""
    at = ", ".join(f"{role} at {brand}" for brand, role in user.rights.items())
    return at or str(user.role)


def asked_password(from_input: bool) -> str:
    """A new password, typed twice unseen or read from the input; StoreError when it is too short."""
    given = (
        sys.stdin.readline().rstrip("\n")
        if from_input
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    if len(given) < SHORTEST:
        raise StoreError(f"the password is too short; take {SHORTEST} characters or more")
    return str(given)


def main() -> None:
    """Where the installed program begins."""
    cli(prog_name="vidhuk")


if __name__ == "__main__":
    main()
