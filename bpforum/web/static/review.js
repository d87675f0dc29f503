// What the review's pages do better with a script; every one of them works without.
"use strict";
(() => {
  const panes = document.querySelector("[data-panes]");

  // A paragraph is shown without loading the page: the panes of the next page take the place.
  let asked = 0;
  async function go(address, remember) {
    const mine = ++asked;
    let page;
    try {
      const answer = await fetch(address, { headers: { "x-requested-with": "fetch" } });
      if (!answer.ok || answer.redirected) return void location.assign(address);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return void location.assign(address);
    }
    if (mine !== asked) return;
    const next = page.querySelector("[data-panes]");
    if (!next || !panes) return void location.assign(address);
    const kept = panes.querySelector(".outline")?.scrollTop ?? 0;
    panes.replaceChildren(...next.childNodes);
    document.title = page.title;
    if (remember) history.pushState({ review: true }, "", address);
    const outline = panes.querySelector(".outline");
    if (outline) outline.scrollTop = kept;
    arrange();
    reveal();
    const told = panes.querySelector("#evidence-title");
    if (told) { told.tabIndex = -1; told.focus({ preventScroll: true }); }
  }
  if (panes) {
    panes.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-paragraph], .walk a, .outline a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      if (unsaved() && !confirmLoss()) return void event.preventDefault();
      event.preventDefault();
      go(link.href, true);
    });
    addEventListener("popstate", () => go(location.href, false));
  }

  // On a phone the outline is folded: it would stand before the text.
  function arrange() {
    const outline = document.querySelector("[data-outline]");
    if (outline && matchMedia("(max-width: 64rem)").matches) outline.open = false;
  }
  arrange();
  reveal();

  // The chosen paragraph is brought into its pane, and the page itself stays where it is.
  function reveal() {
    for (const one of document.querySelectorAll(".para.selected, .outline a[aria-current]")) {
      const pane = one.closest(".pane");
      const there = one.getBoundingClientRect(), frame = pane.getBoundingClientRect();
      if (pane.scrollHeight > pane.clientHeight + 1) {
        if (there.top < frame.top || there.bottom > frame.bottom) {
          pane.scrollTop += there.top - frame.top - pane.clientHeight / 4;
        }
      } else if (one.matches(".para") && !location.hash && there.top > innerHeight) {
        one.scrollIntoView({ block: "start" });
      }
    }
  }

  // What is typed is not lost by going to another paragraph.
  function unsaved() {
    return [...document.querySelectorAll("main textarea")].some(
      (one) => one.value !== one.defaultValue && one.offsetParent !== null
    );
  }
  function confirmLoss() {
    return window.confirm(document.querySelector("[data-unsaved]")?.dataset.unsaved || "?");
  }
  let sending = false;
  addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", (event) => {
    if (!sending && panes && unsaved()) event.preventDefault();
  });

  // Keys, while nothing is being typed.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const one = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!one || event.key.length > 1) return;
    event.preventDefault();
    if (one.tagName === "DETAILS") {
      one.open = true;
      const words = one.querySelector("textarea");
      words?.focus();
      words?.setSelectionRange(words.value.length, words.value.length);
    } else {
      one.click();
    }
  });

  // A passage is dragged onto a theme: the same form is sent, with the theme chosen.
  const form = document.querySelector("[data-passages]");
  if (form?.elements.to) {
    let dragged = null;
    form.addEventListener("dragstart", (event) => {
      dragged = event.target.closest?.("[data-passage]");
      if (!dragged) return;
      event.dataTransfer.setData("text/plain", dragged.dataset.passage);
      event.dataTransfer.effectAllowed = "move";
      document.body.classList.add("dragging");
    });
    form.addEventListener("dragend", () => {
      dragged = null;
      document.body.classList.remove("dragging");
      document.querySelectorAll(".drop.over").forEach((one) => one.classList.remove("over"));
    });
    for (const place of document.querySelectorAll("[data-drop]")) {
      place.addEventListener("dragover", (event) => {
        if (!dragged) return;
        event.preventDefault();
        place.classList.add("over");
      });
      place.addEventListener("dragleave", () => place.classList.remove("over"));
      place.addEventListener("drop", (event) => {
        event.preventDefault();
        if (!dragged) return;
        const box = dragged.querySelector("input[name=passages]");
        // What was ticked goes along, if the passage dragged is among it.
        if (!box.checked) {
          form.querySelectorAll("input[name=passages]").forEach((one) => { one.checked = false; });
          box.checked = true;
        }
        form.elements.to.value = place.dataset.drop;
        form.requestSubmit(form.querySelector("button[value=move]"));
      });
    }
  }

  // All boxes of a page are ticked, or none.
  for (const button of document.querySelectorAll("[data-tick]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = [...document.querySelectorAll(`input[name="${button.dataset.tick}"]`)];
      const all = boxes.every((one) => one.checked);
      for (const one of boxes) one.checked = !all;
    });
  }

  // Who else is here, and whether somebody decided since the page was made.
  const told = document.querySelector("[data-here]");
  if (told) {
    let seq = null;
    const ask = async () => {
      if (document.hidden) return;
      const where = new URL(location.href).searchParams.get("paragraph") || told.dataset.where;
      try {
        const answer = await fetch(`/review/here?where=${encodeURIComponent(where)}`);
        if (!answer.ok || answer.redirected) return;
        const found = await answer.json();
        const names = found.here.map((one) =>
          one.where === where ? `${one.name} (${told.dataset.same})` : one.name);
        told.hidden = !names.length && seq === null;
        told.textContent = names.length ? `${told.dataset.here} ${names.join(", ")}` : "";
        if (seq !== null && found.seq !== seq) {
          told.hidden = false;
          told.textContent += ` ${told.dataset.newer}`;
        } else {
          seq = found.seq;
        }
      } catch { /* the network is away: the page stays as it is */ }
    };
    ask();
    setInterval(ask, 30000);
  }
})();
