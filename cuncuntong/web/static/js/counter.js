// An item's form: lines that another line shows or hides.

function chosen(form, name) {
  const controls = form.elements[name];
  if (!controls) return [];
  const list = controls instanceof RadioNodeList ? [...controls] : [controls];
  // A line that is hidden itself has nothing chosen: what hangs on it is hidden too.
  if (list[0]?.closest("[data-show-when]")?.hidden) return [];
  return list.filter((one) => !/^(radio|checkbox)$/.test(one.type) || one.checked).map((one) => one.value);
}

function arrange(form) {
  for (const line of form.querySelectorAll("[data-show-when]")) {
    const values = line.dataset.showValues.split(" ");
    line.hidden = !chosen(form, line.dataset.showWhen).some((value) => values.includes(value));
  }
  for (const section of form.querySelectorAll(".form-section")) {
    const lines = [...section.querySelectorAll(".form-line")];
    if (lines.length) section.hidden = lines.every((line) => line.hidden);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.querySelector("[data-show-when]")) arrange(form);
});
