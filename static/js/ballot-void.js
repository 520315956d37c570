// Leftover cards are opened and scanned one after another: a camera button beside the code field, where there may be one.

import { codeProblem, readCard } from "./ballot-codes.js";
import { cameraProblem, startScan } from "./qr-scan.js";

const place = document.querySelector("[data-scanner]");
const field = place.querySelector("input[name=card]");
const form = field.form;

if (!cameraProblem()) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = "用摄像头扫码";
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.hidden = true;
  video.setAttribute("aria-label", "摄像头画面");
  field.after(button, video);
  let stop = null;
  button.addEventListener("click", async () => {
    if (stop) return;
    video.hidden = false;
    try {
      stop = await startScan(video, place.dataset.decoder, (text) => {
        if (codeProblem(readCard(text).code)) return;
        stop();
        field.value = text;
        form.requestSubmit();
      });
    } catch (error) {
      video.hidden = true;
      button.textContent = error.message;
      button.disabled = true;
    }
  });
}
