"""The panels filled: some members designated, the others by the one draw of the election (S3-04 … S3-06)."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from ballots.queries.votes import BEFORE_OPENING
from draws.models import Draw, RosterEntry
from draws.ports import SUBSTITUTE
from draws.queries.records import lots_of, steps_of
from draws.services import roster
from evaluations.elections.models import Election, ElectionUnit, PanelMember
from evaluations.elections.queries.panels import (
    LEADERS,
    RATERS,
    PanelPool,
    candidates,
    designating_groups,
    eligible_businesses,
    heads_rated,
    holder,
    inactive_businesses,
    leader_posts,
    panel_pool,
)
from evaluations.elections.queries.scores import election_units, rating_units
from evaluations.elections.services.elections import locked, locked_in
from evaluations.elections.services.refusals import ElectionRefused
from registry.models import Person, Post, User
from registry.services.audit import change
from rulebook.draw.selection import members
from rulebook.election.panels import SUPERVISORS, TOWNSHIPS, read_figures, seats, stage_figures, stratum
from rulebook.election.score import FEWEST_RATERS, PANEL_LABELS, Panel
from rulebook.lifecycle.draw import DrawState
from rulebook.lifecycle.election import ElectionState
from rulebook.lifecycle.vote import VoteState
from rulebook.registry.messy import same_name

S = ElectionState
ORIGIN = "elections.election_draw"
FILLING = (S.PREPARING, S.VOTING)


def enter_leaders(*, actor: User | None, election: Election, posts: Sequence[Post]) -> None:
    """The leaders of the bureau who vote (S3-03), by their posts, in place of those entered before.

    Raises ``ElectionRefused`` for who is no leader of the bureau, heads a rated unit, or sits in another panel.
    """
    with change(actor, "enter_leaders", election) as log:
        row = locked_in(election, *FILLING, doing="登记分局领导")
        size = seats(read_figures(row.figures)[0], Panel.LEADERS)
        names = _leaders(row, posts)
        if not FEWEST_RATERS <= len(names) <= size:
            raise ElectionRefused(
                f"分局领导应为 {FEWEST_RATERS} 至 {size} 名，现有 {len(names)} 名；只有一个人的层面，结果就是他的票。"
            )
        if row.votes.filter(panel=Panel.LEADERS).exclude(vote__state="void").exists():
            raise ElectionRefused("分局领导的投票已经准备，不能再改。")
        row.members.filter(panel=Panel.LEADERS).delete()
        PanelMember.objects.bulk_create(
            PanelMember(
                election=row,
                panel=Panel.LEADERS,
                source="designated",
                group=LEADERS,
                label=holder(post).name,
                person=post.person,
            )
            for post in posts
        )
        log.note(n=len(names))


def _leaders(row: Election, posts: Sequence[Post]) -> list[str]:
    """Their names, once each is known to be one who may sit there."""
    allowed = set(
        leader_posts(row.bureau).filter(pk__in=[post.pk for post in posts]).values_list("pk", flat=True)
    )
    names = [holder(post).name for post in posts]
    if strangers := [name for name, post in zip(names, posts, strict=True) if post.pk not in allowed]:
        raise ElectionRefused(f"{'、'.join(strangers)}现在没有{row.bureau.name}的领导岗位。")
    if any(same_name(*pair) for pair in combinations(names, 2)):
        raise ElectionRefused("分局领导有重名，请核对。")
    elsewhere = list(row.members.exclude(panel=Panel.LEADERS))
    for name, post in zip(names, posts, strict=True):
        persons = {post.person_id} if post.person_id is not None else set()
        users = {post.user_id} if post.user_id is not None else set()
        if heads_rated(row, name, persons, users):
            raise ElectionRefused(f"{name}是参评单位的负责人，不能在分局领导层面参评。")
        for member in elsewhere:
            if member.person_id in persons or same_name(member.label, name):
                raise ElectionRefused(f"{name}已在{PANEL_LABELS[Panel(member.panel)]}中，不能重复参评。")
    return names


def record_absent_raters(*, actor: User, election: Election, units: Sequence[ElectionUnit]) -> None:
    """The units that sent nobody to the mutual panel, in place of those before: no ballot may leave them blank (S3-04).

    Raises ``ElectionRefused`` once the panel is counted, and for so few raters that a unit would have a panel of one.
    """
    with change(actor, "record_absent_raters", election) as log:
        row = locked_in(election, S.VOTING, doing="登记互评缺席单位")
        vote = row.votes.filter(panel=Panel.MUTUAL).select_related("vote").first()
        if vote is not None and vote.vote.state == VoteState.SEALED:
            raise ElectionRefused("科所互评已经计票，缺席单位不能再改。")
        absent = {unit.pk for unit in units}
        rating = rating_units(row, election_units(row))
        present = sum(unit.pk not in absent for unit in rating)
        if present <= FEWEST_RATERS:
            raise ElectionRefused(f"到场互评的单位至少 {FEWEST_RATERS + 1} 个，按登记只有 {present} 个。")
        row.units.update(rater_absent=False)
        row.units.filter(pk__in=absent).update(rater_absent=True)
        log.note(units=sorted(absent))


def designate(
    *, actor: User | None, election: Election, unit: ElectionUnit, group: str, persons: Sequence[Person]
) -> None:
    """The supervisors whom a unit fixes, in place of those before (S3-06): as many as the quota, each in one panel only.

    Raises ``ElectionRefused`` with the numbers, for somebody who is no candidate or sits in another panel, and once the
    roster is locked (the departments draw from these).
    """
    with change(actor, "designate_supervisors", election) as log:
        row = locked_in(election, *FILLING, doing="指定工作监督员")
        if group not in designating_groups(unit):
            raise ElectionRefused(f"{unit.name}不指定{group}。")
        if row.draw is not None and row.draw.state != DrawState.DRAFT:
            raise ElectionRefused("抽取名册已锁定，指定的人员不能再改。")
        _, quotas = read_figures(row.figures)
        size = quotas.supervisors if group == SUPERVISORS else quotas.supervisors_added
        if len(persons) != size:
            raise ElectionRefused(f"{unit.name}应指定{group} {size} 名，选了 {len(persons)} 名。")
        allowed = set(
            candidates(unit, group).filter(pk__in=[each.pk for each in persons]).values_list("pk", flat=True)
        )
        if wrong := [each.name for each in persons if each.pk not in allowed]:
            raise ElectionRefused(f"{'、'.join(wrong)}不在{unit.name}可指定的{group}之内。")
        _refuse_second_seat(row, unit, group, persons)
        row.members.filter(panel=Panel.SUPERVISORS, unit=unit, group=group, source="designated").delete()
        PanelMember.objects.bulk_create(
            PanelMember(
                election=row,
                panel=Panel.SUPERVISORS,
                unit=unit,
                source="designated",
                group=group,
                label=person.name,
                person=person,
            )
            for person in persons
        )
        log.note(unit=unit.pk, persons=[person.pk for person in persons])


def _refuse_second_seat(
    election: Election, unit: ElectionUnit, group: str, persons: Sequence[Person]
) -> None:
    """Nobody sits in two panels, or twice in the group of one unit."""
    elsewhere = election.members.filter(person__in=persons).exclude(
        panel=Panel.SUPERVISORS, unit=unit, group=group
    )
    taken = list(elsewhere.exclude(panel=Panel.SUPERVISORS) | elsewhere.filter(unit=unit))
    leaders = election.members.filter(panel=Panel.LEADERS)
    taken += [each for each in leaders if any(same_name(each.label, person.name) for person in persons)]
    if member := next(iter(taken), None):
        raise ElectionRefused(
            f"{member.label}已在{PANEL_LABELS[Panel(member.panel)]}（{member.group}）中，不能重复参评。"
        )


def prepare_election_draw(*, actor: User | None, election: Election) -> Draw:
    """Make the one draw of all stages from the registry as it stands, or give its draft the present state.

    Raises ``ElectionRefused`` with every stratum that is too small, ``draws.services.DrawRefused``.
    """
    with change(actor, "prepare_election_draw", election) as log:
        row = locked_in(election, *FILLING, doing="准备抽取")
        pool = panel_pool(row)
        if pool.problems:
            raise ElectionRefused("".join(pool.problems))
        entries, exclusions = (
            list(_entries(pool)),
            [roster.ExclusionData(*each) for each in inactive_businesses(pool)],
        )
        if row.draw is None:
            row.draw = roster.prepare_draw(
                actor=actor,
                number=roster.next_number(f"PX-{row.year}"),
                purpose=f"{row.title}参评人员",
                unit=row.bureau,
                drawing_body=row.drawing_body,
                origin_kind=ORIGIN,
                origin_label=row.title,
                stages=pool.stages,
                parties=[row.drawing_body, row.bureau.name],
                entries=entries,
                exclusions=exclusions,
            )
            row.save(update_fields=["draw"])
        else:
            roster.replace_roster(
                actor=actor, draw=row.draw, stages=pool.stages, entries=entries, exclusions=exclusions
            )
        log.note(draw=row.draw.pk, entries=len(entries), exclusions=len(exclusions))
    return row.draw


def _entries(pool: PanelPool) -> Iterator[roster.EntryData]:
    if pool.draws_raters:
        for unit in pool.units:
            yield roster.EntryData(unit.unit.code, RATERS, (), unit.name)
    for business, where in eligible_businesses(pool):
        yield roster.EntryData(business.code, where, (), business.name, business=business)
    for unit in pool.offices:
        office = unit.unit.code
        for name in pool.townships.get(unit.unit_id, ()):
            yield roster.EntryData(f"{office}/{name}", stratum(office, TOWNSHIPS), (), name)
        for member in pool.designated.get(unit.unit_id, ()):
            if member.person:
                yield roster.person_entry(member.person, stratum(office, SUPERVISORS))


def election_draw_hindrances(draw: Draw, to: str) -> list[str]:
    """Why the election forbids a move of its draw; asked by ``draws`` before every move."""
    election = Election.objects.filter(draw=draw).first()
    if election is None:
        return ["本次抽取已不属于任何评选。"]
    if to == DrawState.VOID and election.votes.exclude(vote__state="void").exists():
        return ["按本次抽取准备的投票还没有作废，须先作废投票。"]
    if (
        to == SUBSTITUTE
        and election.votes.exclude(vote__state__in=(*BEFORE_OPENING, VoteState.VOID)).exists()
    ):
        return ["已有层面开启投票，不能再递补；缺席的按实到计票。"]
    if to == DrawState.LOCKED:
        pool = panel_pool(election)
        return pool.problems or _changed_since(draw, pool)
    return []


def _changed_since(draw: Draw, pool: PanelPool) -> list[str]:
    """What was changed after the roster was made: figures and units, or who is designated (S3-06)."""
    if stage_figures(draw.stages) != stage_figures(pool.stages):
        return ["名额或参评单位在编制名册之后有变动，请先在参评层面页重新编制名册。"]
    rostered = set(draw.entries.filter(person__isnull=False).values_list("person_id", "stratum"))
    now = {
        (member.person_id, stratum(unit.unit.code, SUPERVISORS))
        for unit in pool.offices
        for member in pool.designated.get(unit.unit_id, ())
    }
    return [] if rostered == now else ["指定的人员在编制名册之后有变动，请先在参评层面页重新编制名册。"]


def follow_election_draw(draw: Draw, actor: User | None) -> None:
    """Keep the panels in step with the draw; runs inside the transaction of every move."""
    election = Election.objects.filter(draw=draw).first()
    if election is None:
        return
    row = locked(election)
    if draw.state == DrawState.VOID:
        row.members.filter(source="drawn").delete()
        row.past_draws.add(draw)
        row.draw = None
        row.save(update_fields=["draw"])
    elif draw.state in (DrawState.DRAWN, DrawState.PUBLISHED):
        _take_members(row, draw)


def _take_members(row: Election, draw: Draw) -> None:
    """Members for every seat of every lot, drawn again from roster and seed: one entry may hold seats for several units."""
    entries = {
        entry.code: entry for entry in draw.entries.filter(outcome="selected").select_related("person")
    }
    substituted = steps_of(draw)
    units = {unit.unit.code: unit for unit in row.units.select_related("unit")}
    of_stage = {stage["name"]: stage["unit"] for stage in draw.stages}
    row.members.filter(source="drawn").delete()
    PanelMember.objects.bulk_create(
        _member(row, entries[code], units.get(of_stage[lot.stage]))
        for lot in lots_of(draw)
        for code in members(lot, substituted)
    )


def _member(row: Election, entry: RosterEntry, unit: ElectionUnit | None) -> PanelMember:
    group = entry.stratum.rpartition("/")[2]
    panels = {SUPERVISORS: Panel.SUPERVISORS, RATERS: Panel.MUTUAL}
    return PanelMember(
        election=row,
        panel=panels.get(group, Panel.SERVICE_OBJECTS),
        unit=unit if group != RATERS else None,
        source="drawn",
        group=group,
        label=entry.label,
        person=entry.person,
        entry=entry,
    )
