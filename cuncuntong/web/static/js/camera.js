// A portrait by the computer's camera: the picture goes into the file box beside it, which sends it to be
// checked as any chosen file. Without a camera, or without this script, the file box does by itself.

let stream = null;

const part = (panel, name) => panel.querySelector(`[data-camera-${name}]`);
const boxOf = (panel) => document.getElementById(panel.dataset.cameraInput);
const say = (panel, words) => {
  part(panel, "words").textContent = words;
};

const REFUSED = {
  NotAllowedError: "浏览器没有准许使用摄像头。请点地址栏左边的图标，允许摄像头后再开；或在下面选择照片上传。",
  NotFoundError: "没有找到摄像头。请接好摄像头再开，或在下面选择照片上传。",
  NotReadableError: "摄像头正被别的程序占用。请关掉那个程序后再开，或在下面选择照片上传。",
};

function show(panel, open) {
  part(panel, "stage").hidden = !open;
  part(panel, "shoot").hidden = !open;
  part(panel, "close").hidden = !open;
  part(panel, "open").hidden = open;
  if (!open) part(panel, "choice").hidden = true;
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

// Nobody is filmed before the line that says so is filled in, and the paper that proves it is there.
function mayBegin(panel) {
  const name = panel.dataset.cameraAfter;
  const control = name && panel.closest("form")?.elements[name];
  if (name && !control?.value) {
    say(panel, "请先登记本人同意，再开摄像头。");
    (control?.focus ? control : control?.[0])?.focus();
    return false;
  }
  const paper = document.getElementById(panel.dataset.cameraAfterPaper || "");
  if (paper && !paper.querySelector(".thumb")) {
    say(panel, "请先在上面留下签好的同意书（屏幕签名，或拍照上传），再开摄像头。");
    const pad = paper.querySelector("[data-sign]");
    if (pad) pad.open = true;
    (pad?.querySelector("summary") || paper.querySelector("input"))?.focus();
    return false;
  }
  return true;
}

async function choices(panel) {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "videoinput");
  const list = part(panel, "which");
  const used = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  list.replaceChildren(
    ...cameras.map((one, place) => new Option(one.label || `摄像头${place + 1}`, one.deviceId, false, one.deviceId === used)),
  );
  part(panel, "choice").hidden = cameras.length < 2;
}

async function open(panel, deviceId) {
  if (!mayBegin(panel)) return;
  stop();
  const wanted = { width: { ideal: 1280 }, height: { ideal: 960 } };
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: deviceId ? { ...wanted, deviceId: { exact: deviceId } } : wanted });
  } catch (error) {
    show(panel, false);
    say(panel, REFUSED[error.name] || "摄像头打不开，请在下面选择照片上传。");
    return;
  }
  part(panel, "video").srcObject = stream;
  show(panel, true);
  say(panel, "请本人正对镜头，头部放进椭圆框，脸上光线均匀，再按“拍照”。");
  part(panel, "shoot").focus();
  await choices(panel);
}

async function shoot(panel) {
  const video = part(panel, "video");
  const box = boxOf(panel);
  if (!video.videoWidth || !box) {
    say(panel, "画面还没有出来，请稍等再拍。");
    return;
  }
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  const files = new DataTransfer();
  files.items.add(new File([blob], "摄像头照片.jpg", { type: "image/jpeg" }));
  box.files = files.files;
  say(panel, "正在检查照片…");
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function begin(panel) {
  if (!panel.hidden) return;
  panel.hidden = false;
  if (!navigator.mediaDevices?.getUserMedia) {
    part(panel, "open").hidden = true;
    say(panel, "这个网址不能使用摄像头（需要https）。请在下面选择照片上传。");
  }
}

function close(panel) {
  stop();
  show(panel, false);
  say(panel, "");
  part(panel, "open").focus();
}

document.addEventListener("click", (event) => {
  const panel = event.target.closest("[data-camera]");
  if (!panel) return;
  if (event.target.closest("[data-camera-open]")) open(panel);
  else if (event.target.closest("[data-camera-shoot]")) shoot(panel);
  else if (event.target.closest("[data-camera-close]")) close(panel);
});

document.addEventListener("change", (event) => {
  const panel = event.target.matches("[data-camera-which]") && event.target.closest("[data-camera]");
  if (panel) open(panel, event.target.value);
});

// The answer brings the panel anew: refused, and the camera goes on; taken, and it is switched off.
document.addEventListener("htmx:afterSettle", () => {
  for (const panel of document.querySelectorAll("[data-camera]")) {
    if (!panel.hidden) continue;
    begin(panel);
    if (!stream) continue;
    if (panel.closest(".field-bad")) {
      part(panel, "video").srcObject = stream;
      show(panel, true);
      say(panel, "请按上面说的调整好，再拍一张。");
      part(panel, "shoot").focus();
      choices(panel);
    } else {
      stop();
      part(panel, "open").focus();
    }
  }
});

window.addEventListener("pagehide", stop);
document.querySelectorAll("[data-camera]").forEach(begin);
