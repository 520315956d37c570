// The ballot page with scripts: card → one screen a subject → review → cast → receipt → wiped for the next voter.
// Without scripts the same form is one page; nothing here is needed to vote.

import { startCamera } from "./ballot-camera.js";
import { codeProblem, groupedCode, readCard } from "./ballot-codes.js";
import { castBallot, checkCard, newBallotId, receiptOf } from "./ballot-send.js";
import { AWAY_MS, forgetDraft, keepDraft, keptDraft } from "./ballot-draft.js";
import { QUIET_MS, stayHere, wipeWhenLeft } from "./ballot-idle.js";
import { acceptsBlanks, blanksOf, blankWords, fillReview, rowsOf } from "./ballot-review.js";
import { forgetOpinion, offerOpinion, rememberDigest } from "./ballot-opinion.js";
import { start as startQueue } from "./opinion-queue.js";
import { isLarge, setLarge, startTools, stopReading } from "./ballot-tools.js";
import { cardOnTablet, keepOnTablet, shutWords, startTablet, tabletOf } from "./ballot-tablet.js";

const RECEIPT_SHOWN_MS = 60000;
const PATIENCE_MS = 4000;

const form = document.querySelector("#ballot");
const part = (id) => document.getElementById(id);
const opinionForm = document.querySelector("#opinion");
const screens = [...document.querySelectorAll(".screen")];
const named = Object.fromEntries(screens.map((screen) => [screen.dataset.screen, screen]));
const subjects = screens.filter((screen) => screen.dataset.screen === "subject");
const practice = "practice" in form.dataset;
const mutual = "mutual" in form.dataset;
const { unmarked } = form.dataset;
const takesOpinions = Boolean(opinionForm);
const card = part("card");

let ballotId = "";
let goal = "";
let receiptTimer = 0;
let shown = named.start;
let keptId = "";
let casting = false;
// Whether a half-filled ballot is kept for a reload: never on an enrolled tablet, where the next voter follows at once.
let keeps = false;

function show(screen) {
  stopReading();
  for (const each of screens) each.hidden = each !== screen;
  for (const each of [form, opinionForm]) if (each) each.hidden = !each.contains(screen);
  shown = screen;
  scrollTo(0, 0);
  if (screen === named.start) card.focus({ preventScroll: true });
  else screen.querySelector("h1").focus({ preventScroll: true });
  if (!practice) part("next-voter").hidden = !isFilling();
  keep();
}

// Start: the card

function sayCardProblem(text) {
  part("card-error").textContent = text;
  part("card-error").hidden = !text;
  card.setAttribute("aria-invalid", String(Boolean(text)));
}

function takeCard(text) {
  const { vote, code } = readCard(text);
  if (vote && vote !== form.dataset.vote && !practice) {
    if (/^\d+$/.test(vote)) location.replace(`/b/${vote}/#${vote}.${code}`);
    return;
  }
  card.value = groupedCode(code);
  begin();
}

// An enrolled tablet knows the cards itself; without a network nothing else is asked.
async function mayStart(code) {
  const tablet = await enrolled();
  if (!tablet) return checkCard(form.dataset.check, code);
  const { message, known, about } = await cardOnTablet(tablet, code);
  if (message) return { ok: false, message };
  const answer = await checkCard(form.dataset.check, code, PATIENCE_MS);
  if (answer.reached) return answer;
  if (known) return { ...answer, about };
  return { ok: false, message: "本机还没有取得选票卡名册，请连上网络后再试。" };
}

async function begin() {
  const code = readCard(card.value).code;
  const problem = codeProblem(code);
  if (problem) {
    sayCardProblem(`${problem}。`);
    card.focus();
    return;
  }
  endScan();
  part("begin").disabled = true;
  const answer = practice ? { ok: true } : await mayStart(code);
  part("begin").disabled = false;
  if (!answer.ok) {
    sayCardProblem(answer.message);
    return;
  }
  sayCardProblem("");
  nameUnit(answer.about ?? "");
  ballotId ||= newBallotId();
  if (subjects.some(blanksOf)) show(subjects[0]);
  else review();
}

// A card that names the unit it rates: its name stands where the form says 卡上写明的单位, until the next card.
const legend = form.querySelector("fieldset.marks legend");
const unnamed = legend.textContent;
function nameUnit(name) {
  legend.textContent = name || unnamed;
}

