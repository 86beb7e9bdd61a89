// Drafts: a form with data-draft-url is saved while it is being filled. Two tabs: both shown, none overwritten.

const WAIT = 1500;
const states = new WeakMap();
// Uploads under way, by form: each saves the draft too, so that an autosave meanwhile would meet this very tab.
const uploads = new WeakMap();
// What waits, by form, until the save and the uploads under way are answered: one writes at a time.
const waiting = new WeakMap();
// A line so slow that nothing comes back is tried again.
const PATIENCE = 30000;

function say(form, words, failed = false) {
  const place = form.querySelector("[data-draft-state]") || document.querySelector("[data-draft-state]");
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("failed", failed);
}

function stateOf(form) {
  if (!states.has(form)) states.set(form, { version: form.dataset.draftVersion || "0", timer: 0 });
  return states.get(form);
}

function content(form, state) {
  const data = new FormData(form);
  // Papers go up by themselves; a draft is text.
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  // An upload saves the draft too and brings the new version in the hidden input.
  const hidden = form.querySelector('input[name="version"][data-draft]');
  if (hidden && Number(hidden.value) > Number(state.version)) {
    state.version = hidden.value;
    state.unanswered = null;
  }
  data.set("version", state.version);
  return data;
}

const busy = (form) => Boolean(states.get(form)?.busy || uploads.get(form));

function afterwards(form, act) {
  waiting.set(form, [...(waiting.get(form) || []), act]);
}

// One act at a time: an upload that starts lets the next one wait again.
function goOn(form) {
  while (!busy(form) && waiting.get(form)?.length) waiting.get(form).shift()();
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
  const now = content(form, state);
  // A save whose answer never came may have arrived: the same is sent again before anything newer, so that
  // this window's own words are not taken for another's.
  const again = Boolean(state.unanswered);
  state.dirty = again;
  state.unanswered ||= now;
  const headers = { "X-Requested-With": "draft", Accept: "application/json" };
  const answer = await fetch(form.dataset.draftUrl, {
    method: "POST", body: state.unanswered, headers, credentials: "same-origin", redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status === 409) {
    state.unanswered = null;
    state.stopped = true;
    say(form, "草稿没有保存：另一个窗口改过", true);
    clash(form, await answer.json());
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const saved = answer.status === 204 ? {} : await answer.json();
  state.unanswered = null;
  if (saved.version !== undefined) {
    state.version = String(saved.version);
    const hidden = form.querySelector('input[name="version"][data-draft]');
    if (hidden) hidden.value = state.version;
  }
  document.dispatchEvent(new Event("draft:saved"));
  const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  say(form, `已保存 ${saved.saved_at || clock}`);
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
    goOn(form);
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
  const state = stateOf(form);
  state.dirty = true;
  later(form, state);
}

function upload(step) {
  return (event) => {
    const form = event.detail.requestConfig?.draftForm || event.detail.elt.closest?.("form[data-draft-url]");
    if (!form) return;
    if (event.detail.requestConfig) event.detail.requestConfig.draftForm = form;
    uploads.set(form, Math.max(0, (uploads.get(form) || 0) + step));
    if (step > 0) return;
    // The form is not sent over the head of a page that was refused.
    const refused = !event.detail.successful || event.detail.xhr?.status === 422;
    if (refused) waiting.set(form, (waiting.get(form) || []).filter((act) => !act.sends));
    goOn(form);
    const state = states.get(form);
    if (state?.dirty) later(form, state);
  };
}

// An upload that begins while a save is under way waits for its answer, and then takes its version along.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.detail.elt.closest?.("form[data-draft-url]");
  if (!form || !states.get(form)?.busy) return;
  event.preventDefault();
  afterwards(form, () => event.detail.issueRequest());
});

// So does the form itself: sent in between, it would meet its own save as somebody else's.
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("form[data-draft-url]") || submitter?.matches("[formtarget=_blank]")) return;
    const state = states.get(form);
    if (form.dataset.draftDone || (!busy(form) && !state?.unanswered)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.get(form)?.some((act) => act.sends)) return;
    say(form, "正在保存，保存好就提交…");
    const act = () => {
      form.dataset.draftDone = "1";
      if (!submitter || submitter.isConnected) form.requestSubmit(submitter);
      delete form.dataset.draftDone;
    };
    act.sends = true;
    afterwards(form, act);
    if (!busy(form)) save(form);
  },
  true,
);

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
