"""An installation with a million rows, made by COPY and ``generate_series`` in half a minute to a minute and a half.

``fill(1)`` writes 1,000,000 businesses, 100,000 people, 100,000 problems, 50,000 letters, 400,000 notices and 1,000,000 audit
events into the database of the settings, which is migrated and empty; ``fill(0.01)`` a hundredth of each, in the same units,
areas and streets. PostgreSQL only.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from registry.models import User

BUSINESSES, PEOPLE, MATTERS, LETTERS, NOTICES, EVENTS = (
    1_000_000,
    100_000,
    100_000,
    50_000,
    400_000,
    1_000_000,
)
COUNTIES, OFFICES, AREAS, STREETS, USERS = 10, 200, 2_000, 20_000, 500
ROADS = [a + b for a, b in product("人新东西南北中胜长安", "民华")] + ["滨江", "解放"]
WORDS = [
    "".join(pair)
    for pair in product(
        "石盟嘉宏瑞福永金泰祥鑫隆顺达丰裕德仁兴旺", "娜新诚源美佳康和安乐春秋云海山川林木阳光"
    )
]
TRADES = [
    "药店",
    "超市",
    "饭店",
    "五金店",
    "服装店",
    "理发店",
    "茶叶店",
    "水果店",
    "科技有限公司",
    "贸易有限公司",
    "食品厂",
    "修理部",
]
PERSONS = ["".join(each) for each in product("赵钱孙李周吴郑王冯陈", "华明芳伟娜敏静丽强磊", ["", "军"])]
PLACES = ["城关", "东湖", "西山", "南桥", "北岭", "滨海", "江口", "石桥", "柳市", "虹桥"]


@dataclass(frozen=True)
class Viewers:
    """Who opens the lists: one who sees all, and the head of one office."""

    inspectorate: User
    head: User


def fill(scale: float) -> Viewers:
    """Write all of it; rows of the many times ``scale``."""
    viewers = _few()
    random.seed(1)
    with _without_indexes(
        "registry_business", "registry_searchentry", "registry_person", "registry_auditevent"
    ):
        _businesses(int(BUSINESSES * scale))
        _people(int(PEOPLE * scale))
        _run(EVENTS_SQL, count=int(EVENTS * scale))
    with _without_indexes("desk_notice", "matters_matter", "matters_letter"):
        matters, letters = int(MATTERS * scale), int(LETTERS * scale)
        _run(CLOCKS_SQL, count=matters + letters, matters=matters)
        _run(MATTERS_SQL, count=matters)
        _run(LETTERS_SQL, count=letters, after=matters)
        _run(JOBS_SQL, count=int(JOBS * scale))
        _run(NOTICES_SQL, count=int(NOTICES * scale), clocks=matters + letters)
    _index_few()
    _run("VACUUM ANALYZE")
    return viewers


def _few() -> Viewers:
    """Units, posts, areas, streets, industries, users: as many at every scale."""
    from desk.models import ClockPolicy
    from registry.models import Area, Industry, Person, Post, Role, Street, Unit, User
    from rulebook.desk.clocks import DEFAULT_LADDER, ladder_to_plain

    bureau = Unit.objects.create(code="SJ00", name="安澜市工商行政管理局", kind="bureau")
    counties = Unit.objects.bulk_create(
        Unit(code=f"X{n:03}", name=f"{PLACES[n]}县局", kind="county", parent=bureau) for n in range(COUNTIES)
    )
    offices = Unit.objects.bulk_create(
        Unit(
            code=f"G{n:03}", name=f"{PLACES[n % 10]}第{n}工商所", kind="office", parent=counties[n % COUNTIES]
        )
        for n in range(OFFICES)
    )
    Unit.objects.bulk_create(
        Unit(code=f"K{n:03}", name=f"第{n}科", kind="department", parent=bureau) for n in range(50)
    )
    areas = Area.objects.bulk_create(
        Area(code=f"PQ{n:04}", name=f"{PLACES[n % 10]}第{n}片区", office=offices[n % OFFICES])
        for n in range(AREAS)
    )
    Street.objects.bulk_create(
        Street(area=areas[n % AREAS], name=f"{ROADS[n % len(ROADS)]}路{n}段") for n in range(STREETS)
    )
    Industry.objects.bulk_create(Industry(name=f"行业{n}", grade="ABC"[n % 3]) for n in range(60))
    users = User.objects.bulk_create(
        User(username=f"user{n:03}", name=PERSONS[n % len(PERSONS)]) for n in range(USERS)
    )
    inspectors = Person.objects.bulk_create(
        Person(name=f"监管{n}", category="staff", unit=areas[n].office) for n in range(AREAS)
    )
    Post.objects.bulk_create(
        [
            Post(user=users[0], unit=bureau, role=Role.INSPECTORATE),
            Post(user=users[1], unit=offices[7], role=Role.HEAD),
            Post(user=users[-1], unit=bureau, role=Role.ADMINISTRATOR),
            *(Post(user=users[2 + n], unit=offices[n], role=Role.DEPUTY) for n in range(OFFICES)),
            *(Post(person=inspectors[n], unit=areas[n].office, role=Role.INSPECTOR, area=areas[n]) for n in range(AREAS)),
        ]
    )  # fmt: skip
    ClockPolicy.objects.create(
        code="bench", title="基准", valid_from="2000-01-01", amount=20, unit="workdays", source="基准",
        ladder=ladder_to_plain(DEFAULT_LADDER),
    )  # fmt: skip
    return Viewers(users[0], users[1])


def _businesses(count: int) -> None:
    """Names that repeat, codes in no order, one in a hundred ended or of a rare kind, most never patrolled."""
    from registry.models import Industry, Street
    from registry.search import tokens_of

    streets = list(Street.objects.order_by("pk").values_list("pk", "area", "area__office"))
    industries = list(Industry.objects.values_list("pk", flat=True))
    known = {
        text: tokens_of(text)
        for text in (*ROADS, *(f"{road}路" for road in ROADS), *WORDS, *TRADES, *PERSONS)
    }
    between: dict[str, str] = {}
    numbers = random.sample(range(10**9), count)

    def rows() -> Iterator[tuple[str, str]]:
        pick = random.random
        for pk, number in enumerate(numbers, 1):
            road, word = ROADS[int(pick() * len(ROADS))] + "路", WORDS[int(pick() * len(WORDS))]
            trade, person = TRADES[int(pick() * len(TRADES))], PERSONS[int(pick() * len(PERSONS))]
            street, area, office = streets[int(pick() * STREETS)]
            firm = "公司" in trade
            name, code = road + word + trade, f"{'91' if firm else '92'}330300{number:09}X"
            address = f"{road}{pk % 900}号"
            kind = "firm" if firm else "cooperative" if pick() < 0.01 else "sole_trader"
            status = "revoked" if pick() < 0.005 else "deregistered" if pick() < 0.03 else "active"
            patrol = f"2026-{pk % 11 + 1:02}-{pk % 28 + 1:02}" if pk % 3 == 0 else "\\N"
            joins = (road[-1] + word[0], word[-1] + trade[0])
            for join in joins:
                if join not in between:
                    between[join] = tokens_of(join)
            tokens = " ".join(
                (known[road], known[word], known[trade], *(between[j] for j in joins), code.lower(), str(pk % 900), "号", known[person])
            )  # fmt: skip
            yield (
                f"{pk}\t{code}\t{name}\t{kind}\tordinary\t{industries[pk % 60]}\t{'ABC'[pk % 3]}\t{area}\t{street}"
                f"\t{address}\t\t{person}\t\t{status}\t{patrol}\n",
                f"business\t{pk}\t{name}\t{code} {address}\t{office}\t{tokens}\n",
            )

    _copy_pairs(
        rows(),
        "registry_business (id, code, name, kind, scale, industry_id, grade, area_id, street_id, address, datum, responsible,"
        " phone, status, last_patrol_on)",
        "registry_searchentry (kind, object_id, label, detail, unit_id, tokens)",
    )
    _run("SELECT setval(pg_get_serial_sequence('registry_business', 'id'), %(count)s)", count=count)


def _people(count: int) -> None:
    """Deputies and consumers, of the offices and of no unit."""
    from registry.models import Person, Unit
    from registry.search import tokens_of

    units = list(Unit.objects.filter(kind="office").values_list("pk", flat=True))
    first = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    known = {text: tokens_of(text) for text in (*PERSONS, *ROADS)}

    def rows() -> Iterator[tuple[str, str]]:
        for pk in range(first, first + count):
            name, road = random.choice(PERSONS), random.choice(ROADS)
            unit = "\\N" if pk % 10 == 0 else str(units[pk % len(units)])
            category = "congress_deputy" if pk % 5 == 0 else "consumer"
            yield (
                f"{pk}\t{name}\t{category}\t{unit}\t{road}村\t\t{pk:064}\tf\t\t{'f' if pk % 40 == 0 else 't'}\n",
                f"person\t{pk}\t{name}\t{road}村\t{unit}\t{known[name]} {known[road]} 村\n",
            )

    _copy_pairs(
        rows(),
        "registry_person (id, name, category, unit_id, workplace, phone, phone_digest, specially_invited, remark, active)",
        "registry_searchentry (kind, object_id, label, detail, unit_id, tokens)",
    )
    _run("SELECT setval(pg_get_serial_sequence('registry_person', 'id'), %(last)s)", last=first + count)


def _copy_pairs(rows: Iterator[tuple[str, str]], first: str, second: str) -> None:
    """COPY of two tables side by side, 50,000 rows at a time."""
    from django.db import connection

    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        while chunk := list(islice(rows, 50_000)):
            for table, side in ((first, 0), (second, 1)):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write("".join(pair[side] for pair in chunk))


def _run(statement: str, **given: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, given or None)


@contextmanager
def _without_indexes(*tables: str) -> Iterator[None]:
    """Indexes that hold no constraint are made once the rows are there."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisunique"
            " AND indrelid::regclass::text = ANY(%s)",
            [list(tables)],
        )
        found = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")  # foreign keys and triggers are not asked
        for name, _ in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _, definition in found:
            cursor.execute(definition)


