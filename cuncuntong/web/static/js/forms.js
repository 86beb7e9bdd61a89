// Forms: one submit only, dates from eight digits, files looked at before they are sent.

// ---- one submit
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A paper that opens in a window of its own leaves the form as it was.
  if (!form.matches("[data-guard]") || event.submitter?.matches("[data-no-guard], [formtarget=_blank]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.querySelector(".too-big")) {
    event.preventDefault();
    form.querySelector('input[type="file"]')?.focus();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  const words = button?.querySelector("span") || button;
  // After this turn of the loop: a button disabled now would leave its name and value out of the form.
  setTimeout(() => {
    if (event.defaultPrevented && !form.closest("[hx-post]")) {
      delete form.dataset.sent;
      return;
    }
    if (!button) return;
    button.dataset.words = words.textContent;
    words.textContent = "正在提交…";
    button.disabled = true;
  });
});

function free(forms) {
  for (const form of forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-words]")) {
      (button.querySelector("span") || button).textContent = button.dataset.words;
      button.disabled = false;
      delete button.dataset.words;
    }
  }
}
// Back from the next page, or an htmx answer that left the form standing: it may be sent again.
window.addEventListener("pageshow", (event) => event.persisted && free(document.querySelectorAll("form[data-sent]")));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form[data-sent]");
  if (form) free([form]);
});

// ---- dates
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches("[data-date]")) return;
  const parts = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?\s*$/.exec(box.value.normalize("NFKC"));
  if (!parts) return;
  const [year, month, day] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  // A day that is not in the calendar stays as typed; the server says what is wrong with it.
  if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) box.value = date.toISOString().slice(0, 10);
});

// ---- Enter goes on to the next field instead of sending half a form
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  const box = event.target;
  const form = box.form;
  if (!form?.matches("[data-enter-goes-on], [data-draft-url]")) return;
  if (!box.matches("input:not([type=submit]):not([type=button]):not([type=file]), select")) return;
  const fields = [...form.elements].filter(
    (one) => one.matches("input:not([type=hidden]), select, textarea, button[type=submit]") && !one.disabled && one.getClientRects().length,
  );
  const next = fields.slice(fields.indexOf(box) + 1).find((one) => one.type !== "radio" || one.name !== box.name);
  event.preventDefault();
  next?.focus();
});

// ---- files
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);

function showFiles(box) {
  const list = box.closest(".field")?.querySelector("[data-chosen]");
  const limit = Number(box.dataset.maxMb || 0);
  if (!list) return;
  list.replaceChildren(
    ...[...box.files].map((file) => {
      const row = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const picture = document.createElement("img");
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        picture.onload = () => URL.revokeObjectURL(picture.src);
        row.append(picture);
      }
      const words = document.createElement("span");
      words.textContent = `${file.name}（${megabytes(file.size)} MB）`;
      row.append(words);
      if (limit && file.size > limit * 1024 * 1024) {
        row.className = "too-big";
        const why = document.createElement("span");
        why.textContent = `超过${limit} MB，不能上传。请调低拍照分辨率重拍，或换一个文件。`;
        row.append(why);
      }
      return row;
    }),
  );
  box.setAttribute("aria-invalid", String(Boolean(list.querySelector(".too-big"))));
}

document.addEventListener("change", (event) => {
  if (event.target.matches('input[type="file"]')) showFiles(event.target);
});
