// What a page gains with JavaScript; every page works without it.
"use strict";
(() => {
  // The date slider: days as a range, sent as the form's own date field.
  const slider = document.querySelector("[data-slider]");
  const form = document.querySelector("form.asked[data-days]");
  if (slider && form) {
    const field = document.getElementById(slider.dataset.slider);
    const [first, last] = form.dataset.days.split("/").map((day) => Date.parse(day + "T00:00:00Z"));
    const range = slider.querySelector("input");
    const shown = slider.querySelector("output");
    const day = 86400000;
    if (field && first && last > first) {
      range.min = 0;
      range.max = Math.round((last - first) / day) + 60;
      const at = Date.parse(field.value + "T00:00:00Z");
      range.value = Math.max(0, Math.min(range.max, Math.round((at - first) / day)));
      const told = () => new Date(first + range.value * day).toISOString().slice(0, 10);
      const tell = () => { shown.textContent = told(); range.setAttribute("aria-valuetext", told()); };
      tell();
      range.addEventListener("input", tell);
      range.addEventListener("change", () => { field.value = told(); form.requestSubmit(); });
      slider.hidden = false;
    }
  }
  // A slider of a form tells its value as it moves.
  for (const range of document.querySelectorAll("input[type=range][data-told]")) {
    const told = document.getElementById(range.dataset.told);
    range.addEventListener("input", () => { told.textContent = Number(range.value).toLocaleString(); });
  }
  // Keys in the queue: j and k move, Enter opens. Keys on a ruling or a case: the one beside each choice.
  const items = [...document.querySelectorAll("[data-keys] [data-item] a[href*='/rule/']")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
        && event.target.type !== "radio") return;
    if (items.length && (event.key === "j" || event.key === "k")) {
      const now = items.indexOf(document.activeElement);
      const next = event.key === "j" ? Math.min(now + 1, items.length - 1) : Math.max(now - 1, 0);
      items[next].focus();
      items[next].closest("article").scrollIntoView({ block: "nearest" });
      event.preventDefault();
    }
    const keyed = document.querySelector(`main [accesskey="${CSS.escape(event.key)}"]`);
    if (!keyed) return;
    if (keyed.type === "radio") { keyed.checked = true; keyed.focus(); } else keyed.click();
    event.preventDefault();
  });
  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
