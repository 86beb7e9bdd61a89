// Warns two minutes before the session ends by idleness; 继续 keeps it, and other open pages count as work.

const { idleSeconds, keepAlive, signIn } = document.body.dataset;
const WARN_BEFORE = 120;
const KEY = "cct-seen";
const dialog = document.getElementById("idle_warning");
let seen = Date.now();

// Only a time is kept, so that several pages of one person agree; a browser without storage counts alone.
function mark(at = Date.now()) {
  seen = at;
  try {
    localStorage.setItem(KEY, String(at));
  } catch {}
}
function lastSeen() {
  try {
    return Math.max(seen, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return seen;
  }
}

async function carryOn() {
  if (keepAlive) {
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"];
    const answer = await fetch(keepAlive, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
  }
  mark();
  dialog.close();
}

function leave() {
  const here = encodeURIComponent(location.pathname + location.search);
  location.assign(`${signIn}?next=${here}&expired=1`);
}

function look() {
  const left = Number(idleSeconds) - (Date.now() - lastSeen()) / 1000;
  if (left <= 0) {
    leave();
  } else if (left <= WARN_BEFORE) {
    const words = left > 60 ? `${Math.ceil(left / 60)}分钟` : `${Math.ceil(left)}秒`;
    dialog.querySelector("[data-idle-left]").textContent = words;
    if (!dialog.open) dialog.showModal();
  } else if (dialog.open) {
    dialog.close();
  }
}

if (idleSeconds && dialog && signIn) {
  mark();
  // Only what reaches the server keeps the session, so only that counts: pages, htmx answers, saved drafts.
  document.addEventListener("htmx:afterOnLoad", () => mark());
  document.addEventListener("draft:saved", () => mark());
  dialog.querySelector("[data-idle-continue]").addEventListener("click", () => carryOn().catch(leave));
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  setInterval(look, 1000);
}
