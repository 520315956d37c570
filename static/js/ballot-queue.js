// The page's own queue: ballots kept on the tablet go to the server in random order, again and again until each is acknowledged.

import { again, isIn, isRefused, isTaken, newBallotId, post } from "./ballot-send.js";
import { drop, dropAsConflict, enrolmentOf, renameBallot, unsentBallots } from "./ballot-store.js";

export const ENDED = ["closed", "sealed", "published", "void"];

const SOONEST_MS = 100;
const LATEST_MS = 1200;
const BETWEEN_MS = 300;
const LONGEST_WAIT_MS = 15000;

let timer = 0;
let rounds = 0;
let running = false;
let asked = false;
let changed = () => {};
let renamed = () => {};

const between = (least, most) => least + Math.random() * (most - least);
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export function shuffled(items) {
  const pile = [...items];
  for (let place = pile.length - 1; place > 0; place -= 1) {
    const other = Math.floor(Math.random() * (place + 1));
    [pile[place], pile[other]] = [pile[other], pile[place]];
  }
  return pile;
}

// "gone": it is in the urn, or will never be and is counted as a conflict. "stays": not now. "cut": nobody answers, or
// somebody else than the server of the vote. What a server does not know (404) or cannot read (400, 413) is kept: it may
// be another server, and staff can export what is kept.
async function send({ key, vote, sent }) {
  let answer;
  try {
    answer = await post(`/b/${vote}/cast`, sent);
  } catch {
    return "cut";
  }
  if (isIn(sent.id, answer)) {
    await drop(key);
    changed(sent.id);
    return "gone";
  }
  if (isTaken(answer)) {
    const id = newBallotId();
    await renameBallot(key, id);
    renamed(sent.id, id);
    return send({ key, vote, sent: { ...sent, id } });
  }
  if (again(answer.status)) return answer.status === 429 ? "stays" : "cut";
  if (!isRefused(answer)) return "cut";
  const over = ENDED.includes((await enrolmentOf(vote))?.state);
  const never = answer.status === 410 || (answer.status === 403 && over);
  if (!never) return "stays";
  await dropAsConflict(vote, key);
  changed("");
  return "gone";
}

async function pass() {
  if (running) {
    asked = true;
    return;
  }
  running = true;
  asked = false;
  let left = 1;
  try {
    const items = shuffled(await unsentBallots());
    left = items.length;
    for (const item of items) {
      const outcome = await send(item);
      if (outcome === "cut") break;
      if (outcome === "gone") {
        left -= 1;
        rounds = 0;
      }
      await pause(between(0, BETWEEN_MS));
    }
  } catch {
    // The store does not answer: tried again as if there were no network.
  }
  running = false;
  if (asked) nudge();
  else if (left) {
    rounds += 1;
    schedule(Math.min(1000 * 2 ** (rounds - 1), LONGEST_WAIT_MS) * between(0.75, 1.25));
  }
}

function schedule(ms) {
  clearTimeout(timer);
  timer = setTimeout(pass, ms);
}

// Something is new, or the network is back: soon, but not at this very moment.
export function nudge() {
  rounds = 0;
  schedule(between(SOONEST_MS, LATEST_MS));
}

// `told(id)` is called after every ballot that leaves the tablet; `id` is empty if it was not taken. `moved(former, id)`: a
// ballot goes under another id, and its receipt is another.
export function startQueue(told, moved = () => {}) {
  changed = told;
  renamed = moved;
  addEventListener("online", nudge);
  nudge();
}
