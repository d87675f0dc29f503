// What every page does better with a script; without it, everything still works.
"use strict";

// A mistake is told first: the summary takes the focus, so that it is read out.
document.querySelector("[data-focus]")?.focus();

// A choice that has a button beside it is sent when it is made; the stylesheet hides the button.
for (const choice of document.querySelectorAll("select[data-send-on-change]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// What is to be handed on can be copied with one press.
for (const words of document.querySelectorAll("[data-copy]")) {
  words.tabIndex = 0;
  words.addEventListener("click", () => getSelection().selectAllChildren(words));
}

// A button is not pressed twice by mistake: the second press of a form is left out.
addEventListener("submit", (event) => {
  const form = event.target;
  // Whoever signs out leaves no page behind (the worker sees to it too, where it is there).
  if (form.getAttribute("action") === "/sign-out") void globalThis.caches?.delete("bpforum-pages");
  if (form.dataset.sent) return void event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
