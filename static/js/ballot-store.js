// What an enrolled tablet keeps in IndexedDB: ballots not yet delivered, cards used here, the cards there are, its enrolment.
// A ballot and "this card is used" are written in one transaction and are on the disk before the voter sees a receipt.
// No times, no order: a ballot lies under a random key. A card used here is kept without any choice, until the vote is closed.

const NAME = "ballots";
const STORES = ["unsent", "used", "issued", "enrolled"];

let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      for (const store of STORES) request.result.createObjectStore(store);
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  }).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

// Runs `work(stores)` in one transaction; resolves with the result of the request it returns, if any, once all is written.
async function within(names, mode, work) {
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  return new Promise((resolve, reject) => {
    const request = work(stores);
    transaction.addEventListener("complete", () => resolve(request?.result));
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
  });
}

const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const cardKey = (vote, hash) => `${vote}.${hash}`;
const cardsOf = (vote) => IDBKeyRange.bound(`${vote}.`, `${vote}/`, false, true);

export const enrolments = () => within(["enrolled"], "readonly", ({ enrolled }) => enrolled.getAll());

export async function enrolmentOf(vote) {
  return (await within(["enrolled"], "readonly", ({ enrolled }) => enrolled.get(String(vote)))) ?? null;
}

// {vote, token, number, key, state, retired, exported}; `vote` is a text. Whoever enrols anew keeps his `conflicts`.
export function enrol(enrolment) {
  return within(["enrolled"], "readwrite", ({ enrolled }) => {
    const request = enrolled.get(enrolment.vote);
    request.addEventListener("success", () => {
      enrolled.put({ ...enrolment, conflicts: request.result?.conflicts ?? 0 }, enrolment.vote);
    });
  });
}

// Overwrites some fields of an enrolment; none that is forgotten comes back.
function merge(enrolled, vote, change) {
  const request = enrolled.get(vote);
  request.addEventListener("success", () => {
    if (request.result) enrolled.put({ ...request.result, ...change(request.result) }, vote);
  });
}

export const note = (vote, fields) => within(["enrolled"], "readwrite", ({ enrolled }) => { merge(enrolled, vote, () => fields); });

// `units`: the digests of the cards that name the unit they rate, under its name.
export function setIssued(vote, hashes, units) {
  const cards = new Map(hashes.map((hash) => [hash, ""]));
  for (const [unit, named] of Object.entries(units)) for (const hash of named) cards.set(hash, unit);
  return within(["issued"], "readwrite", ({ issued }) => { issued.put(cards, vote); });
}

// The digests of all cards of the vote with the unit that each names (most name none), or null while the tablet has not got them.
export async function issuedOf(vote) {
  return (await within(["issued"], "readonly", ({ issued }) => issued.get(vote))) ?? null;
}

export async function wasUsed(vote, hash) {
  return (await within(["used"], "readonly", ({ used }) => used.count(cardKey(vote, hash)))) > 0;
}

// Rejects with a ConstraintError for a card used here before, with another error where nothing can be stored.
export function keepBallot(vote, ballot, hash) {
  return within(["unsent", "used"], "readwrite", ({ unsent, used }) => {
    used.add(1, cardKey(vote, hash));
    const key = randomKey();
    unsent.add({ key, vote, sent: ballot }, key);
  });
}

// [{key, vote, sent}] of every vote, or of one; `sent` is what the server gets.
export async function unsentBallots(vote = "") {
  const found = await within(["unsent"], "readonly", ({ unsent }) => unsent.getAll());
  return vote ? found.filter((kept) => kept.vote === vote) : found;
}

// The same ballot under another id, in the place of the first.
export const renameBallot = (key, id) => within(["unsent"], "readwrite", ({ unsent }) => {
  const request = unsent.get(key);
  request.addEventListener("success", () => {
    if (request.result) unsent.put({ ...request.result, sent: { ...request.result.sent, id } }, key);
  });
});

export const drop = (key) => within(["unsent"], "readwrite", ({ unsent }) => { unsent.delete(key); });

// A ballot that will never be taken: its choices go, and it stays as a number that is reported.
export function dropAsConflict(vote, key) {
  return within(["unsent", "enrolled"], "readwrite", ({ unsent, enrolled }) => {
    unsent.delete(key);
    merge(enrolled, vote, (was) => ({ conflicts: was.conflicts + 1 }));
  });
}

export function forget(vote) {
  return within(["used", "issued", "enrolled"], "readwrite", ({ used, issued, enrolled }) => {
    used.delete(cardsOf(vote));
    issued.delete(vote);
    enrolled.delete(vote);
  });
}
