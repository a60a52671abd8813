/* What makes the pages kinder where scripts run. Everything works without it. */
"use strict";

/* The one way in which a script may put HTML into the page: what htmx has fetched from us. It runs
   none of it, and the browser refuses every other way (Trusted Types). */
htmx.registerExtension("trusted", {
  init(inside) {
    const policy = window.trustedTypes?.createPolicy("samrum", {
      createHTML: (html) => html,
      createScript: () => {
        throw new TypeError("What is fetched brings no scripts.");
      },
    });
    inside.initSecurity(policy);
  },
});

/* One press is enough: the second press of the same form waits. It would do no harm. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  window.setTimeout(() => {
    delete form.dataset.sent;
    event.submitter?.removeAttribute("aria-busy");
  }, 8000);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
});

/* After a fault the list of faults is read out first. */
document.getElementById("faults")?.focus();

/* Soon logged out: say so in time, and let one press go on without leaving the page. */
const ending = document.getElementById("ending");
if (ending) {
  let asked;
  const again = () => {
    window.clearTimeout(asked);
    asked = window.setTimeout(() => ending.showModal(), (ending.dataset.minutes - 3) * 60000);
  };
  again();
  document.addEventListener("htmx:after:request", again);
  ending.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    delete form.dataset.sent;
    if (!answer || !answer.ok || answer.url.includes("/login/")) return;
    ending.close();
    again();
  });
}

/* A picture is shown before it is sent. */
document.addEventListener("change", (event) => {
  const field = event.target;
  const shown = field.type === "file" && document.getElementById(`${field.id}-preview`);
  if (!shown) return;
  shown.replaceChildren(
    ...[...field.files].map((file) => {
      const item = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const picture = document.createElement("img");
        picture.src = URL.createObjectURL(file);
        picture.alt = "";
        item.append(picture);
      }
      const name = document.createElement("span");
      name.textContent = file.name;
      item.append(name);
      return item;
    }),
  );
  const send = field.form.querySelector("button[value=upload]");
  if (send) field.form.requestSubmit(send);
});

/* Buttons that only make sense with a script stand hidden in the page until one runs. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}
