// Small behaviours: focus after a swap, dialogs, menus, printing, copying, viewer, repeated rows, remasking.

function focusIn(part) {
  // What is refreshed beside a form being filled in is announced, and leaves the focus where it is.
  if (part.closest("[data-quiet]")) return;
  const wanted = part.querySelector("[data-focus]") || part.querySelector("[data-error-summary]");
  if (wanted) {
    wanted.focus();
    return;
  }
  // A list that appears under a box being typed in must not steal the focus.
  if (document.activeElement?.matches("input, textarea, select")) return;
  const head = part.querySelector("h1, h2, h3");
  if (!head) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  // Browsers move the focus to a field with autofocus after scripts of this kind ran.
  requestAnimationFrame(() => summary.focus());
}

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.target || event.target;
  if (part.isConnected) focusIn(part);
});

// A link of the error summary to a group of options leads to its first option.
function toField(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  const control = target.matches("input, select, textarea, button") ? target : target.querySelector("input, select, textarea");
  (target.closest("details") || {}).open = true;
  (control || target).focus();
  target.closest(".field, fieldset")?.scrollIntoView({ block: "center" });
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const box = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  button.classList.add("copied");
  button.setAttribute("aria-label", "已复制");
}

function addRow(button) {
  const template = document.getElementById(button.dataset.addRow);
  const rows = document.querySelector(button.dataset.into || "[data-rows]");
  const place = Number(rows.dataset.next || rows.children.length);
  rows.dataset.next = String(place + 1);
  rows.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("__n__", String(place)));
  const total = rows.closest("form")?.querySelector('[name$="TOTAL_FORMS"]');
  if (total) total.value = String(place + 1);
  const added = rows.lastElementChild;
  window.htmx?.process(added);
  added.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function view(button) {
  const stage = button.closest(".viewer").querySelector(".viewer-stage");
  if (button.dataset.zoom) {
    const level = Number(stage.dataset.zoomLevel || 1) + (button.dataset.zoom === "in" ? 1 : -1);
    stage.dataset.zoomLevel = String(Math.min(3, Math.max(1, level)));
  } else {
    stage.dataset.turned = String((Number(stage.dataset.turned || 0) + 90) % 360);
  }
}

const clicks = {
  "[data-opens]": (one) => document.getElementById(one.dataset.opens)?.showModal(),
  "[data-closes]": (one) => one.closest("dialog")?.close(),
  "[data-print]": () => window.print(),
  "[data-copy]": copy,
  "[data-add-row]": addRow,
  "[data-remove-row]": (one) => one.closest("[data-row]")?.remove(),
  "[data-zoom], [data-turn]": view,
};

document.addEventListener("click", (event) => {
  const link = event.target.closest('[data-error-summary] a[href^="#"]');
  if (link) {
    event.preventDefault();
    toField(link);
    return;
  }
  for (const [selector, act] of Object.entries(clicks)) {
    const control = event.target.closest(selector);
    if (control) act(control);
  }
  for (const open of document.querySelectorAll("details.dropdown[open], details.unmask[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  const found = document.querySelector("#top_found");
  if (found?.innerHTML && !event.target.closest("[data-top-search]")) found.replaceChildren();
});

// A page reached through 修改 carries the field in its address.
if (location.hash.startsWith("#id_")) toField({ hash: location.hash });

const remasked = new WeakSet();
function remask() {
  for (const shown of document.querySelectorAll("[data-remask]")) {
    if (remasked.has(shown)) continue;
    remasked.add(shown);
    setTimeout(() => {
      shown.textContent = shown.dataset.maskedText;
    }, Number(shown.dataset.remask) * 1000);
  }
}
remask();
document.addEventListener("htmx:load", remask);

document.addEventListener("htmx:sendError", () => {
  const messages = document.getElementById("messages");
  if (!messages) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-danger";
  notice.setAttribute("role", "alert");
  notice.textContent = "网络不通，刚才的操作没有送出。填写的内容还在，请检查网络后再试。";
  messages.replaceChildren(notice);
});
