"""`manage.py serve web|worker|beat`: one process of a studio, as a service with another one standing by.

Where that process ends, its standby takes its place at once; what it prints is for the service manager.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.environment import environment
from studio.management.commands.studio import free_generations, health_of, origin_at
from studio.ops import watchdog
from studio.ops.supervisor import Supervisor, stop_on_signals, studio_processes

NAMES = {"web": "daphne", "worker": "worker", "beat": "beat"}


class Command(BaseCommand):
    help = "Run the web server, a worker or beat, with another one that takes its place if it ends."
    requires_system_checks = ()  # they import all that the web server is made of, which loads it anyway

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("process", choices=NAMES)
        parser.add_argument("--port", type=int, default=environment().port)
        parser.add_argument("--host", default=environment().host)

    def handle(self, *args: Any, process: str, port: int, host: str, **options: Any) -> None:
        redis_url, has_standby = environment().redis_url, environment().has_standby
        if not redis_url:
            raise CommandError("Set SUNMASK_REDIS_URL: services find each other by it.")
        all_of_them = studio_processes(host=host, port=port, redis_url=redis_url, has_standby=has_standby)
        chosen = [each for each in all_of_them if each.name == NAMES[process]]
        supervisor = Supervisor(None, chosen, say=self.stderr.write, on_end=free_generations)
        stop_on_signals(supervisor)
        try:
            supervisor.start_all()
            url = f"http://{host}:{port}"
            if process == "web":  # the service manager sees that it runs, and not that it answers nobody
                watchdog.watch(health_of(url, origin_at(url)), lambda: supervisor.pid_of("daphne"))
            supervisor.watch_until(lambda: False)
        finally:
            supervisor.stop_all()
