// What a card's code looks like: the same rules and words as rulebook/ballot/codes.py, so that a slip is told before sending.

const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const RANDOM_LETTERS = 16;
const CODE_LENGTH = RANDOM_LETTERS + 1;
const SEPARATORS = /[\s\-_.·‐‑‒–—―−﹣－]+/g;
const CARD_ADDRESS = /\/b\/#(\w+)\.(\S+)$/;
const FRAGMENT = /^#(\w+)\.(\S+)$/;

export function plainCode(typed) {
  return typed.normalize("NFKC").replace(SEPARATORS, "").toUpperCase();
}

function checkLetter(body) {
  let total = 0;
  [...body].forEach((letter, place) => { total += (place + 2) * ALPHABET.indexOf(letter); });
  return ALPHABET[(ALPHABET.length - (total % ALPHABET.length)) % ALPHABET.length];
}

// Why this cannot be a code, in Chinese; empty when it can.
export function codeProblem(typed) {
  const code = plainCode(typed);
  const wrong = [...code].findIndex((letter) => !ALPHABET.includes(letter));
  if (wrong >= 0) {
    return "01OIL".includes(code[wrong])
      ? `第 ${wrong + 1} 位“${code[wrong]}”有误：票码中没有 0、O、1、I、L，请核对是否看错`
      : `第 ${wrong + 1} 位“${[...code][wrong]}”有误：票码只含数字 2—9 和英文字母`;
  }
  if (code.length !== CODE_LENGTH) return `票码应为 ${CODE_LENGTH} 位，现输入 ${code.length} 位，请核对是否漏输或多输`;
  if (checkLetter(code.slice(0, -1)) !== code.at(-1)) return "票码校验不符：有一位输错或相邻两位颠倒，请对照选票卡逐位核对";
  return "";
}

export function groupedCode(typed) {
  return plainCode(typed).match(/.{1,4}/gu)?.join("-") ?? "";
}

// {vote, code} of a scanned or typed text: a whole address, a fragment, or a bare code (vote is then empty).
export function readCard(text) {
  const found = text.trim().match(CARD_ADDRESS) ?? text.trim().match(FRAGMENT);
  return found ? { vote: found[1], code: plainCode(found[2]) } : { vote: "", code: plainCode(text) };
}
