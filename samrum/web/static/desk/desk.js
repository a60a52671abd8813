/* The keys of the desk (see desk/keys.py). Every key presses something that stands on the page, so
   nothing can be done with a key that cannot be done without. */
"use strict";

const rows = () => [...document.querySelectorAll("[data-row]")];

/* Down or up among the cases of the worklist; from nowhere, to the first or the last. */
const step = (by) => {
  const all = rows();
  if (!all.length) return false;
  const now = all.indexOf(document.activeElement);
  const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1);
  all[next].focus();
  return true;
};

const pressed = (key) => {
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const target = all.find((one) => one.closest("main")) ?? all[0];
  if (!target || target.disabled) return false;
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
  return true;
};

document.addEventListener("keydown", (event) => {
  if (!document.body.classList.contains("desk-keys")) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
  if (event.key.length !== 1) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  if (pressed(event.key.toLowerCase())) event.preventDefault();
});

/* The address follows what is chosen, so that it can be kept and loaded anew. The list says itself
   which address it has: what is typed stands in it sealed, and never as it was typed. */
const list = document.getElementById("list");
if (list) {
  new MutationObserver(() => {
    const address = list.querySelector("[data-address]")?.dataset.address;
    if (address) window.history.replaceState(null, "", address);
  }).observe(list, { childList: true });
}

/* What was first to be read when others were quicker. */
document.getElementById("changed")?.focus();
