// The switches on the ballot itself: large print, and the screen read aloud. What is marked is never read: others may listen.

import { hush, isSpeaking, localVoice, readAloud } from "./ballot-voice.js";

const part = (id) => document.getElementById(id);
const large = part("large");
const aloud = part("aloud");

export const isLarge = () => document.documentElement.classList.contains("kiosk-large");

export function setLarge(on) {
  document.documentElement.classList.toggle("kiosk-large", on);
  large.setAttribute("aria-pressed", String(on));
}

export function stopReading() {
  hush();
  aloud.setAttribute("aria-pressed", "false");
}

const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

// The heading, what the page says to everybody, the questions; their answers once, since they are the same in every row.
function linesOf(screen) {
  const rows = [...screen.querySelectorAll("fieldset.marks")];
  const answers = rows.length ? [...rows[0].querySelectorAll(".choice span")].map(words).join("、") : "";
  return [
    ...[...screen.querySelectorAll("h1, [data-aloud]")].map(words),
    ...(answers ? [`每项都可以选：${answers}`] : []),
    ...rows.map((row) => words(row.querySelector("legend"))),
  ].filter(Boolean);
}

// `screen()` is the screen shown now. The switch itself says when the device has no voice.
export async function startTools(screen) {
  large.addEventListener("click", () => setLarge(!isLarge()));
  addEventListener("pagehide", stopReading);
  let voice = null;
  aloud.addEventListener("click", () => {
    if (!voice) {
      part("speech-note").hidden = false;
    } else if (isSpeaking()) {
      stopReading();
    } else {
      aloud.setAttribute("aria-pressed", "true");
      readAloud(linesOf(screen()), voice, stopReading);
    }
  });
  voice = await localVoice();
  aloud.textContent = voice ? "朗读" : "无语音";
}
