// Comments on words: what is selected in a paragraph is taken along to the form.
"use strict";

(() => {
  const page = document.querySelector("[data-version]");
  const words = document.getElementById("draft-words");
  const version = page?.dataset.version ?? location.pathname.split("/")[2];
  if (!words) return;
  for (const told of document.querySelectorAll(".with-script")) told.classList.add("on");

  const link = document.createElement("a");
  link.className = "button on-words";
  link.textContent = words.dataset.comment;
  link.hidden = true;
  document.body.append(link);

  const points = (text) => Array.from(text).length;

  // Where a point of the selection stands in its paragraph's text, in code points.
  function offset(paragraph, node, at) {
    const before = document.createRange();
    before.setStart(paragraph, 0);
    before.setEnd(node, at);
    return points(before.toString());
  }

  function look() {
    const selection = getSelection();
    link.hidden = true;
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const inside = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-paragraph]");
    const paragraph = inside(range.startContainer);
    if (!paragraph || paragraph !== inside(range.endContainer)) return;
    const raw = range.toString();
    const exact = raw.trim();
    if (!exact || points(exact) > 2000) return;
    const lead = points(raw) - points(raw.trimStart());
    const start = offset(paragraph, range.startContainer, range.startOffset) + lead;
    const asked = new URLSearchParams({
      on: paragraph.dataset.paragraph || paragraph.parentElement.id, scope: "selection", selection: exact, start: String(start),
    });
    link.href = `/published/${version}/comment?${asked}`;
    const box = range.getBoundingClientRect();
    link.hidden = false;
    const left = Math.min(Math.max(8, box.left), innerWidth - link.offsetWidth - 8);
    link.style.left = `${left + scrollX}px`;
    link.style.top = `${box.bottom + scrollY + 8}px`;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") link.hidden = true;
  });
})();
