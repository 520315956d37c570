// From the ballot page to the page of the slip, in this tab, read once: {id, token} of a slip that a card lets in.

const KEY = "slip-token-";

export function keepToken(vote, token) {
  try {
    sessionStorage.setItem(KEY + vote, JSON.stringify(token));
  } catch {
    // The slip then goes to the box of those without a card.
  }
}

// {id, token}, or an empty object.
export function takeToken(vote) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY + vote)) ?? {};
    sessionStorage.removeItem(KEY + vote);
    return kept;
  } catch {
    return {};
  }
}
