// An enrolled tablet: one page of it works, delivers what is kept, and reports how much is left.
// No clock is read: a tablet that thinks it is another day does everything alike.

import { ENDED, nudge, startQueue } from "./ballot-queue.js";
import { post } from "./ballot-send.js";
import {
  enrolmentOf, enrolments, forget, issuedOf, keepBallot, note, setIssued, unsentBallots, wasUsed,
} from "./ballot-store.js";

const LOCK = "ballot-tablet";
const ELSEWHERE_MS = 1500;
const REPORT_MS = 15000;
const CLOSING_REPORT_MS = 4000;

const between = (least, most) => least + Math.random() * (most - least);
const digest = (code) => globalThis.sha256(`ballot\n${code}`);

let holds = false;
let timer = 0;
let busy = () => false;
let told = () => {};

// Only one page of a tablet may vote. `blocked(true)` when another one does, `blocked(false)` once this one may.
function takeTurn(blocked, work) {
  const begin = () => {
    holds = true;
    blocked(false);
    work();
  };
  if (!navigator.locks) {
    begin();
    return;
  }
  const late = setTimeout(() => blocked(true), ELSEWHERE_MS);
  navigator.locks.request(LOCK, () => {
    clearTimeout(late);
    begin();
    return new Promise(() => {});
  });
}

async function fetchIssued({ vote, token }) {
  try {
    const { status, said } = await post(`/b/${vote}/issued`, { token });
    if (status === 200) await setIssued(vote, said.hashes, said.units);
  } catch {
    // Tried again with the next report.
  }
}

// Resolves with whether something is new that should be reported at once.
async function report(enrolment) {
  const { vote, token, conflicts, state: knew } = enrolment;
  // Asked before counting: a ballot that is confirmed meanwhile is then told twice rather than not at all.
  const filling = busy();
  const unsent = (await unsentBallots(vote)).length;
  let answer;
  try {
    answer = await post(`/b/${vote}/report`, { token, unsent, conflicts, busy: filling, knows: knew });
  } catch {
    return false;
  }
  if (answer.status === 404) await note(vote, { retired: true });
  if (answer.status !== 200) return false;
  const { state, number, retired } = answer.said;
  if (ENDED.includes(state) && ENDED.includes(knew) && !unsent) {
    await forget(vote);
    return false;
  }
  await note(vote, { state, number, retired });
  if (ENDED.includes(state) && unsent) nudge();
  if (state !== "closing" && !ENDED.includes(state) && (state !== knew || !(await issuedOf(vote))?.size)) await fetchIssued(enrolment);
  return state !== knew;
}

async function reportAll() {
  clearTimeout(timer);
  let next = between(REPORT_MS * 0.7, REPORT_MS * 1.3);
  try {
    for (const enrolment of await enrolments()) {
      if (await report(enrolment)) next = 0;
      if (enrolment.state === "closing") next = Math.min(next, between(CLOSING_REPORT_MS * 0.7, CLOSING_REPORT_MS * 1.3));
    }
    await told();
  } catch {
    // The store does not answer; the next report tries again.
  }
  timer = setTimeout(reportAll, next);
}

// Keeps the pages for a reload without a network. What this page has loaded so far came before the worker was there.
async function keepShell(also) {
  if (!navigator.serviceWorker) return;
  const early = !navigator.serviceWorker.controller;
  try {
    await navigator.serviceWorker.register("/b/worker.js", { scope: "/b/" });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => { navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
    }
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.includes("/static/"));
    const wanted = early ? [location.pathname, ...new Set(loaded), ...also] : also;
    await Promise.all(wanted.map((address) => fetch(address).catch(() => {})));
  } catch {
    // Without the worker all works but a reload without a network.
  }
}

async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Low battery or not visible: the screen may sleep.
  }
}

function beKiosk(also) {
  navigator.storage?.persist?.();
  keepShell(also);
  stayAwake();
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stayAwake());
}

// Delivers and reports for every vote this browser is enrolled for; resolves with whether there is any. `also`: files to keep
// that the page loads only when it needs them.
export async function startTablet({ blocked = () => {}, isBusy = () => false, changed = () => {}, delivered = () => {}, moved = () => {}, also = [] } = {}) {
  busy = isBusy;
  told = changed;
  if (!globalThis.indexedDB) return false;
  if (!(await enrolments().catch(() => [])).length) return false;
  takeTurn(blocked, () => {
    startQueue((id) => {
      if (id) delivered(id);
      told();
    }, moved);
    addEventListener("online", reportAll);
    reportAll();
  });
  beKiosk(also);
  return true;
}

// {number, state, conflicts, unsent, …} of this tablet for one vote, or null where it is not enrolled.
export async function tabletOf(vote) {
  try {
    const found = await enrolmentOf(vote);
    return found && { ...found, unsent: (await unsentBallots(vote)).length };
  } catch {
    return null;
  }
}

// Why no voter may start on this tablet now, in Chinese; empty if one may.
export function shutWords(tablet) {
  if (tablet.retired) return "本机已停用，不再发起新的投票，请换一台平板。";
  if (tablet.exported) return "本机已导出应急文件，不再发起新的投票，请换一台平板。";
  if (tablet.state === "closing") return "投票正在截止，本机不再发起新的投票。";
  if (ENDED.includes(tablet.state)) return "投票已经截止。";
  return "";
}

// Whether the card may start as far as this tablet knows, and the unit it names: {message, known, about}. Not known: only the
// server can tell.
export async function cardOnTablet(tablet, code) {
  if (!holds) return { message: "本机已有另一个页面在投票，请关闭本页。", known: true };
  const shut = shutWords(tablet);
  if (shut) return { message: shut, known: true };
  if (await wasUsed(tablet.vote, digest(code))) return { message: "这张选票卡已在本机投过票。", known: true };
  const issued = await issuedOf(tablet.vote);
  if (!issued?.size) return { message: "", known: false };
  const about = issued.get(digest(code));
  return about === undefined
    ? { message: "没有这张选票卡，请核对卡上的码是否属于本次投票。", known: true }
    : { message: "", known: true, about };
}

// "kept", "used" for a card that voted here before, or "full" where the tablet can store nothing.
export async function keepOnTablet(vote, ballot) {
  try {
    await keepBallot(vote, ballot, digest(ballot.card));
  } catch (error) {
    return error?.name === "ConstraintError" ? "used" : "full";
  }
  nudge();
  told();
  return "kept";
}
