// Drafts: a form with data-draft-url is saved while it is being filled. Two tabs: both shown, none overwritten.

const WAIT = 1500;
const states = new WeakMap();
// Uploads under way, by form: each saves the draft too, so that an autosave meanwhile would meet this very tab.
const uploads = new WeakMap();

function say(form, words, failed = false) {
  const place = form.querySelector("[data-draft-state]") || document.querySelector("[data-draft-state]");
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("failed", failed);
}

function content(form, state) {
  const data = new FormData(form);
  // Papers go up by themselves; a draft is text.
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  // An upload saves the draft too and brings the new version in the hidden input.
  const hidden = form.querySelector('input[name="version"][data-draft]');
  if (hidden && Number(hidden.value) > Number(state.version)) state.version = hidden.value;
  data.set("version", state.version);
  return data;
}

function row(tag, texts) {
  const line = document.createElement("tr");
  for (const text of texts) {
    const cell = document.createElement(tag);
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

// Shows the other page's values beside this one's; this page's stand untouched in the form.
function clash(form, answer) {
  form.querySelector(".draft-clash")?.remove();
  const box = document.createElement("div");
  box.className = "notice notice-warning draft-clash";
  box.setAttribute("role", "alert");
  const body = document.createElement("div");
  body.className = "notice-body";
  const title = document.createElement("p");
  title.className = "notice-title";
  title.textContent = answer.message || "这份草稿在另一个窗口里改过，两边都没有被覆盖。";
  body.append(title);
  const table = document.createElement("table");
  table.className = "table table-dense";
  table.append(row("th", ["项目", "另一个窗口", "本窗口"]));
  for (const [label, theirs, mine = ""] of answer.rows || []) table.append(row("td", [label, theirs, mine]));
  if (answer.rows?.length) body.append(table);
  const actions = document.createElement("p");
  actions.className = "cluster";
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "btn btn-secondary btn-small";
  keep.textContent = "用本窗口的内容";
  keep.addEventListener("click", () => {
    states.get(form).version = String(answer.version);
    states.get(form).stopped = false;
    box.remove();
    save(form);
  });
  actions.append(keep);
  if (answer.url) {
    const open = document.createElement("a");
    open.href = answer.url;
    open.className = "btn btn-secondary btn-small";
    open.textContent = "用另一个窗口的内容";
    actions.append(open);
  }
  body.append(actions);
  box.append(body);
  form.prepend(box);
}

async function send(form, state) {
  state.dirty = false;
  const headers = { "X-Requested-With": "draft", Accept: "application/json" };
  const answer = await fetch(form.dataset.draftUrl, {
    method: "POST", body: content(form, state), headers, credentials: "same-origin", redirect: "manual",
  });
  if (answer.status === 409) {
    state.stopped = true;
    say(form, "草稿没有保存：另一个窗口改过", true);
    clash(form, await answer.json());
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const saved = answer.status === 204 ? {} : await answer.json();
  if (saved.version !== undefined) {
    state.version = String(saved.version);
    const hidden = form.querySelector('input[name="version"][data-draft]');
    if (hidden) hidden.value = state.version;
  }
  document.dispatchEvent(new Event("draft:saved"));
  const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  say(form, `已保存 ${saved.saved_at || now}`);
}

async function save(form) {
  const state = states.get(form);
  if (!state || state.stopped || form.dataset.sent) return;
  if (state.busy || uploads.get(form)) {
    state.dirty = true;
    return;
  }
  state.busy = true;
  try {
    await send(form, state);
  } catch {
    state.dirty = true;
    say(form, "草稿暂未保存，联网后自动再试", true);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), 10000);
  } finally {
    state.busy = false;
  }
  if (state.dirty && !state.timer) later(form, state);
}

function later(form, state) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => {
    state.timer = 0;
    save(form);
  }, WAIT);
}

function changed(event) {
  const form = event.target.form;
  if (!form?.dataset.draftUrl || event.target.type === "file") return;
  if (!states.has(form)) states.set(form, { version: form.dataset.draftVersion || "0", timer: 0 });
  const state = states.get(form);
  state.dirty = true;
  later(form, state);
}

function upload(step) {
  return (event) => {
    const form = event.detail.requestConfig?.draftForm || event.detail.elt.closest?.("form[data-draft-url]");
    if (!form) return;
    if (event.detail.requestConfig) event.detail.requestConfig.draftForm = form;
    uploads.set(form, Math.max(0, (uploads.get(form) || 0) + step));
    const state = states.get(form);
    if (step < 0 && state?.dirty) later(form, state);
  };
}

// The settled answer has brought the new version; one that failed has changed nothing.
document.addEventListener("htmx:beforeRequest", upload(1));
document.addEventListener("htmx:afterRequest", upload(-1));
document.addEventListener("input", changed);
document.addEventListener("change", changed);

// Leaving the page, or the other tab coming to the front: what is not saved yet goes out at once.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    const state = states.get(form);
    if (!state?.dirty || state.stopped || state.busy || form.dataset.sent) continue;
    clearTimeout(state.timer);
    state.timer = 0;
    save(form);
  }
});
