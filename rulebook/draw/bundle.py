"""The published bundle of a draw: everything needed to redo it, and the program that does (AICDRAW1 step 9).

The files are described in docs/draw-format.md. Person draws publish roster codes: the caller gives
a roster of codes, and nothing here adds a name.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as package_files

from rulebook.draw.canonical import canonical_json, sha256_hex
from rulebook.draw.commitment import Commitment, check_lock
from rulebook.draw.errors import PlanError
from rulebook.draw.roster import Exclusions, Roster
from rulebook.draw.seed import join_seed, mask
from rulebook.draw.selection import Lot, Step, check_steps, run_draw
from rulebook.draw.tickets import ranked

BUNDLE_FORMAT = "AICDRAW1-BUNDLE"
MANIFEST = "manifest.json"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """One party's share as it was recorded: the mask shown when it was locked, then salt and digits."""

    digits: str
    salt: str
    mask: str
    masked_at: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of the seed, entries in the committed order; a rehearsal stays one for ever."""

    entries: tuple[SeedEntry, ...]
    revealed_at: str
    rehearsal: bool = False
    remarks: str = ""


def bundle_files(
    *,
    roster: Roster,
    exclusions: Exclusions,
    commitment: Commitment,
    minutes: Minutes,
    steps: Sequence[Step] = (),
) -> dict[str, bytes]:
    """Every file of the bundle by name, the manifest included; the draw is run again from its inputs.

    Raises what `check_lock`, `join_seed`, `run_draw` and `check_steps` raise, PlanError when a mask is
    not that of its digits: a bundle that `verify.py` would reject is never made.
    """
    check_lock(commitment, roster, exclusions)
    seed = join_seed(commitment.seed_rule, [entry.digits for entry in minutes.entries])
    for part, entry in zip(commitment.seed_rule, minutes.entries, strict=True):
        if mask(entry.salt, entry.digits) != entry.mask:
            raise PlanError(f"{part.party}的数字与锁定时的掩码不一致")
    lots = run_draw(commitment, roster, seed)
    check_steps(lots, roster, steps)
    pocket = package_files("rulebook.pocket")
    files = {
        "roster.tsv": roster.data,
        "exclusions.tsv": exclusions.data,
        "commitment.json": commitment.data,
        "minutes.json": canonical_json(_minutes_value(commitment, minutes, seed)),
        "tickets.tsv": _tickets(lots, seed),
        "result.json": canonical_json(_result_value(commitment, lots, seed)),
        "alternates.json": canonical_json({"lots": [_lot_value(lot, "alternates") for lot in lots]}),
        "substitutions.json": canonical_json({"steps": [_step_value(step) for step in steps]}),
        "verify.py": pocket.joinpath("verify.py").read_bytes(),
        "README.txt": pocket.joinpath("README-verify.txt").read_bytes(),
    }
    hashes = {name: sha256_hex(data) for name, data in files.items()}
    return {**files, MANIFEST: canonical_json({"format": BUNDLE_FORMAT, "files": hashes})}


def manifest_hash(files: Mapping[str, bytes]) -> str:
    """The one value that stands for the whole bundle; printed on the certificate."""
    return sha256_hex(files[MANIFEST])


def zip_bundle(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip with one possible byte sequence: stored, sorted by name, dated 1980-01-01."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return buffer.getvalue()


def page_data(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """The same files as text, for `verifyBundle` of static/js/draw-verify.js."""
    return {"files": {name: data.decode() for name, data in files.items()}}


def _tickets(lots: Sequence[Lot], seed: str) -> bytes:
    lines = ["label\tticket\tid"]
    for lot in lots:
        lines.extend(f"{lot.label}\t{ticket}\t{id}" for ticket, id in ranked(seed, lot.label, lot.pool))
    return ("\n".join(lines) + "\n").encode()


def _minutes_value(commitment: Commitment, minutes: Minutes, seed: str) -> dict[str, object]:
    return {
        "kind": "rehearsal" if minutes.rehearsal else "formal",
        "entries": [
            {
                "party": part.party,
                "digits": entry.digits,
                "salt": entry.salt,
                "mask": entry.mask,
                "masked_at": entry.masked_at,
            }
            for part, entry in zip(commitment.seed_rule, minutes.entries, strict=True)
        ],
        "seed": seed,
        "revealed_at": minutes.revealed_at,
        "remarks": minutes.remarks,
    }


def _result_value(commitment: Commitment, lots: Sequence[Lot], seed: str) -> dict[str, object]:
    return {
        "draw_number": commitment.draw_number,
        "commitment": commitment.hash,
        "seed": seed,
        "lots": [_lot_value(lot, "selected") for lot in lots],
    }


def _lot_value(lot: Lot, part: str) -> dict[str, object]:
    return {
        "stage": lot.stage,
        "label": lot.label,
        "stratum": lot.stratum,
        part: list(lot.selected if part == "selected" else lot.alternates),
    }


def _step_value(step: Step) -> dict[str, object]:
    return {
        "label": step.label,
        "out": step.leaving,
        "in": step.entering,
        "reason": step.reason,
        "evidence": step.evidence,
        "at": step.at,
        "actor": step.actor,
    }
