// The rule, read aloud by the tablet's own voice if it has a Chinese one; never by itself, and never over the network.

const button = document.getElementById("speak");
const note = document.getElementById("speech-note");
const VOICES_MS = 1500;

function say(text) {
  note.textContent = text;
  note.hidden = !text;
}

const chinese = (voice) => voice.localService && /^(zh|cmn|yue)/i.test(voice.lang);

// Some browsers know their voices only a moment later.
async function localVoice() {
  const speech = globalThis.speechSynthesis;
  if (!speech) return null;
  if (!speech.getVoices().length) {
    await new Promise((resolve) => {
      speech.addEventListener("voiceschanged", resolve, { once: true });
      setTimeout(resolve, VOICES_MS);
    });
  }
  return speech.getVoices().find(chinese) ?? null;
}

function stop() {
  globalThis.speechSynthesis?.cancel();
  button.textContent = "朗读";
}

async function speak() {
  if (globalThis.speechSynthesis?.speaking) {
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
  const lines = [...document.querySelectorAll("#rules-text li")];
  lines.forEach((line, place) => {
    const spoken = new SpeechSynthesisUtterance(line.textContent.trim());
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.rate = 0.85;
    if (place === lines.length - 1) spoken.addEventListener("end", stop);
    globalThis.speechSynthesis.speak(spoken);
  });
}

document.getElementById("rules-tools").hidden = false;
button.addEventListener("click", speak);
document.getElementById("print-rules").addEventListener("click", () => print());
addEventListener("pagehide", stop);