card.addEventListener("input", () => {
  const typed = card.value;
  if (typed.includes("/")) return;
  const atEnd = card.selectionStart === typed.length;
  if (atEnd) card.value = groupedCode(typed);
  const { code } = readCard(typed);
  sayCardProblem(code.length >= 17 || /[01OIL]/.test(code) ? codeProblem(code) : "");
});

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target !== card) return;
  event.preventDefault();
  takeCard(card.value);
});
part("begin").addEventListener("click", () => takeCard(card.value));

const endScan = practice ? () => {} : startCamera(form.dataset.camera, takeCard);

// Subjects: only the voter's own tap leads on; no mark is 弃权

function sayLeft(screen) {
  const left = blanksOf(screen);
  const fate = mutual ? "" : `，不选按${unmarked}`;
  screen.querySelector("[data-left]").textContent = left ? `还有 ${left} 项未选${fate}` : "本项已选完";
}

// Where the way leads: to the next subject; back to the review when one subject is changed; from blank to blank.
function nextSubject() {
  if (goal === "change") return null;
  const later = subjects.slice(subjects.indexOf(shown) + 1);
  return later.find((screen) => goal === "" || blanksOf(screen)) ?? null;
}

function goOn() {
  const next = nextSubject();
  if (next) show(next);
  else review();
}

function goBack() {
  if (shown === named.review) {
    goal = "";
    show(subjects.at(-1));
    return;
  }
  const place = subjects.indexOf(shown);
  show(place > 0 ? subjects[place - 1] : named.start);
}

for (const screen of subjects) {
  sayLeft(screen);
  screen.addEventListener("change", () => sayLeft(screen));
  form.addEventListener("reset", () => setTimeout(() => sayLeft(screen)));
}

form.addEventListener("click", (event) => {
  const where = event.target.closest("[data-go]")?.dataset.go;
  // The second tap of a double tap was meant for the screen before.
  if (!where || event.detail > 1) return;
  if (where === "on") goOn();
  else goBack();
});

// Review

function change(screen) {
  goal = "change";
  show(screen);
}

function review() {
  goal = "";
  fillReview(subjects, unmarked, change);
  const none = marks().filter((mark) => mark === 0).length;
  const wrong = mutual && none !== 1;
  part("review-problem").textContent = wrong ? `只有本单位不评，其余单位都要评。现有 ${none} 个单位没有评，请返回修改。` : "";
  part("review-problem").hidden = !wrong;
  part("confirm").disabled = wrong;
  show(named.review);
}

async function confirmReview() {
  const accepted = await acceptsBlanks(blankWords(subjects, unmarked));
  // Wiped meanwhile: the question went with the ballot.
  if (shown !== named.review) return;
  if (accepted) {
    await confirmBallot();
    return;
  }
  goal = "blanks";
  show(subjects.find(blanksOf));
}

// Cast, receipt, wipe

function marks() {
  return subjects.flatMap(rowsOf).map((row) => Number(row.querySelector("input:checked")?.value ?? 0));
}

// On an enrolled tablet the ballot is kept first and sent by the page's queue; where nothing can be kept it is sent at once.
async function deliver(sent) {
  const say = (text) => { part("sending").textContent = text; };
  if (!(await enrolled())) return castBallot(form.action, sent, say);
  const kept = await keepOnTablet(form.dataset.vote, sent);
  if (kept === "used") return { accepted: false, message: "这张选票卡已在本机投过票。" };
  if (kept === "kept") {
    keptId = sent.id;
    return { accepted: true, words: "已存本机，正在送往票箱。" };
  }
  say("本机存不下选票，正在直接投入票箱，请不要关闭本页。");
  const answer = await castBallot(form.action, sent, (text) => say(`本机存不下选票。${text}`));
  return { ...answer, words: "已送达票箱。" };
}

async function confirmBallot() {
  part("again").hidden = true;
  part("sending").textContent = "请稍候，不要关闭本页。";
  part("sending-title").textContent = "正在投入票箱";
  show(named.sending);
  const sent = { card: readCard(card.value).code, id: ballotId, form: form.dataset.form, marks: marks() };
  casting = true;
  const answer = practice ? { accepted: true } : await deliver(sent);
  casting = false;
  if (!answer.accepted) {
    part("sending-title").textContent = "选票没有投出";
    part("sending").textContent = answer.message;
    part("again").hidden = false;
    return;
  }
  part("receipt").textContent = practice ? "试填没有回执" : receiptOf(answer.id ?? ballotId);
  if (takesOpinions) rememberDigest(sent.card);
  sayDelivery(answer.words ?? "");
  wipeMarks();
  show(named.done);
  receiptTimer = setTimeout(finish, RECEIPT_SHOWN_MS);
}

function sayDelivery(text) {
  if (practice) return;
  part("delivery").textContent = text;
  part("delivery").hidden = !text;
}