def _index_few() -> None:
    """Search entries of what is few, and of whatever upper floors have searched."""
    from django.apps import apps

    from registry import search

    models = {
        "unit": "registry.Unit", "area": "registry.Area", "township": "registry.Township",
        "matter": "matters.Matter", "letter": "matters.Letter",
    }  # fmt: skip
    for kind in search.makers.keys() & models.keys():
        search.index_objects(
            kind, list(apps.get_model(models[kind])._base_manager.values_list("pk", flat=True))
        )


EVENTS_SQL = """
INSERT INTO registry_auditevent (number, at, actor_id, verb, subject_kind, subject_id, payload, previous_hash, hash)
SELECT n, timestamptz '2024-01-01' + n * interval '90 seconds' * (1000000.0 / %(count)s), 1 + n %% 500,
    (ARRAY['edit_business', 'view_contact', 'queue_job', 'edit_person', 'apply_import'])[1 + (n * 7 + n / 13) %% 5],
    (ARRAY['registry.business', 'registry.person', 'desk.job'])[1 + n %% 3], (n %% 90000)::text, '{}', '', md5(n::text)
FROM generate_series(1, %(count)s) n
"""
CLOCKS_SQL = """
INSERT INTO desk_clock (id, policy_id, title, unit_id, handler_id, started_on, due_on, original_due_on, provisional,
    outcome, stopped_on, origin_kind, origin_id, origin_label, late_reason)
SELECT n, (SELECT id FROM desk_clockpolicy WHERE code = 'bench'), '事项 ' || n, office.id, 3 + (n %% 200),
    date '2026-01-01' + (n %% 300)::int, date '2026-02-01' + (n %% 300)::int, date '2026-02-01' + (n %% 300)::int, false,
    CASE WHEN n %% 10 < 7 THEN 'met' WHEN n %% 10 = 7 THEN 'late' ELSE 'open' END,
    CASE WHEN n %% 10 <= 7 THEN date '2026-02-01' + (n %% 290)::int END,
    CASE WHEN n <= %(matters)s THEN 'matters.matter' ELSE 'matters.letter' END,
    CASE WHEN n <= %(matters)s THEN n ELSE n - %(matters)s END, '基准', ''
FROM generate_series(1, %(count)s) n
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM registry_unit WHERE kind = 'office') office
    ON office.place = n %% 200
"""
MATTERS_SQL = """
INSERT INTO matters_matter (id, bureau_id, year, number, title, text, source, raised_on, unit_id, handler_id, triage, state,
    finding, basis, clarification, harm, harm_decision, treatment, treatment_text, told_note, reopened, clock_id, origin_kind,
    origin_label, version)
SELECT n, (SELECT id FROM registry_unit WHERE kind = 'bureau'), 2024 + n * 3 / (%(count)s + 1), n,
    (ARRAY['窗口等待时间过长', '证照办理不及时', '检查中态度生硬', '人民路市场环境差', '收费没有公示'])[1 + n %% 5] || n,
    (ARRAY['群众反映', '企业代表提出', '监督员发现'])[1 + n %% 3] || '，办理时多次往返，希望简化手续。' || md5(n::text),
    (ARRAY['public', 'meeting', 'hotline', 'letter', 'media'])[1 + n / 3 %% 5], date '2024-01-01' + (n * 1000 / %(count)s)::int, clock.unit_id, clock.handler_id,
    CASE WHEN n %% 20 = 0 THEN 'hot' WHEN n %% 3 = 0 THEN 'long' ELSE 'short' END,
    CASE clock.outcome WHEN 'open' THEN (ARRAY['registered', 'verifying', 'treating'])[1 + n / 10 %% 3] ELSE 'closed' END,
    '', '', '', false, '', '', '', '', 0, n, '', '', 1
FROM generate_series(1, %(count)s) n JOIN desk_clock clock ON clock.id = n
"""
LETTERS_SQL = """
INSERT INTO matters_letter (id, bureau_id, year, number, box, digest, named, title, text, about_text, received_on, state,
    handler_id, clock_id, answered_on, in_time, unreachable_reason, opinion, reopened, closed_on)
SELECT n, (SELECT id FROM registry_unit WHERE kind = 'bureau'), 2024 + n * 3 / (%(count)s + 1), n,
    (ARRAY['director', 'report', 'enquiry', 'appeal', 'hotline'])[1 + n %% 5], md5(n::text) || md5('x' || n), n %% 3 = 0,
    (ARRAY['反映办事拖拉', '举报无证经营', '建议延长窗口时间', '人民路占道经营'])[1 + n %% 4] || n,
    '来信内容：多次反映没有答复，请予查处。' || md5(n::text), '', date '2024-01-01' + (n * 1000 / %(count)s)::int,
    CASE clock.outcome WHEN 'open' THEN (ARRAY['received', 'handling', 'replied'])[1 + n / 10 %% 3] ELSE 'closed' END,
    clock.handler_id, clock.id, clock.stopped_on, CASE WHEN clock.stopped_on IS NOT NULL THEN clock.outcome = 'met' END, '', '',
    false, clock.stopped_on
FROM generate_series(1, %(count)s) n JOIN desk_clock clock ON clock.id = %(after)s + n
"""
NOTICES_SQL = """
INSERT INTO desk_notice (clock_id, step, for_due_on, recipient_id, text, made_on, read_on)
SELECT 1 + n %% %(clocks)s, 'step' || n / %(clocks)s, date '2026-06-01', CASE WHEN n %% 10 = 0 THEN 1 ELSE 2 + n %% 498 END,
    '事项快到期，请抓紧办理 ' || n, date '2026-01-01' + (n * 300 / %(count)s)::int,
    CASE WHEN n %% 7 > 0 THEN date '2026-01-02' + (n * 300 / %(count)s)::int END
FROM generate_series(0, %(count)s - 1) n
"""


JOBS = 50_000
JOBS_SQL = """
INSERT INTO desk_job (kind, title, params, state, done, total, message, attempts, result, cancel_asked, created_by_id,
    created_at, finished_at)
SELECT CASE WHEN n %% 9 = 0 THEN 'desk.read_import' ELSE 'evaluations.letters' END, '任务 ' || n, '{}',
    CASE WHEN n %% 500 = 7 THEN 'failed' ELSE 'done' END, 1, 1, '', 1, '{}', false, 1 + n %% 500, now(), now()
FROM generate_series(1, %(count)s) n
"""


def main(scale: float) -> Viewers:
    """Migrate the database of the settings and fill it."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return fill(scale)


if __name__ == "__main__":
    print(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1))
