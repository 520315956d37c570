// Reading a QR code with the camera; needs HTTPS or localhost, and says so where that is missing.

const EVERY_MS = 160;
const LONGEST_SIDE = 800;

// Why there is no camera, in Chinese; empty when there may be one.
export function cameraProblem() {
  if (!globalThis.isSecureContext) return "本页不是安全连接（网址以 http 开头），浏览器不允许使用摄像头，请输入票码。";
  if (!navigator.mediaDevices?.getUserMedia) return "本机浏览器不支持摄像头，请输入票码。";
  return "";
}

function loadDecoder(address) {
  if (globalThis.jsQR) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

function readFrame(video, canvas) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.floor(video.videoWidth * scale);
  canvas.height = Math.floor(video.videoHeight * scale);
  if (!canvas.width || !canvas.height) return "";
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = context.getImageData(0, 0, canvas.width, canvas.height);
  return globalThis.jsQR(picture.data, canvas.width, canvas.height)?.data ?? "";
}

// Shows the camera in `video` and calls `found(text)` for every code seen, until the returned function is called.
// Rejects with an Error whose message is Chinese.
export async function startScan(video, decoder, found) {
  let stream;
  try {
    await loadDecoder(decoder);
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (error) {
    throw new Error(error?.name === "NotAllowedError" ? "没有得到使用摄像头的许可，请输入票码。" : "摄像头打不开，请输入票码。");
  }
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  const timer = setInterval(() => {
    const text = readFrame(video, canvas);
    if (text) found(text);
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
