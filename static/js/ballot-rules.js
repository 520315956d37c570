// The rule, read aloud by the tablet's own voice if it has a Chinese one; never by itself.

import { hush, isSpeaking, localVoice, readAloud } from "./ballot-voice.js";

const button = document.getElementById("speak");
const note = document.getElementById("speech-note");

function say(text) {
  note.textContent = text;
  note.hidden = !text;
}

function stop() {
  hush();
  button.textContent = "朗读";
}

async function speak() {
  if (isSpeaking()) {
    stop();
    return;
  }
  const voice = await localVoice();
  if (!voice) {
    say("本设备没有中文语音，不能朗读。请现场工作人员念给大家听。");
    return;
  }
  say("");
  button.textContent = "停止朗读";
  readAloud([...document.querySelectorAll("#rules-text li")].map((line) => line.textContent.trim()), voice, stop);
}

document.getElementById("rules-tools").hidden = false;
button.addEventListener("click", speak);
document.getElementById("print-rules").addEventListener("click", () => print());
addEventListener("pagehide", stop);
