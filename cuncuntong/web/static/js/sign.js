// What the device can give to an item's form: a signature drawn on the screen or a pad, and where it is.

// ---- a signature: pointer events take mouse, finger and pen alike; paper is the other way, always offered
const INK = "#1D2129";
let drawing = null;

function pen(canvas) {
  const context = canvas.getContext("2d");
  if (!canvas.dataset.ready) {
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, canvas.width, canvas.height);
    canvas.dataset.ready = "1";
  }
  context.lineWidth = 5;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = INK;
  return context;
}

function spot(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.matches("[data-sign] canvas") || event.button > 0) return;
  const canvas = event.target;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  const context = pen(canvas);
  const [x, y] = spot(canvas, event);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 0.1, y);
  context.stroke();
  drawing = { canvas, context, id: event.pointerId };
  canvas.dataset.strokes = String(Number(canvas.dataset.strokes || 0) + 1);
});
document.addEventListener("pointermove", (event) => {
  if (!drawing || drawing.id !== event.pointerId) return;
  // A pen writes faster than the screen paints: what lies between two paintings is drawn too.
  for (const one of event.getCoalescedEvents?.() || [event]) drawing.context.lineTo(...spot(drawing.canvas, one));
  drawing.context.stroke();
});
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, (event) => {
    if (drawing?.id === event.pointerId) drawing = null;
  });
}

function wipe(pad) {
  const canvas = pad.querySelector("canvas");
  delete canvas.dataset.ready;
  delete canvas.dataset.strokes;
  pen(canvas);
}

document.addEventListener("click", (event) => {
  const pad = event.target.closest("[data-sign]");
  if (!pad) return;
  const said = pad.querySelector("[data-sign-said]");
  if (event.target.closest("[data-sign-clear]")) {
    wipe(pad);
    said.textContent = "已清除，请重新签名。";
  } else if (event.target.closest("[data-sign-keep]")) {
    const canvas = pad.querySelector("canvas");
    if (!canvas.dataset.strokes) {
      said.textContent = "还没有签名，请先在框里签名。";
      return;
    }
    canvas.toBlob((blob) => {
      const box = document.getElementById(pad.dataset.sign);
      const files = new DataTransfer();
      files.items.add(new File([blob], "签名.png", { type: "image/png" }));
      box.files = files.files;
      // From here on it is a page like any other: uploaded, checked, sealed.
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }, "image/png");
  }
});

// ---- where the device is
const ERRORS = { 1: "浏览器没有允许取位置，可以不填。", 2: "现在取不到位置，可以不填。", 3: "取位置超时，可以再试一次，也可以不填。" };

// Whoever says that it is signed on the screen has the box to sign in at once.
const BY_PAD = 'input[value="pad"]:checked';

function offer(root) {
  for (const box of root.querySelectorAll("input[data-locate]:not([data-offered])")) {
    box.dataset.offered = "1";
    if (!navigator.geolocation || !window.isSecureContext) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-small";
    button.textContent = "取当前位置";
    const said = document.createElement("span");
    said.className = "small muted";
    said.setAttribute("role", "status");
    button.addEventListener("click", () => {
      said.textContent = "正在取位置…";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          box.value = `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`;
          box.dispatchEvent(new Event("change", { bubbles: true }));
          said.textContent = `已取到，误差约${Math.round(coords.accuracy)}米。`;
        },
        (error) => (said.textContent = ERRORS[error.code] || ERRORS[2]),
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
    box.after(button, said);
  }
  for (const pad of root.querySelectorAll("[data-sign][hidden]")) {
    pad.hidden = false;
    const signed = pad.closest(".material")?.querySelector(".thumb");
    pad.open = !signed && Boolean(pad.closest("form")?.querySelector(BY_PAD));
  }
}
document.addEventListener("change", (event) => {
  if (!event.target.matches?.('input[type="radio"]')) return;
  const form = event.target.form;
  if (!form?.querySelector(`input[name="${CSS.escape(event.target.name)}"][value="pad"]`)) return;
  for (const pad of form.querySelectorAll("[data-sign]")) pad.open = event.target.value === "pad";
});
offer(document);
document.addEventListener("htmx:load", (event) => offer(event.detail.elt));
