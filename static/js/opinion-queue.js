// Opinions and reply slips wait on the tablet, apart from the ballots, until each is sent at a random time of its own.
// Kept are the digest, the id, the subject and the text: no card, no time, no order. A reload loses nothing.

import { again, newBallotId, post } from "./ballot-send.js";

const PREFIX = "to-send-";
const SOONEST_MS = 2 * 60000;
const LATEST_MS = 20 * 60000;
const AGAIN_MS = 20000;
const HURRY_MS = 5000;
const ASK_MS = 20000;

// When each is due is known to this page only: a stored time would tell when it was written. It is no clock time: a tablet
// whose clock is set right in mid-vote still sends.
const due = new Map();
let refused = 0;
let busy = false;

const between = (least, most) => least + Math.random() * (most - least);

function kept(vote) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + vote)) ?? [];
  } catch {
    return [];
  }
}

function store(vote, items) {
  if (items.length) localStorage.setItem(PREFIX + vote, JSON.stringify(items));
  else localStorage.removeItem(PREFIX + vote);
}

function votes() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
}

function waiting() {
  return votes().flatMap((vote) => kept(vote).map((item) => ({ vote, item })));
}

function tell() {
  const place = document.getElementById("waiting");
  if (!place) return;
  const n = waiting().length;
  const said = [n ? `待送意见 ${n}` : "", refused ? `${refused} 条没有被接收` : ""].filter(Boolean).join("，");
  place.textContent = said;
  place.hidden = !said;
}

// `kind` is the last part of the address, opinion or slip. Where nothing can be stored it is said, and the voter keeps his text.
export function keep(vote, kind, fields) {
  const item = { kind, id: newBallotId(), ...fields };
  const items = kept(vote);
  items.splice(Math.floor(Math.random() * (items.length + 1)), 0, item);
  try {
    store(vote, items);
  } catch {
    return false;
  }
  due.set(item.id, performance.now() + between(SOONEST_MS, LATEST_MS));
  tell();
  return true;
}

function drop(vote, id) {
  store(vote, kept(vote).filter((item) => item.id !== id));
  due.delete(id);
  tell();
}

async function deliver(vote, item) {
  const { kind, ...fields } = item;
  try {
    const { status } = await post(`/b/${vote}/${kind}/`, fields);
    if (!again(status)) {
      if (status >= 400) refused += 1;
      drop(vote, item.id);
      return;
    }
  } catch {
    // No network: it stays and is tried again.
  }
  due.set(item.id, performance.now() + between(AGAIN_MS / 2, AGAIN_MS * 2));
}

// What another page or an earlier one left behind gets a time of its own.
function setDue() {
  for (const { item } of waiting()) {
    if (!due.has(item.id)) due.set(item.id, performance.now() + between(SOONEST_MS, LATEST_MS));
  }
}

async function sendDue() {
  if (busy) return;
  busy = true;
  setDue();
  for (const { vote, item } of waiting()) {
    if (due.get(item.id) <= performance.now()) await deliver(vote, item);
  }
  busy = false;
}

// Whether the vote takes new voters no more: then everything is sent at once. False without an answer.
export async function hurries(vote) {
  try {
    const response = await fetch(`/b/${vote}/state`, { credentials: "omit", cache: "no-store" });
    return (await response.json()).hurry === true;
  } catch {
    return false;
  }
}

async function ask() {
  for (const vote of votes()) {
    if (await hurries(vote)) {
      for (const { id } of kept(vote)) due.set(id, Math.min(due.get(id) ?? Infinity, performance.now() + between(0, HURRY_MS)));
    }
  }
  setTimeout(ask, between(ASK_MS / 2, ASK_MS * 2));
}

export function start() {
  setDue();
  tell();
  setInterval(sendDue, 1000);
  setTimeout(ask, between(500, 3000));
}
