// Reading aloud with the device's own Chinese voice; never over the network.

const VOICES_MS = 1500;
const RATE = 0.85;

const chinese = (voice) => voice.localService && /^(zh|cmn|yue)/i.test(voice.lang);

// The voice, or null. Some browsers know their voices only a moment later.
export async function localVoice() {
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

export const isSpeaking = () => Boolean(globalThis.speechSynthesis?.speaking);

export function hush() {
  globalThis.speechSynthesis?.cancel();
}

// `ended()` is called after the last line.
export function readAloud(lines, voice, ended) {
  lines.forEach((line, place) => {
    const spoken = new SpeechSynthesisUtterance(line);
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.rate = RATE;
    if (place === lines.length - 1) spoken.addEventListener("end", ended);
    globalThis.speechSynthesis.speak(spoken);
  });
}
