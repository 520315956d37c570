// A reply slip waits with the opinions while ballots are cast, so that no name arrives beside a ballot; afterwards it is sent at once.

import { again, post } from "./ballot-send.js";
import { hurries, keep, start } from "./opinion-queue.js";
import { takeToken } from "./slip-token.js";

const form = document.querySelector("#slip");
const granted = form ? takeToken(form.dataset.vote) : {};

function say(text) {
  const place = document.querySelector("#slip-error");
  place.textContent = text;
  place.hidden = !text;
}

function done(text) {
  form.reset();
  form.hidden = true;
  const kept = document.querySelector("#slip-kept");
  document.querySelector("#slip-note").textContent = text;
  kept.hidden = false;
  kept.querySelector("h1").focus();
}

async function sendNow(fields) {
  try {
    const { status, message } = await post(location.pathname, fields);
    if (status < 300) done("只有监察室看得到，每次查看都有记录。");
    else say(again(status) ? "系统正忙，请稍候再提交，填写的内容还在。" : message);
  } catch {
    say("网络不通，请稍候再提交，填写的内容还在。");
  }
}

async function submit() {
  const fields = { ...Object.fromEntries(new FormData(form)), token: "", ...granted };
  if (["name", "contact", "text"].some((name) => !fields[name].trim())) {
    say("请把三项都填好。");
    return;
  }
  if (await hurries(form.dataset.vote)) await sendNow(fields);
  else if (keep(form.dataset.vote, "slip", fields)) done("过一会儿由本机送出，请不要关闭投票页。只有监察室看得到，每次查看都有记录。");
  else say("本机存不下联系单，请在投票截止后再填。");
}

if (form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    await submit();
    button.disabled = false;
  });
}
start();
