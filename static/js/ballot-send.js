// Sending a ballot: the same id again and again until the server has said yes or no. Nothing is stored here.

const TIMEOUT_MS = 12000;
const LONGEST_WAIT_MS = 15000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const RECEIPT_LENGTH = 16;
export const TAKEN = 409;

export function newBallotId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// First sixteen letters of base32(SHA-256("AICRECEIPT2\n" + id)), in groups of four.
export function receiptOf(id) {
  const bits = globalThis.sha256.array(`AICRECEIPT2\n${id}`).map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = Array.from({ length: RECEIPT_LENGTH }, (_, place) => BASE32[parseInt(bits.slice(place * 5, place * 5 + 5), 2)]);
  return letters.join("").match(/.{4}/g).join("-");
}

// {status, message, said} of one request without cookies; rejects when there is no network.
export async function post(url, body, patience = TIMEOUT_MS) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    const said = await response.json().catch(() => ({}));
    return { status: response.status, message: said.message ?? "", said };
  } finally {
    clearTimeout(timer);
  }
}

// {ok, message, about, reached}: whether the card may start, and the unit that it names. Without a network the voter may begin: the cast will tell.
export async function checkCard(url, card, patience) {
  try {
    const answer = await post(url, { card }, patience);
    const about = answer.said.about ?? "";
    return { ok: answer.status === 200 || answer.status >= 500, message: answer.message, about, reached: answer.status < 500 };
  } catch {
    return { ok: true, message: "", reached: false };
  }
}

// Whether this is the server of the vote that speaks, and not a gateway or another server in its place: a yes carries the
// ballot's own receipt, a no its sentence and an empty one.
export function isIn(id, { status, said }) {
  return (status === 200 || status === 201) && said.receipt === receiptOf(id).replaceAll("-", "");
}

export function isRefused({ status, said }) {
  return status >= 400 && !again(status) && said.receipt === "" && typeof said.message === "string" && said.message !== "";
}

// Whether another ballot has this id; nothing was counted and no card was spent.
export function isTaken(answer) {
  return answer.status === TAKEN && isRefused(answer);
}

// Whether to try once more later: the server was busy, not unwilling.
export function again(status) {
  return status === 429 || status >= 500;
}

// Resolves with {accepted, message, id}; `tell` is called with a sentence before every wait. An id that is in use is replaced
// and the ballot sent again: the card lives.
export async function castBallot(url, first, tell) {
  let ballot = first;
  for (let round = 1; ; round += 1) {
    let reason = "网络不通";
    try {
      const answer = await post(url, ballot);
      if (isIn(ballot.id, answer)) return { accepted: true, message: answer.message, id: ballot.id };
      if (isTaken(answer)) {
        ballot = { ...ballot, id: newBallotId() };
        continue;
      }
      if (isRefused(answer)) return { accepted: false, message: answer.message };
      reason = answer.status === 429 ? "请求过多" : "系统正忙";
    } catch {
      // Cut off: the ballot may be in already, and the same id makes sending it again harmless.
    }
    const wait = Math.min(1000 * 2 ** (round - 1), LONGEST_WAIT_MS) * (0.75 + Math.random() / 2);
    tell(`${reason}，选票还没有得到确认，正在自动重试（第 ${round} 次）。您的选择没有丢失，请不要关闭本页。`);
    await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
}
