// The last resort: what is not delivered, sealed to the vote's key, as a file that only the server of the vote can open.
// P-256, HKDF-SHA-256 and AES-GCM of the browser; needs HTTPS or localhost. rulebook/ballot/unsent.py opens it.

import { shuffled } from "./ballot-queue.js";

const FORMAT = "AICUNSENT1";
const encode = (text) => new TextEncoder().encode(text);

function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// Why nothing can be sealed here, in Chinese; empty when it can.
export function exportProblem() {
  return globalThis.crypto?.subtle ? "" : "本页不是安全连接（网址以 http 开头），浏览器不提供加密，不能导出应急文件。";
}

// The file as text. `ballots` are what the queue would have sent.
export async function sealedFile({ vote, key, token }, ballots) {
  const { subtle } = crypto;
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await subtle.importKey("raw", fromBase64(key), curve, false, []);
  const own = await subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derive = { name: "HKDF", hash: "SHA-256", salt: point, info: encode(`${FORMAT}\n${vote}`) };
  const sealing = await subtle.deriveKey(derive, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = encode(JSON.stringify({ token, ballots: shuffled(ballots) }));
  const box = await subtle.encrypt({ name: "AES-GCM", iv }, sealing, plain);
  return JSON.stringify({ format: FORMAT, vote: Number(vote), key: base64(point), iv: base64(iv), box: base64(box) });
}
