// After the receipt: an opinion, if the voter likes. The card is forgotten by then; only the digest for opinions is known.

import { newBallotId, post } from "./ballot-send.js";
import { keep } from "./opinion-queue.js";
import { keepToken } from "./slip-token.js";

const IDLE_MS = 3 * 60000;
const MOST = 500;
const part = (id) => document.getElementById(id);
const form = part("opinion");

let digest = "";
let idle = 0;

function sayLeft() {
  const left = MOST - part("opinion-text").value.length;
  part("opinion-left").textContent = `还可以写 ${left} 字`;
  part("opinion-keep").disabled = !part("opinion-text").value.trim();
}

// Called while the card is still known.
export function rememberDigest(code) {
  digest = globalThis.sha256(`opinion\n${code}`);
}

export function forgetOpinion() {
  clearTimeout(idle);
  digest = "";
  form.reset();
  sayLeft();
}

// Whoever asks for a reply shows, while his card's digest is still known, that he has one; the slip itself says nothing of it.
async function askForSlip(vote) {
  const id = newBallotId();
  try {
    const { status, said } = await post(`/b/${vote}/slip/token`, { hash: digest, id });
    if (status === 200) keepToken(vote, { id, token: said.token });
  } catch {
    // Without a network the slip goes to the box of those without a card.
  }
}

// `show` shows a screen, `finish` wipes the page for the next voter; whoever walks away leaves nothing behind.
export function offerOpinion(vote, named, show, finish) {
  function wait() {
    clearTimeout(idle);
    idle = setTimeout(finish, IDLE_MS);
  }
  part("opine").addEventListener("click", () => {
    show(named.opinion);
    wait();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    sayLeft();
    wait();
  });
  part("opinion-drop").addEventListener("click", finish);
  part("noted").addEventListener("click", finish);
  part("reply").addEventListener("click", async (event) => {
    event.preventDefault();
    await askForSlip(vote);
    finish();
    location.assign(event.target.href);
  });
  part("opinion-keep").addEventListener("click", () => {
    const text = part("opinion-text").value;
    const subject = form.elements.about.value;
    if (!keep(vote, "opinion", { hash: digest, subject, text })) {
      part("opinion-left").textContent = "本机存不下意见，请换一台平板。";
      return;
    }
    form.reset();
    sayLeft();
    show(named.noted);
    wait();
  });
  sayLeft();
}
