// Keys of the counter: "/" search, Alt+digit or letter, Ctrl+Enter, Esc, "?" help; arrows in lists.

const typing = (element) =>
  element.matches("input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select") ||
  element.isContentEditable;

const visible = (element) => element.getClientRects().length > 0 && !element.disabled;

function first(selector) {
  const scope = document.querySelector("dialog[open]") || document;
  return [...scope.querySelectorAll(selector)].find(visible);
}

function pick(key) {
  const control = first(`[data-hotkey="${CSS.escape(key)}" i]`);
  if (!control) return false;
  if (control.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) control.focus();
  else control.click();
  return true;
}

function submit(from) {
  const form = from.closest?.("form");
  const button = [...(form?.querySelectorAll("[data-submit]") || [])].find(visible) || first("[data-submit]");
  if (!button) return false;
  button.click();
  return true;
}

function back(from) {
  if (typing(from) && from.id !== "main") {
    const found = document.querySelector(from.dataset.found || "#nothing");
    if (found?.innerHTML) found.replaceChildren();
    from.blur();
    return true;
  }
  const open = document.querySelector("details.dropdown[open], details.unmask[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
    return true;
  }
  const control = first("[data-escape]");
  control?.click();
  return Boolean(control);
}

function arrow(event, from) {
  const step = event.key === "ArrowDown" ? 1 : -1;
  if (from.dataset.found && step === 1) {
    const link = document.querySelector(`${from.dataset.found} [data-arrows] a, ${from.dataset.found} a`);
    link?.focus();
    return Boolean(link);
  }
  const list = from.closest?.("[data-arrows]");
  if (!list) return false;
  const links = [...list.querySelectorAll("a, button")].filter(visible);
  const next = links[links.indexOf(from) + step];
  if (next) next.focus();
  else if (step === -1) {
    const box = [...document.querySelectorAll("[data-found]")].find((one) => list.closest(one.dataset.found));
    box?.focus();
  }
  return true;
}

function search() {
  const box = document.querySelector("main [data-search]") || document.querySelector("[data-search]");
  box?.focus();
  box?.select();
  return Boolean(box);
}

function help() {
  const dialog = document.querySelector("#key_help");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function handle(event) {
  const from = event.target instanceof Element ? event.target : document.body;
  const inDialog = document.querySelector("dialog[open]");
  // A key that chooses a word in the Chinese input method is not ours.
  if (event.isComposing || event.keyCode === 229) return false;
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const key = /^(Digit|Numpad)\d$/.test(event.code) ? event.code.slice(-1) : event.code.replace(/^Key/, "");
    return key.length === 1 && pick(key);
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(from);
  if (event.ctrlKey || event.metaKey) return false;
  if (event.key === "Escape") return inDialog ? false : back(from);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrow(event, from);
  if (event.key === "F1") return help();
  if (typing(from) || inDialog) return false;
  if (event.key === "/" || event.key === "、") return search();
  if (event.key === "?" || event.key === "？") return help();
  return false;
}

document.addEventListener("keydown", (event) => {
  if (!event.defaultPrevented && handle(event)) event.preventDefault();
});
