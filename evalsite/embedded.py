"""Web, Celery worker and beat in one process: what one machine without Redis runs.

The queue lives in memory; nothing is lost at a restart because every job is a row first and unfinished rows are queued again.
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType

from celery import Celery
from celery.beat import Service
from celery.worker import WorkController
from django.core.management.base import CommandError
from waitress.server import create_server

from ballots.views.door import CastDoor
from desk.tasks import requeue_at_start


def start_worker(app: Celery) -> WorkController:
    """A worker with two threads, in this process; stops with it."""
    worker = WorkController(
        app=app,
        pool_cls="threads",
        concurrency=2,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    threading.Thread(target=worker.start, name="celery-worker", daemon=True).start()
    return worker


def start_queue(app: Celery) -> tuple[WorkController, Service]:
    """Worker and beat in this process, and every unfinished job queued again."""
    worker = start_worker(app)
    beat = Service(app, max_interval=1)
    threading.Thread(target=beat.start, name="celery-beat", daemon=True).start()
    # A bare worker sends no signal when it is ready.
    requeue_at_start()
    return worker, beat


def serve(application: CastDoor, app: Celery, host: str, port: int, listening: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests end; ``listening`` is called once connections are taken."""
    try:
        server = create_server(application, host=host, port=port, threads=8, ident=None)
    except OSError as error:
        raise CommandError(f"端口 {port} 已被占用或不能使用，请换一个端口。") from error

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    worker, beat = start_queue(app)
    listening()
    try:
        server.run()
    finally:
        beat.stop()
        worker.stop()