// As soon as the ballot is in, the choices leave the page; the receipt stays until the voter is done.
function wipeMarks() {
  form.reset();
  card.value = practice ? groupedCode(card.defaultValue) : "";
  ballotId = "";
  part("review").replaceChildren();
  forgetDraft();
}

function finish() {
  clearTimeout(receiptTimer);
  part("receipt").textContent = "";
  keptId = "";
  goal = "";
  sayDelivery("");
  wipeMarks();
  if (takesOpinions) forgetOpinion();
  sayCardProblem("");
  part("blanks").close();
  setLarge(false);
  show(named.start);
}

part("confirm").addEventListener("click", confirmReview);
part("again").addEventListener("click", () => show(named.start));
part("finish").addEventListener("click", finish);
if (takesOpinions) {
  offerOpinion(form.dataset.vote, named, (screen) => {
    clearTimeout(receiptTimer);
    show(screen);
  }, finish);
  startQueue();
}

// A reload or a locked phone loses nothing

const isFilling = () => [...subjects, named.review].includes(shown);

function keep() {
  if (!keeps || !(isFilling() || shown === named.sending)) return;
  const checked = subjects.flatMap(rowsOf).map((row) => row.querySelector("input:checked")?.value ?? null);
  const about = legend.textContent;
  keepDraft({ form: form.dataset.form, card: card.value, id: ballotId, about, checked, at: subjects.indexOf(shown), large: isLarge() });
}

// How long ago the ballot was touched that now stands here again, in ms; 0 if there is none.
function restore() {
  const draft = keptDraft(form.dataset.form);
  if (!draft) return 0;
  card.value = draft.card;
  ballotId = draft.id;
  nameUnit(draft.about);
  setLarge(draft.large);
  subjects.flatMap(rowsOf).forEach((row, place) => {
    const value = draft.checked[place];
    if (value !== null) row.querySelector(`input[value="${Number(value)}"]`).checked = true;
  });
  subjects.forEach(sayLeft);
  if (draft.at >= 0) show(subjects[draft.at]);
  else review();
  return draft.away;
}

form.addEventListener("change", keep);

// The tablet, if it is enrolled

const enrolled = () => (practice ? null : tabletOf(form.dataset.vote));
const isBusy = () => part("begin").disabled || isFilling() || shown === named.sending;
const isWatched = () => !casting && (isBusy() || (shown === named.start && card.value !== ""));

async function tellTablet() {
  const tablet = await enrolled();
  if (!tablet) return;
  const counts = [`${tablet.number} 号平板`, `未上传 ${tablet.unsent}`, tablet.conflicts ? `冲突 ${tablet.conflicts}` : ""];
  part("tablet").textContent = counts.filter(Boolean).join(" · ");
  part("tablet").hidden = false;
  const shut = shutWords(tablet);
  part("shut").textContent = shut;
  part("shut").hidden = !shut;
}

function sayElsewhere(blocked) {
  if (blocked) show(named.elsewhere);
  else if (shown === named.elsewhere) show(named.start);
}

function sayMoved(former, id) {
  if (former !== keptId) return;
  keptId = id;
  part("receipt").textContent = receiptOf(id);
}

function sayDelivered(id) {
  if (id === keptId) sayDelivery("已送达票箱。");
}

async function runTablet(away) {
  const also = [form.dataset.camera];
  if (await startTablet({ blocked: sayElsewhere, isBusy, changed: tellTablet, delivered: sayDelivered, moved: sayMoved, also })) await tellTablet();
  const kiosk = Boolean(await enrolled());
  if (kiosk) stayHere();
  keeps = !kiosk;
  keep();
  const warn = wipeWhenLeft(part("idle"), { watched: isWatched, wipe: finish, away: kiosk ? 0 : AWAY_MS });
  part("next-voter").addEventListener("click", warn);
  if (away >= QUIET_MS) warn();
}

addEventListener("beforeunload", (event) => {
  if (casting || (!keeps && isBusy() && !practice)) event.preventDefault();
});
addEventListener("pageshow", (event) => event.persisted && finish());

// A scanned address: the fragment is taken out of the history at once and never sent.

function takeFragment() {
  const fragment = location.hash;
  if (!fragment) return;
  history.replaceState(null, "", location.pathname);
  if (shown === named.start) takeCard(fragment);
}

addEventListener("hashchange", takeFragment);
startTools(() => shown);
if (practice) card.value = groupedCode(card.value);
else form.reset();
if (location.hash) forgetDraft();
takeFragment();
if (!practice) runTablet(restore());
if (shown === named.start) card.focus({ preventScroll: true });
